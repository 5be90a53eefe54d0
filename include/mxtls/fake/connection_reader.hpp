// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_CONNECTION_READER_HPP
#define MXTLS_FAKE_CONNECTION_READER_HPP

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <mxtls/fake/toml_table.hpp>
#include <mxtls/io/tls_server_settings.hpp>
#include <mxtls/io/wire_faults.hpp>

/// What a scenario says of its connections, from files. What is wrong in one is thrown as file_error.
namespace mxtls::fake::detail {

inline constexpr std::array<std::string_view, 9> tls_keys{
    "least",      "most",         "ciphers",    "groups", "client_certificate", "client_authorities",
    "other_name", "without_name", "certificate"};

/// `[tls]`, but for the certificates in it.
inline io::tls_server_settings read_tls(table_reader const& in) {
  using enum io::tls_version;
  using enum io::tls_group;
  using settings = io::tls_server_settings;
  words<io::tls_version> const versions{{"1.1", tls_1_1}, {"1.2", tls_1_2}, {"1.3", tls_1_3}};
  words<settings::unknown_name> const answers{{"first-certificate", settings::unknown_name::first_certificate},
                                              {"alert", settings::unknown_name::alert}};
  settings out;
  out.least = in.choice("least", out.least, versions);
  out.most = in.choice("most", out.most, versions);
  if (out.least > out.most) in.fail("least", "is above tls.most; let it be the lower one");
  out.ciphers = in.texts("ciphers");
  out.groups = in.choices("groups", out.groups,
                          {{"x25519", x25519},
                           {"x448", x448},
                           {"secp256r1", secp256r1},
                           {"secp384r1", secp384r1},
                           {"secp521r1", secp521r1}});
  if (out.groups.empty()) in.fail("groups", "is empty; name one at least");
  out.from_client = in.choice("client_certificate", out.from_client,
                              {{"none", settings::client_certificate::none},
                               {"request", settings::client_certificate::request},
                               {"require", settings::client_certificate::require}});
  out.other_name = in.choice("other_name", out.other_name, answers);
  out.no_name = in.choice("without_name", out.no_name, answers);
  return out;
}

/// One `[[wire]]`.
inline io::wire_fault read_wire_fault(table_reader const& in) {
  using kind = io::wire_fault::kind;
  in.required("fault");
  io::wire_fault out;
  out.what = in.choice("fault", out.what,
                       {{"cut", kind::cut},
                        {"reset", kind::reset},
                        {"stall", kind::stall},
                        {"delay", kind::delay},
                        {"split", kind::split},
                        {"corrupt", kind::corrupt},
                        {"insert", kind::insert}});
  out.side = in.choice("side", out.side, {{"sent", io::wire_side::sent}, {"received", io::wire_side::received}});
  out.from = in.choice("from", out.from,
                       {{"connection", io::wire_fault::origin::connection}, {"tls", io::wire_fault::origin::tls}});
  out.at = static_cast<std::uint64_t>(in.number("at", 0, 0, std::numeric_limits<std::int64_t>::max()));
  // What only some faults have must not stand idly with the others.
  auto const only_for = [&](std::string_view key, bool fits, std::string_view those) {
    if (in.has(key) && !fits) in.fail(key, "says nothing to this fault; it is for " + std::string{those});
  };
  only_for("pause", out.what == kind::delay || out.what == kind::split, "delay and split");
  only_for("piece", out.what == kind::split, "split");
  only_for("mask", out.what == kind::corrupt, "corrupt");
  only_for("octets", out.what == kind::insert, "insert");
  constexpr std::int64_t hour = 3'600'000;
  out.pause = std::chrono::milliseconds{in.number("pause", 0, 0, hour)};
  out.piece = static_cast<std::size_t>(in.number("piece", 1, 1, 65'536));
  out.mask = static_cast<std::uint8_t>(in.number("mask", 0xff, 1, 0xff));
  out.octets = out.what == kind::insert ? in.required("octets") : "";
  return out;
}

} // namespace mxtls::fake::detail

#endif
