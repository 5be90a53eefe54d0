// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_REPORT_CLIENT_HELLO_HPP
#define MXTLS_REPORT_CLIENT_HELLO_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/result.hpp>
#include <mxtls/report/errc.hpp>

namespace mxtls::report {

/// What a client offers when it begins TLS, as numbers of the IANA registries, in its own order.
///
/// Values that a client makes up to keep servers tolerant (RFC 8701) are among them.
struct client_hello {
  /// 0x0303 for every client of TLS 1.2 and 1.3.
  std::uint16_t legacy_version = 0;
  std::vector<std::uint16_t> cipher_suites{};
  /// Types of all its extensions.
  std::vector<std::uint16_t> extensions{};
  /// supported_versions; empty if it sent none, and so does not know TLS 1.3.
  std::vector<std::uint16_t> versions{};
  /// supported_groups.
  std::vector<std::uint16_t> groups{};
  std::vector<std::uint16_t> signature_algorithms{};
  /// The groups for which it has sent a key share.
  std::vector<std::uint16_t> key_shares{};
  /// Protocol names, any octets.
  std::vector<std::string> alpn{};
  /// The first host_name of server_name, any octets; empty if it sent none.
  std::optional<std::string> server_name{};
  /// Whether it asks for a stapled OCSP response.
  bool status_request = false;
  /// Whether it would like to resume: a session_ticket with a ticket in it, or a pre_shared_key.
  bool resumes = false;

  friend bool operator==(client_hello const&, client_hello const&) = default;
};

namespace detail {

/// Reads numbers and vectors of TLS; once something does not fit, everything else is empty or 0.
class hello_reader {
 public:
  explicit hello_reader(std::string_view octets) noexcept : rest_{octets} {}

  bool good() const noexcept { return good_; }
  std::string_view rest() const noexcept { return rest_; }
  bool more() const noexcept { return good_ && !rest_.empty(); }

  std::string_view octets(std::size_t count) noexcept {
    if (count > rest_.size()) good_ = false;
    if (!good_) return {};
    std::string_view const out = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return out;
  }

  /// @pre `width <= 3`
  std::uint32_t number(std::size_t width) noexcept {
    std::uint32_t out = 0;
    for (char const c : octets(width)) out = out << 8 | static_cast<unsigned char>(c);
    return out;
  }
  std::uint16_t number16() noexcept { return static_cast<std::uint16_t>(number(2)); }

  /// A vector whose length stands before it, in so many octets.
  std::string_view vector(std::size_t width) noexcept { return octets(number(width)); }

  /// A vector of numbers of two octets.
  std::vector<std::uint16_t> numbers(std::size_t width) {
    hello_reader inside{vector(width)};
    std::vector<std::uint16_t> out;
    while (inside.more()) out.push_back(inside.number16());
    good_ = good_ && inside.good();
    return out;
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

/// Takes what an extension says; false if its lengths make no sense.
inline bool read_extension(client_hello& hello, std::uint16_t type, std::string_view content) {
  hello_reader in{content};
  switch (type) {
  case 0: { // server_name
    hello_reader list{in.vector(2)};
    while (list.more()) {
      bool const is_host_name = list.number(1) == 0;
      std::string_view const name = list.vector(2);
      if (list.good() && is_host_name && !hello.server_name) hello.server_name = name;
    }
    return in.good() && list.good();
  }
  case 5: hello.status_request = in.number(1) == 1; return in.good();
  case 10: hello.groups = in.numbers(2); return in.good();
  case 13: hello.signature_algorithms = in.numbers(2); return in.good();
  case 16: { // application_layer_protocol_negotiation
    hello_reader list{in.vector(2)};
    while (list.more()) hello.alpn.emplace_back(list.vector(1));
    return in.good() && list.good();
  }
  case 35: hello.resumes = hello.resumes || !content.empty(); return true;
  case 41: hello.resumes = true; return true;
  case 43: hello.versions = in.numbers(1); return in.good();
  case 51: { // key_share
    hello_reader list{in.vector(2)};
    while (list.more()) {
      hello.key_shares.push_back(list.number16());
      list.vector(2);
    }
    return in.good() && list.good();
  }
  default: return true;
  }
}

} // namespace detail

/// Reads the ClientHello in the first octets of a client, whatever TLS library is to answer them.
///
/// It may come in any number of records, and more may follow it. Nothing is judged: a hello with no
/// cipher suites is one. Time and memory: linear in the octets, of which it looks at 64 KiB at most.
///
/// Errors: those of `errc`; `where` is the offset in the message, record headers not counted.
///
/// References: RFC 8446 sections 4.1.2, 4.2 and 5.1; RFC 5246 section 7.4.1.2; RFC 6066 sections 3 and 8.
inline result<client_hello> parse_client_hello(std::string_view octets) {
  constexpr std::size_t header = 4, largest = 65'536;
  std::string message;
  std::size_t wanted = header;
  for (detail::hello_reader records{octets}; message.size() < wanted;) {
    if (!records.more()) return failure{errc::truncated, message.size()};
    if (records.rest()[0] != 22 || (records.rest().size() > 1 && records.rest()[1] != 3))
      return failure{errc::not_a_handshake, message.size()};
    records.octets(3);
    std::size_t const length = records.number(2);
    if (!records.good()) return failure{errc::truncated, message.size()};
    // A record that is not all there yet may hold all of the message.
    message += records.octets(std::min(length, records.rest().size()));
    if (!message.empty() && message[0] != 1) return errc::not_a_client_hello;
    if (message.size() < header) continue;
    wanted = header + detail::hello_reader{std::string_view{message}.substr(1)}.number(3);
    if (wanted > largest) return errc::too_large;
  }
  message.resize(wanted);

  client_hello hello;
  detail::hello_reader in{std::string_view{message}.substr(header)};
  auto const bad = [&] { return failure{errc::bad_length, message.size() - in.rest().size()}; };
  hello.legacy_version = in.number16();
  in.octets(32); // random
  in.vector(1);  // legacy_session_id
  hello.cipher_suites = in.numbers(2);
  in.vector(1); // legacy_compression_methods
  if (!in.good()) return bad();
  if (!in.more()) return hello; // TLS 1.2 and before may have none
  detail::hello_reader extensions{in.vector(2)};
  if (!in.good() || in.more()) return bad();
  while (extensions.more()) {
    std::size_t const at = message.size() - extensions.rest().size();
    std::uint16_t const type = extensions.number16();
    std::string_view const content = extensions.vector(2);
    if (!extensions.good() || !detail::read_extension(hello, type, content)) return failure{errc::bad_length, at};
    hello.extensions.push_back(type);
  }
  return hello;
}

} // namespace mxtls::report

#endif
