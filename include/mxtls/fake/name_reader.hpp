// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_NAME_READER_HPP
#define MXTLS_FAKE_NAME_READER_HPP

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include <mxtls/core/escape.hpp>
#include <mxtls/fake/toml_table.hpp>
#include <mxtls/pki/common_name.hpp>

/// The names of a certificate, from files, with what may stand in braces. All functions throw file_error.
namespace mxtls::fake::detail {

/// So many names may stand in one list, written out.
inline constexpr std::size_t max_names = 10'000;

/// A range in a name, `{1..999}`: its numbers, and how many characters it takes.
struct number_range {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::size_t length = 0;
};

/// The range that `text` begins with. @pre it begins with a brace
inline std::optional<number_range> parse_range(std::string_view text) {
  number_range out;
  char const* const end = text.data() + text.size();
  auto const first = std::from_chars(text.data() + 1, end, out.first);
  if (first.ec != std::errc{} || !std::string_view{first.ptr, end}.starts_with("..")) return std::nullopt;
  auto const last = std::from_chars(first.ptr + 2, end, out.last);
  if (last.ec != std::errc{} || last.ptr == end || *last.ptr != '}' || out.last < out.first) return std::nullopt;
  out.length = static_cast<std::size_t>(last.ptr + 1 - text.data());
  return out;
}

/// The names that one stands for: itself, or as many as its range says. @param taken So many are in the list already.
inline std::vector<std::string> write_out(table_reader const& in, std::string_view key, std::string const& name,
                                          std::size_t taken) {
  std::optional<number_range> range;
  std::size_t where = 0;
  for (std::size_t at = name.find('{'); at != std::string::npos; at = name.find('{', at + 1)) {
    std::string_view const rest = std::string_view{name}.substr(at);
    if (rest.starts_with("{host}") || rest.starts_with("{domain}")) continue;
    auto const found = parse_range(rest);
    if (!found || range)
      in.fail(key, "holds \"" + escape(name) + "\"; allowed in braces are host, domain, and one range (1..999)");
    range = found;
    where = at;
  }
  std::uint64_t const count = range ? std::uint64_t{range->last} - range->first + 1 : 1;
  if (count > max_names - taken) in.fail(key, "holds more than " + std::to_string(max_names) + " names");
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < count; ++i)
    out.push_back(range ? std::string{name}.replace(where, range->length, std::to_string(range->first + i)) : name);
  return out;
}

/// One name, in which host and domain may be filled in.
inline std::string read_name(table_reader const& in, std::string_view key, std::string fallback) {
  std::string const name = in.text(key, std::move(fallback));
  std::vector<std::string> const all = write_out(in, key, name, 0);
  if (name.empty() || all.size() > 1) in.fail(key, "must be one name; it is \"" + escape(name) + "\"");
  return all.front();
}

/// A list of names; one with a range, `n{1..999}.{domain}`, is written out as that many.
inline std::vector<std::string> read_names(table_reader const& in, std::string_view key) {
  std::vector<std::string> out;
  for (std::string const& name : in.texts(key))
    for (std::string& each : write_out(in, key, name, out.size())) out.push_back(std::move(each));
  return out;
}

/// The same for common names, which can also be tables.
inline std::vector<pki::common_name> read_common_names(table_reader const& in, std::string_view key) {
  using enum pki::text_type;
  std::vector<pki::common_name> out;
  for (toml::node const* const item : in.items(key, "a list of texts and tables")) {
    if (auto const text = item->value_exact<std::string>()) {
      for (std::string& each : write_out(in, key, *text, out.size())) out.emplace_back(std::move(each));
      continue;
    }
    if (item->as_table() == nullptr) in.fail_item(*item, key, "must be a list of texts and tables");
    table_reader const name = in.inside(*item->as_table(), key, {"text", "type", "level"});
    auto const type = name.choice("type", utf8,
                                  {{"utf8", utf8},
                                   {"numeric", numeric},
                                   {"printable", printable},
                                   {"t61", t61},
                                   {"ia5", ia5},
                                   {"visible", visible},
                                   {"universal", universal},
                                   {"bmp", bmp}});
    auto const level = name.choice("level", pki::name_level::own,
                                   {{"own", pki::name_level::own}, {"shared", pki::name_level::shared}});
    for (std::string& each : write_out(name, "text", name.required("text"), out.size()))
      out.emplace_back(std::move(each), type, level);
  }
  return out;
}

} // namespace mxtls::fake::detail

#endif
