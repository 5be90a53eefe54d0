// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_FOREIGN_KEY_HPP
#define MXTLS_PKI_FOREIGN_KEY_HPP

#include <array>
#include <string_view>

#include <mxtls/pki/flaw.hpp>

/// Public keys that are not those of the server, for kinds that cannot be made here.
namespace mxtls::pki::detail {

/// A SubjectPublicKeyInfo, and the flaw that puts it into a certificate.
struct foreign_key {
  flaw wanted_by;
  std::string_view hex;
};

/// Real keys whose private halves were never kept, so nobody can use them.
///
/// References: RFC 3279 section 2.3, RFC 5480 section 2.1, RFC 5639 section 3.4.
inline constexpr std::array foreign_keys{
    foreign_key{flaw::other_key,
                "3059301306072a8648ce3d020106082a8648ce3d030107034200044d8846a15e80c68363d242689caee285ee1afac7c7"
                "90fb8e20b17f2a112bb787bfdd500c83721b559cfda7bb212293e2837c55dfd584c70d148b7a59678f49f9"},
    foreign_key{flaw::rsa_512_key,
                "305c300d06092a864886f70d0101010500034b003048024100a9e16b577de7187eb6c610690274410fcf01ca653941e9"
                "64ddd49eb5f5295597a812c06dd0dfe3a49549d2ee9c9b7f57ace7bd830c3c1ee16187b4d6f07418d10203010001"},
    foreign_key{flaw::rsa_2047_key,
                "30820121300d06092a864886f70d01010105000382010e00308201090282010060d10becbfd1beefb78f3a55b532e2a2"
                "a058599bf15755319205e7d4df312b7493ff3c8e10268adb86dea12ed863c8fe85b4f7fa82d010576cf443d4b3b6ef62"
                "1ec2b18e14f759b7b543be70864f6ff0514c7e2860d16c6e7b1fe1a500c180dbc114b4ff04848c3d550b34c6244dbdfe"
                "c5d6877ae9fae3b5175dff295ca664c04a14857f98cad673220215633e2238d59d27e2c3b833d906734e55b223b5187f"
                "b285954432fa060b66f43a56a6351d5f8f2d0527e6d13b1bfc2805d8a45eea1bafee341a778f96b9dcf594819ec7b7ce"
                "21b6f0262a2ca43e6f6facbe37089161fb13b444d267ffdd5779a515bf7db62282d71409aac088dad9f3bc71d4b079ad"
                "0203010001"},
    foreign_key{flaw::rsa_exponent_3_key,
                "30820120300d06092a864886f70d01010105000382010d00308201080282010100c5fbb5bcd83f9607758aed0d4b2430"
                "6e1911b5c9600ebe1b1c794fe92ff5e9b603b375a9567b69d85e49814c4198a4a140584ddb4b3da8fd37041ff498dbf7"
                "e1164315317c74a466e8ea73feba55850a52e1065dc8739a083a5083f7110d3886d093e1a10cce7e8c6c7ed5c097064c"
                "ac851510e0d037f3c36b5a479a5579c96dede884351fc75f44ba4875409c939df5597898fabce2f1da373655227ad324"
                "4181ddb4523865943c2859c726880c05021a63d2f4f607ba166f7072057ad824fe7072df376be402b059cd259179be9b"
                "3e29896d8eb180c468bf32fb17967d2790e7df4f580f2682d654d7a6cf6e7e948b9c0011abab4a0171c8b4c7bb1b8bb0"
                "77020103"},
    foreign_key{flaw::p192_key,
                "3049301306072a8648ce3d020106082a8648ce3d03010103320004351379716d177e6abfca4fb19f784c14fdc16ce9ce"
                "1d8aac28d958a8de97a2c6357254c7d82e9ed891ad0ee134e4c09e"},
    foreign_key{flaw::secp256k1_key,
                "3056301006072a8648ce3d020106052b8104000a03420004ba858d8092bad1af658b2168fd6716998f2785112c7eab0d"
                "e21b3ec53824702695dcced3210257b7d49f93e07f5700eafa0b98c5b7ee934f2294fd94b09dfdc1"},
    foreign_key{flaw::brainpool_p256_key,
                "305a301406072a8648ce3d020106092b2403030208010107034200041b0f7d4f2c115e1076562182b36f609234011281"
                "1c6abffffc63851db09f277e6348fcfc4538926598eb14e39da9a08b82bdc8e9841331be6f4afa8e8265f874"},
    foreign_key{flaw::dsa_key,
                "308201bf3082013306072a8648ce38040130820126028181009c1d9d9ca910aaba3588616b013c509301caf3ebb66f3c"
                "f2024fdf0af21cbd066acd7c7243ab7c9f37ad3c4530ff51f869140d1b4d50e28227bdce26bf7b344503f649c9a248a7"
                "5885909074642f7b50b90effc987ee0d57a7998e3bab61aa9b5fbb6d3bf131b09d6099d9650344cb4e930c8a31295e37"
                "aee4ebc56eda63bb47021d00e733c89fc5c437748ea7d3ccfc28f13a7e376a0fc326d07de553e6d902818079494fd985"
                "d2f6d1e33a596bc63b7a1c29f3b9b00cb93645200331c4359814e66ec33e9d812a3bcc96c7017cd1ead790996437e5c3"
                "0b66d1792af2a5e56bc90ddd60838a8f595240c26e29e2f345e95f96532a951f7dcd08fecb8f69f6d4f5eec9ef7e3491"
                "2fb4a9c5f92814d76d5f24de08d8e8ae6a6f9d125f802fbce697100381850002818100811621c625d9eec8efdd0a42bb"
                "4af06ebfdb78f73dea789821b10683fd96c5c7679fca9b5511abd6a24e2d2d992967106780f0e621aa83272a72c8adc6"
                "5b8e298cb12fc1a198fcc1812eb4b04fea3f4398a8dfd74cfa427a8f0ecbaafda66b180988f064a8cc99ced1d2718957"
                "49ee28b40c608c2a80849348e74fe7ae5676a5"},
};

/// The private key that is published as testECCP256. References: RFC 9500 section 2.3.
inline constexpr std::string_view published_p256 = "e6cb5bdd80aa45ae9c95e8c15476679ffec953c16851e711e743939589c64fc1";

} // namespace mxtls::pki::detail

#endif
