// SPDX-License-Identifier: BSL-1.0
// OpenSSL as programs call it; the variant is the program or the flag.

#include <cctype>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#if MXTLS_ORACLE_IDN
#include <idn2.h>
#include <unicode/uidna.h>
#endif

#include "oracle.hpp"

namespace {

using namespace mxtls;

template <auto Free>
struct deleter {
  template <typename T>
  void operator()(T* held) const noexcept {
    Free(held);
  }
};
using x509_owner = std::unique_ptr<X509, deleter<X509_free>>;

x509_owner parse(bytes const& der) {
  unsigned char const* at = der.data();
  x509_owner parsed{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
  if (at != der.data() + der.size()) parsed.reset();
  return parsed;
}

bool is_ascii(std::string_view text) {
  for (char const c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

oracle::answer from_status(int status) {
  if (status < 0) return oracle::error("X509_check_host says " + std::to_string(status));
  return oracle::matches_if(status);
}

/// s_client -verify_hostname with other flags: the reference is text, also if it is an address.
oracle::answer check_host(X509* certificate, std::string const& reference, unsigned flags) {
  // X509_VERIFY_PARAM_set1_host with an empty name takes the names away: nothing is compared then.
  if (reference.empty()) return oracle::error("an empty name means no name check");
  return from_status(X509_check_host(certificate, reference.c_str(), 0, flags, nullptr));
}

/// The items of one of Exim's lists: colons separate, two stand for one, blanks around are cut, and
/// a leading `<` names another separator.
std::vector<std::string> exim_list(std::string_view list) {
  std::vector<std::string> items;
  auto const skip_blanks = [&] {
    while (!list.empty() && std::isspace(static_cast<unsigned char>(list.front())) != 0) list.remove_prefix(1);
  };
  skip_blanks();
  char separator = ':';
  if (list.size() > 1 && list[0] == '<' && std::ispunct(static_cast<unsigned char>(list[1])) != 0) {
    separator = list[1];
    list.remove_prefix(2);
  }
  for (skip_blanks(); !list.empty(); skip_blanks()) {
    std::string item;
    while (!list.empty()) {
      char const c = list.front();
      list.remove_prefix(1);
      if (c == separator) {
        if (!list.starts_with(separator)) break;
        list.remove_prefix(1);
      }
      item += c;
    }
    while (!item.empty() && std::isspace(static_cast<unsigned char>(item.back())) != 0) item.pop_back();
    items.push_back(item);
  }
  return items;
}

/// Exim's conversion to A-labels: libidn2 on lower-case text.
std::optional<std::string> exim_ascii(std::string const& name) {
  if (is_ascii(name)) return name;
#if MXTLS_ORACLE_IDN
  std::string lower;
  for (char const c : name) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  std::uint8_t* converted = nullptr;
  if (idn2_lookup_u8(reinterpret_cast<std::uint8_t const*>(lower.c_str()), &converted, IDN2_NFC_INPUT) != IDN2_OK)
    return std::nullopt;
  std::string const out{reinterpret_cast<char const*>(converted)};
  idn2_free(converted);
  return out;
#else
  return std::nullopt;
#endif
}

/// The callback of Exim's verification (src/tls-openssl.c): text, and every item of a list.
oracle::answer exim(X509* certificate, std::string const& reference) {
  auto const name = exim_ascii(reference);
  if (!name) return oracle::error("the name cannot be converted; Exim goes on without a name check");
  for (std::string const& item : exim_list(*name)) {
    int const status =
        X509_check_host(certificate, item.c_str(), 0,
                        X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_SINGLE_LABEL_SUBDOMAINS, nullptr);
    if (status != 0) return from_status(status);
  }
  return oracle::mismatch();
}

/// Postfix's conversion to A-labels: UTS 46 by ICU; what it refuses is used as it is.
std::string postfix_ascii(std::string const& name) {
  if (is_ascii(name)) return name;
#if MXTLS_ORACLE_IDN
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<UIDNA, deleter<uidna_close>> const idna{uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &status)};
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  std::string out(1024, '\0');
  int const size = uidna_nameToASCII_UTF8(idna.get(), name.data(), static_cast<int>(name.size()), out.data(),
                                          static_cast<int>(out.size()), &info, &status);
  if (U_FAILURE(status) || info.errors != 0 || size <= 0) return name;
  out.resize(static_cast<std::size_t>(size));
  for (char const c : out)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_' && c != '.') return name;
  return out;
#else
  throw std::runtime_error{"built without ICU"};
#endif
}

/// Verifies the way ssl_verify_cert_chain does and looks at the name only.
oracle::answer verify_name(SSL* session, X509* certificate) {
  std::unique_ptr<X509_STORE, deleter<X509_STORE_free>> const anchors{X509_STORE_new()};
  std::unique_ptr<X509_STORE_CTX, deleter<X509_STORE_CTX_free>> const context{X509_STORE_CTX_new()};
  if (!anchors || !context || X509_STORE_CTX_init(context.get(), anchors.get(), certificate, nullptr) != 1)
    return oracle::error("X509_STORE_CTX_init failed");
  X509_VERIFY_PARAM_set1(X509_STORE_CTX_get0_param(context.get()), SSL_get0_param(session));
  bool refused = false;
  X509_STORE_CTX_set_ex_data(context.get(), 0, &refused);
  X509_STORE_CTX_set_verify_cb(context.get(), [](int, X509_STORE_CTX* now) {
    int const why = X509_STORE_CTX_get_error(now);
    if (why == X509_V_ERR_HOSTNAME_MISMATCH || why == X509_V_ERR_IP_ADDRESS_MISMATCH)
      *static_cast<bool*>(X509_STORE_CTX_get_ex_data(now, 0)) = true;
    return 1;
  });
  if (X509_verify_cert(context.get()) < 0) return oracle::error("X509_verify_cert failed");
  return oracle::matches_if(!refused);
}

/// Postfix 3.6 and later (src/tls/tls_client.c): SSL_add1_host, for one name of a match list.
oracle::answer postfix(X509* certificate, std::string const& reference) {
  static std::unique_ptr<SSL_CTX, deleter<SSL_CTX_free>> const context{SSL_CTX_new(TLS_client_method())};
  std::unique_ptr<SSL, deleter<SSL_free>> const session{SSL_new(context.get())};
  if (!session) return oracle::error("SSL_new failed");
  std::string name = reference;
  bool subdomains = false;
  if (name.starts_with('.')) {
    name.erase(0, 1);
    subdomains = true;
  } else {
    // The other full stops of IDNA 2003 count as a leading dot, too.
    for (char const* const stop : {"\u3002", "\uff0e", "\uff61"})
      if (name.starts_with(stop) && name.size() > 3) {
        name.erase(0, 3);
        subdomains = true;
        break;
      }
  }
  if (name.empty()) return oracle::error("no name is left, and Postfix fails the connection");
  name = postfix_ascii(name);
  if (subdomains) name = "." + name;
  SSL_set_hostflags(session.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (SSL_add1_host(session.get(), name.c_str()) != 1) return oracle::error("SSL_add1_host refuses the name");
  return verify_name(session.get(), certificate);
}

oracle::answer ask(std::string_view variant, std::string const& reference, bytes const& der) {
  x509_owner const certificate = parse(der);
  if (!certificate) return oracle::error("d2i_X509 refuses the certificate");
  if (variant == "postfix") return postfix(certificate.get(), reference);
  if (variant == "exim") return exim(certificate.get(), reference);
  unsigned const flags = variant == "nopartial"   ? X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS
                         : variant == "nosubject" ? X509_CHECK_FLAG_NEVER_CHECK_SUBJECT
                                                  : 0;
  return check_host(certificate.get(), reference, flags);
}

} // namespace

int main(int count, char** values) {
  oracle::arguments const asked{count, values};
  if (asked.asks_for_version()) {
    std::string line = std::string{"openssl "} + OpenSSL_version(OPENSSL_VERSION);
#if MXTLS_ORACLE_IDN
    line += std::string{", ICU "} + U_ICU_VERSION + ", libidn2 " + idn2_check_version(nullptr);
#endif
    return oracle::print_version(line);
  }
  std::string_view const variant = asked.variant("default");
  for (std::string_view const known : {"default", "nopartial", "nosubject", "postfix", "exim"})
    if (variant == known)
      return oracle::run([&](auto const& reference, auto const& der) { return ask(variant, reference, der); });
  return oracle::usage("oracle_openssl default|nopartial|nosubject|postfix|exim");
}
