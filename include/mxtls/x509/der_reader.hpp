// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_DER_READER_HPP
#define MXTLS_X509_DER_READER_HPP

#include <cstddef>
#include <cstdint>
#include <optional>

#include <mxtls/core/bytes.hpp>
#include <mxtls/core/result.hpp>
#include <mxtls/x509/errc.hpp>

namespace mxtls::x509 {

/// DER identifier octets: class, constructed bit and tag number in one.
///
/// References: ITU-T X.690 section 8.1.2.
namespace der_tag {

inline constexpr std::uint8_t boolean = 0x01;
inline constexpr std::uint8_t integer = 0x02;
inline constexpr std::uint8_t bit_string = 0x03;
inline constexpr std::uint8_t octet_string = 0x04;
inline constexpr std::uint8_t null = 0x05;
inline constexpr std::uint8_t object_identifier = 0x06;
inline constexpr std::uint8_t utf8_string = 0x0c;
inline constexpr std::uint8_t numeric_string = 0x12;
inline constexpr std::uint8_t printable_string = 0x13;
inline constexpr std::uint8_t t61_string = 0x14;
inline constexpr std::uint8_t ia5_string = 0x16;
inline constexpr std::uint8_t utc_time = 0x17;
inline constexpr std::uint8_t generalized_time = 0x18;
inline constexpr std::uint8_t visible_string = 0x1a;
inline constexpr std::uint8_t universal_string = 0x1c;
inline constexpr std::uint8_t bmp_string = 0x1e;
inline constexpr std::uint8_t sequence = 0x30;
inline constexpr std::uint8_t set = 0x31;

/// Identifier of a primitive `[number] IMPLICIT` value. @pre `number < 31`
constexpr std::uint8_t context(unsigned number) noexcept { return static_cast<std::uint8_t>(0x80U | number); }

/// Identifier of a constructed or `[number] EXPLICIT` value. @pre `number < 31`
constexpr std::uint8_t context_constructed(unsigned number) noexcept {
  return static_cast<std::uint8_t>(0xa0U | number);
}

} // namespace der_tag

/// One DER value: its identifier, its content, and both as they stand in the input.
struct tlv {
  std::uint8_t tag = 0;
  byte_view content;
  /// Identifier, length and content.
  byte_view whole;
  /// Offset of the identifier in the outermost input.
  std::size_t where = 0;

  /// Offset of the content in the outermost input.
  constexpr std::size_t content_where() const noexcept { return where + (whole.size() - content.size()); }
};

/// Reads DER values one after another; never beyond its input, never into a value by itself.
///
/// To look inside a constructed value, make another reader of it: the depth is then in the caller's
/// code, not in the peer's hands. Offsets in failures count from the outermost input.
///
/// References: ITU-T X.690 sections 8.1 and 10.1.
class der_reader {
 public:
  /// @param origin offset of `input` in the outermost input
  explicit der_reader(byte_view input, std::size_t origin = 0) noexcept : rest_{input}, where_{origin} {}
  /// Reads what `parent` contains.
  explicit der_reader(tlv const& parent) noexcept : der_reader{parent.content, parent.content_where()} {}

  bool empty() const noexcept { return rest_.empty(); }

  /// Offset of the next value in the outermost input.
  std::size_t where() const noexcept { return where_; }

  /// The next value's identifier octet; empty at the end.
  std::optional<std::uint8_t> peek_tag() const noexcept {
    return rest_.empty() ? std::nullopt : std::optional{rest_.front()};
  }

  /// The next value, whatever its type. After a failure the reader stays where it was.
  ///
  /// Errors: `truncated`, `bad_length`, `bad_tag`.
  result<tlv> read() {
    if (rest_.size() < 2) return failure{errc::truncated, where_ + rest_.size()};
    if ((rest_[0] & 0x1f) == 0x1f) return failure{errc::bad_tag, where_};
    std::size_t header = 2;
    std::size_t length = rest_[1];
    if (length >= 0x80) {
      std::size_t const count = length & 0x7f;
      if (count == 0 || count > 4) return failure{errc::bad_length, where_ + 1};
      if (rest_.size() < header + count) return failure{errc::truncated, where_ + rest_.size()};
      length = 0;
      for (std::size_t i = 0; i < count; ++i) length = length << 8 | rest_[header + i];
      bool const minimal = length >= 0x80 && rest_[header] != 0;
      if (!minimal) return failure{errc::bad_length, where_ + 1};
      header += count;
    }
    if (rest_.size() - header < length) return failure{errc::truncated, where_ + rest_.size()};
    tlv const value{.tag = rest_[0],
                    .content = rest_.subspan(header, length),
                    .whole = rest_.first(header + length),
                    .where = where_};
    rest_ = rest_.subspan(header + length);
    where_ += header + length;
    return value;
  }

  /// The next value, which must be of this type.
  ///
  /// Errors: those of `read`, and `unexpected_tag`.
  result<tlv> expect(std::uint8_t tag) {
    auto const next = peek_tag();
    if (next && *next != tag) return failure{errc::unexpected_tag, where_};
    return read();
  }

  /// The next value if it is of this type; empty, and nothing is read, if not or at the end.
  ///
  /// Errors: those of `read`.
  result<std::optional<tlv>> optional(std::uint8_t tag) {
    if (peek_tag() != tag) return std::optional<tlv>{};
    auto const value = read();
    if (!value) return value.failure();
    return std::optional{*value};
  }

 private:
  byte_view rest_;
  std::size_t where_;
};

} // namespace mxtls::x509

#endif
