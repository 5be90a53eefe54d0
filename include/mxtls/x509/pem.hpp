// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_PEM_HPP
#define MXTLS_X509_PEM_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/core/base64.hpp>
#include <mxtls/core/bytes.hpp>
#include <mxtls/core/result.hpp>
#include <mxtls/x509/certificate.hpp>
#include <mxtls/x509/errc.hpp>

namespace mxtls::x509 {

/// A larger file is refused: trust stores are a quarter of a megabyte.
inline constexpr std::size_t max_pem_octets = 16 * 1'048'576;

/// One certificate as it was found in a text.
struct pem_block {
  bytes der;
  /// Offset of its BEGIN line, for messages.
  std::size_t where = 0;
};

/// All certificates of a PEM text, in order; other blocks and text between blocks are skipped.
///
/// The lax reading: lines of any length, white space anywhere, either line end, anything before and
/// after. The old labels `X509 CERTIFICATE` and `X.509 CERTIFICATE` count too. A block must have an
/// END line with its own label. The DER itself is not looked at.
///
/// Errors: `too_large`, `bad_pem` (at the BEGIN), `bad_base64` (at the character).
/// References: RFC 7468 sections 2, 3 and 5.1.
inline result<std::vector<pem_block>> read_pem(std::string_view text) {
  if (text.size() > max_pem_octets) return failure{errc::too_large, max_pem_octets};
  constexpr std::string_view begin = "-----BEGIN ";
  constexpr std::string_view dashes = "-----";
  std::vector<pem_block> out;
  std::size_t at = 0;
  while ((at = text.find(begin, at)) != std::string_view::npos) {
    std::size_t const where = at;
    bool const starts_line = where == 0 || text[where - 1] == '\n' || text[where - 1] == '\r';
    at += begin.size();
    if (!starts_line) continue;
    std::size_t const line_end = text.find_first_of("\r\n", at);
    std::size_t const label_end = text.substr(0, line_end).find(dashes, at);
    if (label_end == std::string_view::npos) continue;
    std::string_view const label = text.substr(at, label_end - at);
    if (label != "CERTIFICATE" && label != "X509 CERTIFICATE" && label != "X.509 CERTIFICATE") continue;
    std::size_t const body = label_end + dashes.size();
    std::size_t const body_end = text.find(dashes, body);
    std::string const end_line = "-----END " + std::string{label} + "-----";
    bool const ends = body_end != std::string_view::npos && text.substr(body_end).starts_with(end_line);
    if (!ends) return failure{errc::bad_pem, where};
    auto der = from_base64(text.substr(body, body_end - body));
    if (!der) return failure{errc::bad_base64, body + der.failure().where};
    out.push_back({.der = *std::move(der), .where = where});
    at = body_end + end_line.size();
  }
  return out;
}

/// The certificates of a file: PEM with one or more of them, or one in DER.
///
/// All or nothing: to read a trust store past one bad certificate, go through `read_pem`.
///
/// Errors: those of `read_pem`; those of `parse_certificate`, which for PEM stand at the BEGIN of
/// the block; `no_certificate` if the text is neither.
inline result<std::vector<certificate>> read_certificates(std::string_view text) {
  std::vector<certificate> out;
  if (text.starts_with('\x30')) { // a SEQUENCE, and in text the digit 0
    auto one = parse_certificate(as_bytes(text));
    bool const is_text = !one && text.find("-----BEGIN ") != std::string_view::npos;
    if (!one && !is_text) return one.failure();
    if (one) {
      out.push_back(*std::move(one));
      return out;
    }
  }
  auto const blocks = read_pem(text);
  if (!blocks) return blocks.failure();
  for (pem_block const& block : *blocks) {
    auto one = parse_certificate(block.der);
    if (!one) return failure{one.error(), block.where};
    out.push_back(*std::move(one));
  }
  if (out.empty()) return failure{errc::no_certificate, text.size()};
  return out;
}

} // namespace mxtls::x509

#endif
