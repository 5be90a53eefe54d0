// SPDX-License-Identifier: BSL-1.0
//
// What the DER writer has written, read by the project's own reader and by openssl: made-up structures, each
// run the same ones.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <mxtls/pki/der_writer.hpp>
#include <mxtls/test/catch.hpp>
#include <mxtls/x509/der_reader.hpp>

#include "programs.hpp"

namespace der = mxtls::pki::der;
using mxtls::byte_view;
using mxtls::bytes;

namespace {

/// An element: either it holds others, or octets.
struct node {
  std::uint8_t tag = 0;
  std::vector<node> children;
  bytes content;

  bool constructed() const { return (tag & 0x20) != 0; }
  friend bool operator==(node const&, node const&) = default;
};

struct universal_type {
  std::uint8_t tag;
  /// As `openssl asn1parse` prints it.
  char const* name;
};

constexpr universal_type universal_types[]{
    {der::tags::boolean, "BOOLEAN"},
    {der::tags::integer, "INTEGER"},
    {der::tags::bit_string, "BIT STRING"},
    {der::tags::octet_string, "OCTET STRING"},
    {der::tags::null, "NULL"},
    {der::tags::oid, "OBJECT"},
    {der::tags::utf8_string, "UTF8STRING"},
    {der::tags::numeric_string, "NUMERICSTRING"},
    {der::tags::printable_string, "PRINTABLESTRING"},
    {der::tags::t61_string, "T61STRING"},
    {der::tags::ia5_string, "IA5STRING"},
    {der::tags::utc_time, "UTCTIME"},
    {der::tags::generalized_time, "GENERALIZEDTIME"},
    {der::tags::visible_string, "VISIBLESTRING"},
    {der::tags::universal_string, "UNIVERSALSTRING"},
    {der::tags::bmp_string, "BMPSTRING"},
    {der::tags::sequence, "SEQUENCE"},
    {der::tags::set, "SET"},
};

/// Makes up elements and writes them at once, with every function that the writer has.
class maker {
 public:
  explicit maker(std::uint32_t seed) : dice_{seed} {}

  bytes make(unsigned depth, node& out) {
    if (depth > 0 && dice_() % 3 != 0) return constructed(depth, out);
    return primitive(out);
  }

  /// Strings reach at most this number of octets.
  void largest(std::size_t octets) { largest_ = octets; }

 private:
  bytes constructed(unsigned depth, node& out) {
    std::vector<bytes> parts(dice_() % 5);
    for (bytes& part : parts) part = make(depth - 1, out.children.emplace_back());
    auto const number = static_cast<unsigned>(dice_() % 31);
    switch (dice_() % 4) {
    case 0: out.tag = der::tags::sequence; return der::sequence(parts);
    case 1: out.tag = der::tags::set; return der::tlv(der::tags::set, der::concat(parts));
    case 2: out.tag = static_cast<std::uint8_t>(0xa0 | number); return der::explicit_tag(number, der::concat(parts));
    default: out.tag = static_cast<std::uint8_t>(0xa0 | number); return der::implicit_tag(number, der::sequence(parts));
    }
  }

  bytes primitive(node& out) {
    bytes const element = leaf(universal_types[dice_() % 16].tag);
    std::size_t const size = content_size(element);
    out.tag = element.front();
    out.content.assign(element.end() - static_cast<std::ptrdiff_t>(size), element.end());
    if (dice_() % 5 != 0) return element;
    auto const number = static_cast<unsigned>(dice_() % 31);
    out.tag = static_cast<std::uint8_t>(0x80 | number);
    return der::implicit_tag(number, element);
  }

  /// An element without others in it, of legal content.
  bytes leaf(std::uint8_t tag) {
    switch (tag) {
    case der::tags::boolean: return dice_() % 2 == 0 ? der::boolean_true() : der::boolean_false();
    case der::tags::integer: return der::integer(static_cast<std::int64_t>(dice_()) - 0x80000000LL);
    case der::tags::null: return der::null();
    case der::tags::oid: return der::oid("2.999." + std::to_string(dice_()));
    case der::tags::utc_time: return der::utc_time(moment());
    case der::tags::generalized_time: return der::generalized_time(moment());
    case der::tags::bit_string: return der::bit_string(text());
    case der::tags::octet_string: return der::octet_string(text());
    case der::tags::bmp_string:
    case der::tags::universal_string: {
      bytes octets = text();
      octets.resize(octets.size() / 4 * 4);
      return der::tlv(tag, octets);
    }
    default: return der::tlv(tag, text());
    }
  }

  mxtls::timestamp moment() { return {static_cast<std::int64_t>(dice_())}; }

  /// Digits, as every string may hold them, of a length that is often about to need another octet.
  bytes text() {
    constexpr std::size_t edges[]{0, 1, 126, 127, 128, 129, 255, 256, 257, 65535, 65536};
    std::size_t size = dice_() % 20;
    if (dice_() % 4 == 0) size = edges[dice_() % std::size(edges)];
    return bytes(size > largest_ ? 3 : size, static_cast<std::uint8_t>('0' + dice_() % 10));
  }

  /// From the length octets, as X.690 section 8.1.3 has them.
  static std::size_t content_size(bytes const& element) {
    if (element[1] < 0x80) return element[1];
    std::size_t size = 0;
    for (std::size_t i = 0; i < (element[1] & 0x7fU); ++i) size = size << 8 | element[2 + i];
    return size;
  }

  std::mt19937 dice_;
  std::size_t largest_ = 65536;
};

/// What the reader finds.
node read(mxtls::x509::tlv const& element) {
  node out{.tag = element.tag, .children = {}, .content = {}};
  if (!out.constructed()) {
    out.content.assign(element.content.begin(), element.content.end());
    return out;
  }
  for (mxtls::x509::der_reader inside{element}; !inside.empty();) {
    auto const each = inside.read();
    if (!each) {
      FAIL_CHECK("the reader stopped: " << each.error().message());
      break;
    }
    out.children.push_back(read(*each));
  }
  return out;
}

std::size_t depth_of(node const& of) {
  std::size_t deepest = 0;
  for (node const& child : of.children) deepest = std::max(deepest, 1 + depth_of(child));
  return deepest;
}

std::size_t size_of(node const& of);

std::size_t content_size_of(node const& of) {
  std::size_t out = of.content.size();
  for (node const& child : of.children) out += size_of(child);
  return out;
}

/// References: X.690 section 8.1.3.
std::size_t header_size(std::size_t content) {
  std::size_t out = 2;
  for (std::size_t rest = content; content >= 0x80 && rest != 0; rest >>= 8) ++out;
  return out;
}

std::size_t size_of(node const& of) {
  std::size_t const content = content_size_of(of);
  return header_size(content) + content;
}

/// How the lines of `openssl asn1parse` begin for an element at this place: offset, depth, lengths, type.
void lines_of(node const& of, std::size_t where, int depth, std::vector<std::string>& out) {
  std::size_t const content = content_size_of(of);
  std::string name = "cont [ " + std::to_string(of.tag & 0x1f) + " ]";
  for (auto const& [tag, type] : universal_types)
    if (tag == of.tag) name = type;
  char text[96];
  std::snprintf(text, sizeof text, "%5zu:d=%-2d hl=%zu l=%4zu %s: %-18s", where, depth, header_size(content), content,
                of.constructed() ? "cons" : "prim", name.c_str());
  out.emplace_back(text);
  where += header_size(content);
  for (node const& child : of.children) {
    lines_of(child, where, depth + 1, out);
    where += size_of(child);
  }
}

std::vector<std::string> split(std::string const& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t const end = std::min(text.find('\n', at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

/// `openssl asn1parse` of elements one after the other, without its columns before the value.
std::vector<std::string> values(bytes const& elements) {
  programs::folder const files;
  files.write("it", elements);
  auto out = split(files.run("openssl asn1parse -inform DER -in it").output);
  for (std::string& line : out) line.erase(0, line.find(':', line.find("prim: ") + 6) + 1);
  return out;
}

} // namespace

TEST_CASE("What the writer writes the reader reads", "[pki][der][property][x690-8.1]") {
  maker made{2031};
  std::size_t deepest = 0;
  std::size_t largest = 0;
  for (int round = 0; round < 2000; ++round) {
    node wanted;
    bytes const octets = made.make(12, wanted);
    mxtls::x509::der_reader reader{octets};
    auto const element = reader.read();
    if (!element || !reader.empty() || read(*element) != wanted) {
      FAIL_CHECK("round " << round << ": " << mxtls::to_hex(octets).substr(0, 400));
      break;
    }
    deepest = std::max(deepest, depth_of(wanted));
    largest = std::max(largest, octets.size());
  }
  CHECK(deepest == 12);
  CHECK(largest > 65536);
}

TEST_CASE("What the writer writes openssl reads the same way", "[pki][der][property][openssl][x690-8.1]") {
  SKIP_WITHOUT("openssl");
  maker made{1950};
  bytes all;
  std::vector<std::string> expected;
  for (unsigned round = 0; round < 300; ++round) {
    // The printing of long strings is what takes the time.
    made.largest(round % 20 == 0 ? 65536 : 257);
    node wanted;
    bytes const octets = made.make(round % 13, wanted);
    lines_of(wanted, all.size(), 0, expected);
    all.insert(all.end(), octets.begin(), octets.end());
  }
  programs::folder const files;
  files.write("it", all);
  auto const said = files.run("openssl asn1parse -inform DER -in it");
  CHECK(said.status == 0);
  auto const lines = split(said.output);
  REQUIRE(lines.size() == expected.size());
  CHECK(lines.size() > 1000);
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (!std::string_view{lines[i]}.starts_with(expected[i])) {
      FAIL_CHECK("openssl says " << lines[i].substr(0, 100) << " where " << expected[i] << " is meant");
      break;
    }
}

TEST_CASE("OpenSSL prints the integers that were written", "[pki][der][property][openssl][x690-8.3]") {
  SKIP_WITHOUT("openssl");
  std::mt19937_64 dice{1};
  std::vector<std::int64_t> numbers{0, 1, -1, 127, 128, -127, -128, -129, 255, 256, 32767, 32768, -32768, -32769};
  for (int i = 0; i < 200; ++i) numbers.push_back(static_cast<std::int64_t>(dice()) >> (dice() % 64));
  bytes all;
  for (std::int64_t const number : numbers) {
    bytes const element = der::integer(number);
    all.insert(all.end(), element.begin(), element.end());
  }
  auto const printed = values(all);
  REQUIRE(printed.size() == numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    // Sign and magnitude, two digits an octet.
    std::uint64_t const bits = static_cast<std::uint64_t>(numbers[i]);
    std::uint64_t magnitude = numbers[i] < 0 ? ~bits + 1 : bits;
    std::string expected;
    do {
      char two[3];
      std::snprintf(two, sizeof two, "%02X", static_cast<unsigned>(magnitude & 0xff));
      expected.insert(0, two);
      magnitude >>= 8;
    } while (magnitude != 0);
    CHECK(printed[i] == (numbers[i] < 0 ? "-" : "") + expected);
  }
}

TEST_CASE("OpenSSL prints the object identifiers that were written", "[pki][der][property][openssl][x690-8.19]") {
  SKIP_WITHOUT("openssl");
  std::mt19937 dice{2};
  bytes all;
  std::vector<std::string> dotted{"0.39.1", "1.39.127.128", "2.47", "2.48.16383.16384", "2.999.4294967295"};
  for (int i = 0; i < 200; ++i) {
    std::string one = "2.999";
    for (std::size_t arc = 0; arc < 1 + dice() % 6; ++arc) one += '.' + std::to_string(dice() >> dice() % 32);
    dotted.push_back(one);
  }
  for (std::string const& each : dotted) {
    bytes const element = der::oid(each);
    all.insert(all.end(), element.begin(), element.end());
  }
  CHECK(values(all) == dotted);
}

TEST_CASE("OpenSSL prints the times that were written", "[pki][der][property][openssl][rfc5280-4.1.2.5]") {
  SKIP_WITHOUT("openssl");
  struct {
    std::int64_t when;
    char const* is;
  } const table[]{
      // `date -u -d @SECONDS +%y%m%d%H%M%SZ`, with %Y from 2050 on and before 1950.
      {0, "700101000000Z"},
      {951782400, "000229000000Z"},
      {2524607999, "491231235959Z"},
      {2524608000, "20500101000000Z"},
      {4107542399, "21000228235959Z"},
      {4107542400, "21000301000000Z"},
      {-631152000, "500101000000Z"},
      {-631152001, "19491231235959Z"},
      {253402300799, "99991231235959Z"},
  };
  bytes all;
  std::vector<std::string> expected;
  for (auto const& [when, is] : table) {
    bytes const element = der::time({when});
    all.insert(all.end(), element.begin(), element.end());
    expected.emplace_back(is);
  }
  CHECK(values(all) == expected);
}
