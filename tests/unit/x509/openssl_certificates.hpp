// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_UNIT_X509_OPENSSL_CERTIFICATES_HPP
#define MXTLS_TESTS_UNIT_X509_OPENSSL_CERTIFICATES_HPP

#include <string_view>

#include <mxtls/core/base64.hpp>
#include <mxtls/x509/certificate.hpp>

/// Certificates that OpenSSL 3.0 made, in base64, each with the `openssl` command that made it.
/// What the tests expect of them is what `openssl x509 -text`, `-fingerprint` and `-dates` print.
namespace openssl_made {

// clang-format off

// req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 36500
//   -subj "/C=GB/O=Example Trust/CN=Example Root" -addext "basicConstraints=critical,CA:TRUE"
//   -addext "keyUsage=critical,keyCertSign,cRLSign"
inline constexpr std::string_view root =
    "MIIB3zCCAYWgAwIBAgIUFoNNTUykzE+LCxCSIGHbOso7qH0wCgYIKoZIzj0EAwIwPDELMAkGA1UEBhMCR0IxFjAUBgNVBAoMDUV4YW1wbGUg"
    "VHJ1c3QxFTATBgNVBAMMDEV4YW1wbGUgUm9vdDAgFw0yNjExMjMxMzMwMTlaGA8yMTI2MTAzMDEzMzAxOVowPDELMAkGA1UEBhMCR0IxFjAU"
    "BgNVBAoMDUV4YW1wbGUgVHJ1c3QxFTATBgNVBAMMDEV4YW1wbGUgUm9vdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABG59BytwXDbxPI2d"
    "gT0gtSMwwDR3pXsKv724VMP2AMhD+dSBKT5nCdOg5kvW3KDdLSzGQzzfa0qf9EPOsYBXrlujYzBhMB0GA1UdDgQWBBS4JPcCSdxbw+grGv/1"
    "fezOxSnBZzAfBgNVHSMEGDAWgBS4JPcCSdxbw+grGv/1fezOxSnBZzAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwIBBjAKBggqhkjO"
    "PQQDAgNIADBFAiEAwazLAahI/MNniaQv5m1dQ51GF2Wq5sg/ptxPFgNQbUQCIDnvCFGVhBtQcN4NH5W64dm4r7k8gx6/1lcSbGKDMOyW";

// x509 -req -in intermediate.csr -CA root.pem -set_serial 0x1000 -days 36500 -sha384 -extfile with
//   basicConstraints=critical,CA:TRUE,pathlen:0   keyUsage=critical,keyCertSign,cRLSign
//   subjectKeyIdentifier=hash   authorityKeyIdentifier=keyid
//   (a P-384 key, subject "/O=Example Trust/CN=Example Intermediate")
inline constexpr std::string_view intermediate =
    "MIIB6DCCAY6gAwIBAgICEAAwCgYIKoZIzj0EAwMwPDELMAkGA1UEBhMCR0IxFjAUBgNVBAoMDUV4YW1wbGUgVHJ1c3QxFTATBgNVBAMMDEV4"
    "YW1wbGUgUm9vdDAgFw0yNjExMjMxMzMwMTlaGA8yMTI2MTAzMDEzMzAxOVowNzEWMBQGA1UECgwNRXhhbXBsZSBUcnVzdDEdMBsGA1UEAwwU"
    "RXhhbXBsZSBJbnRlcm1lZGlhdGUwdjAQBgcqhkjOPQIBBgUrgQQAIgNiAASPe5UCHsNcKulzkJdFva7ve5HlosUmr3SFCd8PYPq3RXH+gC5c"
    "SJd4AolIMvYfB+W+rAukvVs2sG2EX31DV0Qr0sbDAXn8byUllSlLu85t19qW4m2CGL5T8jdzIhtcWWyjZjBkMBIGA1UdEwEB/wQIMAYBAf8C"
    "AQAwDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBQKqm0revpzbmAXHMl9RIMuNynNCjAfBgNVHSMEGDAWgBS4JPcCSdxbw+grGv/1fezOxSnB"
    "ZzAKBggqhkjOPQQDAwNIADBFAiBx6v/ZO0MqWD3yTRgsGvyj0J832ccqy2iJGaO9s1VlaAIhAP74WKT/uMfhjcE4jRzqP+2I4Go/Q/qzq/ft"
    "Tzk5LkY/";

// x509 -req -in leaf.csr -CA intermediate.pem -set_serial 0xe1f2a3b4c5d6e7f8 -days 36500 -extfile with
//   basicConstraints=CA:FALSE   keyUsage=critical,digitalSignature
//   extendedKeyUsage=serverAuth,clientAuth   subjectKeyIdentifier=hash   authorityKeyIdentifier=keyid
//   subjectAltName=DNS:mx.example.test,DNS:*.example.test,IP:192.0.2.1,IP:2001:db8::1,
//     email:postmaster@example.test,URI:https://example.test/
//   (a P-256 key, subject "/CN=mx.example.test")
inline constexpr std::string_view leaf =
    "MIICWzCCAeKgAwIBAgIJAOHyo7TF1uf4MAoGCCqGSM49BAMCMDcxFjAUBgNVBAoMDUV4YW1wbGUgVHJ1c3QxHTAbBgNVBAMMFEV4YW1wbGUg"
    "SW50ZXJtZWRpYXRlMCAXDTI2MTEyMzEzMzAxOVoYDzIxMjYxMDMwMTMzMDE5WjAaMRgwFgYDVQQDDA9teC5leGFtcGxlLnRlc3QwWTATBgcq"
    "hkjOPQIBBggqhkjOPQMBBwNCAATlFWBKND0GGoL80CfAmAyiMK99VtjTALoxpvRA5H7VTCNERiZ7BlK1R4fbRSmgkqJfZprwINKaaYmh9Meo"
    "+ihQo4HxMIHuMAkGA1UdEwQCMAAwDgYDVR0PAQH/BAQDAgeAMB0GA1UdJQQWMBQGCCsGAQUFBwMBBggrBgEFBQcDAjAdBgNVHQ4EFgQULt9k"
    "8mnUry3jIeYuqmRJvWa1vqMwHwYDVR0jBBgwFoAUCqptK3r6c25gFxzJfUSDLjcpzQowcgYDVR0RBGswaYIPbXguZXhhbXBsZS50ZXN0gg4q"
    "LmV4YW1wbGUudGVzdIcEwAACAYcQIAENuAAAAAAAAAAAAAAAAYEXcG9zdG1hc3RlckBleGFtcGxlLnRlc3SGFWh0dHBzOi8vZXhhbXBsZS50"
    "ZXN0LzAKBggqhkjOPQQDAgNnADBkAjBhHHfmfpX07P1KA1MCWx7JJnoUCJ1rhaJH/cK5BuGBlsFqreoBM8cIyjnBSKqxAMoCMDlhNPK5Cc8q"
    "WKQdCwZNHKCUJ7TiMiTNjdPLbP8iIRPGpNVK3SuJZ3OpjjHDWwCDYA==";

// req -x509 -newkey rsa:2048 -days 36500 -set_serial 5 -config with string_mask=nombstr and
//   C=DE   O="Ex, ample"   0.CN=first.example.test   1.CN=second.example.test   OU=one   +UID=two
inline constexpr std::string_view rsa_names =
    "MIIDcDCCAlgCAQUwDQYJKoZIhvcNAQELBQAwfTELMAkGA1UEBhMCREUxEjAQBgNVBAoTCUV4LCBhbXBsZTEbMBkGA1UEAxMSZmlyc3QuZXhh"
    "bXBsZS50ZXN0MRwwGgYDVQQDExNzZWNvbmQuZXhhbXBsZS50ZXN0MR8wCgYDVQQLEwNvbmUwEQYKCZImiZPyLGQBARMDdHdvMCAXDTI2MTEy"
    "MzEzMzAyMFoYDzIxMjYxMDMwMTMzMDIwWjB9MQswCQYDVQQGEwJERTESMBAGA1UEChMJRXgsIGFtcGxlMRswGQYDVQQDExJmaXJzdC5leGFt"
    "cGxlLnRlc3QxHDAaBgNVBAMTE3NlY29uZC5leGFtcGxlLnRlc3QxHzAKBgNVBAsTA29uZTARBgoJkiaJk/IsZAEBEwN0d28wggEiMA0GCSqG"
    "SIb3DQEBAQUAA4IBDwAwggEKAoIBAQDqKlItHpWA6rpoodfLa7pSBN7chSqVx894+sMSrbZtMnAdj05OGYr5A/L1AEK3jlYRd4IrY+s4ey2m"
    "fhOSd2p48Ov2b3CDn01tOwplWdegPsLCF9KOqNNEt9Fj7O3x0HZSnpNLBGwZOqK56Gyb2QM7KDGnS0pDTDRr4hqUpVgLzrMa2Qt+R1H9fhZ2"
    "ljxTBvBPIEmUys38YIPUoM3hGWh3Tr+eGViDv/njy5I/iBNdLOtx2lW4NGpbW4OFO/7NHprnHtf1/Av4vaQGTSWUtlLYoZKCvYnnyfkPCNdf"
    "AcOll64qTPksfXzcW1Ct12yBpMuhl5uh7lv5/5pMz1wQRV/vAgMBAAEwDQYJKoZIhvcNAQELBQADggEBAIChL4ScuiAj0Sa1FUjsjoRJa8+x"
    "PCNDtjb3rCdHnr5jzhvH+oqxWygFBtulohqi4xkdmWatuR4zjbCqj1APFGGx/7gjh/wvxJwFbJb9dZp3puBSANLd3P2KLU8YgrTWXnp+8e71"
    "oyHQNWZIGcut0vYcG7zVHwv4QPmeXaIP6ETrOXcT9g0dMPv0MV1C7IYfe1xtpNuziuD3rieILoebUYNVccoSplglo1ekVa0Hc6X3u/ij+BjY"
    "UZLDRlGXnmUpRm5v4lXq63dOpZbjxEOc3Xa0GpEVs3xaG9xi7hmX3i84VMvwEyZKKHZlbMtrneF6KEEOAAj3DUdIjccQH8gJALI=";

// req -x509 -newkey ed25519 -days 36500 -set_serial 6 -config with string_mask=pkix, utf8=yes and
//   CN=mäx→.example.test
inline constexpr std::string_view ed25519_bmp =
    "MIIBAzCBtgIBBjAFBgMrZXAwLTErMCkGA1UEAx4iAG0A5AB4IZIALgBlAHgAYQBtAHAAbABlAC4AdABlAHMAdDAgFw0yNjExMjMxMzMwMjBa"
    "GA8yMTI2MTAzMDEzMzAyMFowLTErMCkGA1UEAx4iAG0A5AB4IZIALgBlAHgAYQBtAHAAbABlAC4AdABlAHMAdDAqMAUGAytlcAMhAKsQPBTE"
    "gkpI2VvWYoIZNvdVYtukUhcKC2pZ4uBAvVI+MAUGAytlcANBAHXeShH+7inquyI58CEDsCrLQfPve6tuJWJ0TfLw0JLEWT2ViTU2ywQwIwLC"
    "hjxUwwnynBoLMRprtWhYujnqRwg=";

// ca -selfsign -startdate 491231235959Z -enddate 99991231235959Z
//   (subject "/CN=far.example.test")
inline constexpr std::string_view far_future =
    "MIIBMjCB2QIUGd3fDLVbWYle4Nkm/60K7xEOnuQwCgYIKoZIzj0EAwIwGzEZMBcGA1UEAwwQZmFyLmV4YW1wbGUudGVzdDAgFw00OTEyMzEy"
    "MzU5NTlaGA85OTk5MTIzMTIzNTk1OVowGzEZMBcGA1UEAwwQZmFyLmV4YW1wbGUudGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOUV"
    "YEo0PQYagvzQJ8CYDKIwr31W2NMAujGm9EDkftVMI0RGJnsGUrVHh9tFKaCSol9mmvAg0pppiaH0x6j6KFAwCgYIKoZIzj0EAwIDSAAwRQIg"
    "EgSWrILTJK5arIcTWNYXtYWAuaAAKaWJY6Pg6ZTZmsQCIQCOftnnf9kasIj/WDo35MuWhd2yYqAvt5M/XhX88loDfQ==";

// x509 -req -in odd.csr -signkey p256.key -set_serial 7 -days 36500 -extfile with
//   extendedKeyUsage=clientAuth
//   subjectAltName=critical,DER:30:36:82:00:87:05:c0:00:02:01:63:82:12:61:2e:74:65:73:74:00:2e:65:78:
//     61:6d:70:6c:65:2e:78:79:82:05:6d:c3:a4:78:2e:82:10:67:6f:6f:64:2e:65:78:61:6d:70:6c:65:2e:78:79:7a
//   (an empty dNSName, five address octets, a NUL inside, a non-ASCII name, a good one)
inline constexpr std::string_view odd_san =
    "MIIBoTCCAUegAwIBAgIBBzAKBggqhkjOPQQDAjAbMRkwFwYDVQQDDBBvZGQuZXhhbXBsZS50ZXN0MCAXDTI2MTEyMzEzMzAyMFoYDzIxMjYx"
    "MDMwMTMzMDIwWjAbMRkwFwYDVQQDDBBvZGQuZXhhbXBsZS50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE5RVgSjQ9BhqC/NAnwJgM"
    "ojCvfVbY0wC6Mab0QOR+1UwjREYmewZStUeH20UpoJKiX2aa8CDSmmmJofTHqPooUKN6MHgwQgYDVR0RAQH/BDgwNoIAhwXAAAIBY4ISYS50"
    "ZXN0AC5leGFtcGxlLnh5ggVtw6R4LoIQZ29vZC5leGFtcGxlLnh5ejATBgNVHSUEDDAKBggrBgEFBQcDAjAdBgNVHQ4EFgQULt9k8mnUry3j"
    "IeYuqmRJvWa1vqMwCgYIKoZIzj0EAwIDSAAwRQIhAJ2gAoJ1aOZMYjvp6peK4tncwYyADFzhNI2Y2D5hm66jAiA0TAHKxaVtdW9ea0hoDwn5"
    "89KSswlxMhdRxLmONf2cHA==";

// x509 -req -in odd.csr -signkey p256.key -set_serial 8 -days 36500 -extfile with
//   subjectAltName=DER:30:10:82:04:61:2e:78:79:82:20:62:2e:78:79
//   (the SEQUENCE and its second name are longer than what is there)
inline constexpr std::string_view broken_san =
    "MIIBXzCCAQWgAwIBAgIBCDAKBggqhkjOPQQDAjAbMRkwFwYDVQQDDBBvZGQuZXhhbXBsZS50ZXN0MCAXDTI2MTEyMzEzMzAyMFoYDzIxMjYx"
    "MDMwMTMzMDIwWjAbMRkwFwYDVQQDDBBvZGQuZXhhbXBsZS50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE5RVgSjQ9BhqC/NAnwJgM"
    "ojCvfVbY0wC6Mab0QOR+1UwjREYmewZStUeH20UpoJKiX2aa8CDSmmmJofTHqPooUKM4MDYwFQYDVR0RBA4wEIIEYS54eYIgYi54eTAdBgNV"
    "HQ4EFgQULt9k8mnUry3jIeYuqmRJvWa1vqMwCgYIKoZIzj0EAwIDSAAwRQIgGtdA4JI9cYf14GPuxMA10Tjg+fTE8tLZpRIAjLC5BJ0CIQCL"
    "zsXmBvqmi/CdeSofbbNJhncl1Uir88Yxi6izlNna4w==";

// x509 -req -in odd.csr -signkey p256.key -set_serial 9 -days 36500 -extfile with
//   1.2.3.4=critical,DER:05:00   extendedKeyUsage=anyExtendedKeyUsage   subjectAltName=@names
//   [names] otherName.1=1.3.6.1.5.5.7.8.9;FORMAT:UTF8,UTF8:böb@example.test
//   otherName.2=1.3.6.1.5.5.7.8.7;IA5:_smtp.example.test   otherName.3=1.2.3;INTEGER:5
//   dirName=dir (C=GB, CN=dir)   RID=1.2.3.4
inline constexpr std::string_view other_names =
    "MIIB5zCCAYygAwIBAgIBCTAKBggqhkjOPQQDAjAbMRkwFwYDVQQDDBBvZGQuZXhhbXBsZS50ZXN0MCAXDTI2MTEyMzEzNDAxOFoYDzIxMjYx"
    "MDMwMTM0MDE4WjAbMRkwFwYDVQQDDBBvZGQuZXhhbXBsZS50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE5RVgSjQ9BhqC/NAnwJgM"
    "ojCvfVbY0wC6Mab0QOR+1UwjREYmewZStUeH20UpoJKiX2aa8CDSmmmJofTHqPooUKOBvjCBuzB7BgNVHREEdDByoB8GCCsGAQUFBwgJoBMM"
    "EWLDtmJAZXhhbXBsZS50ZXN0oCAGCCsGAQUFBwgHoBQWEl9zbXRwLmV4YW1wbGUudGVzdKAJBgIqA6ADAgEFpB0wGzELMAkGA1UEBhMCR0Ix"
    "DDAKBgNVBAMMA2RpcogDKgMEMAwGAyoDBAEB/wQCBQAwDwYDVR0lBAgwBgYEVR0lADAdBgNVHQ4EFgQULt9k8mnUry3jIeYuqmRJvWa1vqMw"
    "CgYIKoZIzj0EAwIDSQAwRgIhAN/r6NF1G57VDEaPi6zu4A0YdegQaXTXH8m5/2jZeKzDAiEA32poMzj2jMbIpW1OcaU9PgaH233wQJZ4XQsu"
    "twYnrQs=";

// x509 -req -in odd.csr -signkey p256.key -set_serial 10 -days 36500
inline constexpr std::string_view version_1 =
    "MIIBHzCBxgIBCjAKBggqhkjOPQQDAjAbMRkwFwYDVQQDDBBvZGQuZXhhbXBsZS50ZXN0MCAXDTI2MTEyMzEzMzAyMFoYDzIxMjYxMDMwMTMz"
    "MDIwWjAbMRkwFwYDVQQDDBBvZGQuZXhhbXBsZS50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE5RVgSjQ9BhqC/NAnwJgMojCvfVbY"
    "0wC6Mab0QOR+1UwjREYmewZStUeH20UpoJKiX2aa8CDSmmmJofTHqPooUDAKBggqhkjOPQQDAgNIADBFAiBfeIytRPQmittN2gNmEx7wZPkZ"
    "P8+/ujVVE3tj6znZmAIhAIpjf0OSgAvy1YlGXKbMHISqyrMYe9hM1JbxD6YHNfzy";
// clang-format on

/// All of them.
inline constexpr std::string_view all[] = {root,       intermediate, leaf,       rsa_names,   ed25519_bmp,
                                           far_future, odd_san,      broken_san, other_names, version_1};

inline mxtls::bytes der(std::string_view base64) { return mxtls::from_base64(base64).value(); }

inline mxtls::x509::certificate read(std::string_view base64) {
  return mxtls::x509::parse_certificate(der(base64)).value();
}

} // namespace openssl_made

#endif
