// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_TOML_TABLE_HPP
#define MXTLS_FAKE_TOML_TABLE_HPP

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include <mxtls/core/escape.hpp>

namespace mxtls::fake {

/// Thrown for a file of scenarios or cases that cannot be used: says file, line, key, and what is allowed.
class file_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

/// What may stand for a value, and what it means.
template <typename Value>
using words = std::vector<std::pair<std::string_view, Value>>;

/// Parses a whole file. @throws file_error
inline toml::table parse_file(std::string_view text, std::string const& file) {
  try {
    return toml::parse(text, file);
  } catch (toml::parse_error const& error) {
    throw file_error{file + ":" + std::to_string(error.source().begin.line) + ": " + std::string{error.description()}};
  }
}

/// Reads one table of a file; every key must be known, and used for what it is. All functions throw file_error.
class table_reader {
 public:
  /// @param name For messages: `server`; empty for the whole file. @param table Has to outlive this.
  table_reader(toml::table const& table, std::string file, std::string name,
               std::vector<std::string_view> const& allowed)
      : table_{table}, file_{std::move(file)}, name_{std::move(name)} {
    for (auto const& [key, value] : table_) {
      if (std::find(allowed.begin(), allowed.end(), key.str()) != allowed.end()) continue;
      std::string list;
      for (std::string_view const one : allowed) (list += list.empty() ? "" : ", ") += one;
      fail_at(value.source().begin.line, escape(key.str()), "is not a key here; allowed are " + list);
    }
  }

  toml::node const* find(std::string_view key) const { return table_.get(key); }
  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// Refuses the value of a key, or the table as a whole for a key that is not there.
  [[noreturn]] void fail(std::string_view key, std::string const& what) const {
    toml::node const* const node = table_.get(key);
    fail_at((node == nullptr ? table_.source() : node->source()).begin.line, key, what);
  }

  std::string required(std::string_view key) const {
    if (!has(key)) fail(key, "is missing");
    return text(key, "");
  }

  std::string text(std::string_view key, std::string fallback) const {
    toml::node const* const node = table_.get(key);
    if (node == nullptr) return fallback;
    auto const value = node->value_exact<std::string>();
    if (!value) fail(key, "must be a text in quotes");
    return *value;
  }

  /// The items of a list; none if there is no such key. @param what Of the list, for messages: `a list of texts`.
  std::vector<toml::node const*> items(std::string_view key, std::string const& what) const {
    std::vector<toml::node const*> out;
    toml::node const* const node = table_.get(key);
    if (node == nullptr) return out;
    if (node->as_array() == nullptr) fail(key, "must be " + what);
    for (toml::node const& item : *node->as_array()) out.push_back(&item);
    return out;
  }

  std::vector<std::string> texts(std::string_view key, std::vector<std::string> fallback = {}) const {
    if (!has(key)) return fallback;
    std::vector<std::string> out;
    for (toml::node const* const item : items(key, "a list of texts")) {
      auto const value = item->value_exact<std::string>();
      if (!value) fail_item(*item, key, "must be a list of texts");
      out.push_back(*value);
    }
    return out;
  }

  /// A whole number of that range.
  std::int64_t number(std::string_view key, std::int64_t fallback, std::int64_t least, std::int64_t most) const {
    toml::node const* const node = table_.get(key);
    if (node == nullptr) return fallback;
    auto const value = node->value_exact<std::int64_t>();
    if (!value || *value < least || *value > most)
      fail(key, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return *value;
  }

  template <typename Value>
  Value choice(std::string_view key, Value fallback, std::type_identity_t<words<Value>> const& choices) const {
    toml::node const* const node = table_.get(key);
    if (node == nullptr) return fallback;
    return one_of(*node, key, text(key, ""), choices);
  }

  /// A list of such words.
  template <typename Value>
  std::vector<Value> choices(std::string_view key, std::vector<Value> fallback,
                             std::type_identity_t<words<Value>> const& allowed) const {
    if (!has(key)) return fallback;
    std::vector<Value> out;
    for (toml::node const* const item : items(key, "a list of texts")) {
      auto const value = item->value_exact<std::string>();
      if (!value) fail_item(*item, key, "must be a list of texts");
      out.push_back(one_of(*item, key, *value, allowed));
    }
    return out;
  }

  /// The table of a key; an empty one if there is none.
  table_reader inside(std::string_view key, std::vector<std::string_view> const& allowed) const {
    static toml::table const none;
    toml::node const* const node = table_.get(key);
    if (node == nullptr) return {none, file_, path(key), allowed};
    if (node->as_table() == nullptr) fail(key, "must be a table, [" + path(key) + "]");
    return inside(*node->as_table(), key, allowed);
  }

  /// A table that is an item of a list.
  table_reader inside(toml::table const& item, std::string_view key,
                      std::vector<std::string_view> const& allowed) const {
    return {item, file_, path(key), allowed};
  }

  /// The tables of a list.
  std::vector<table_reader> each(std::string_view key, std::vector<std::string_view> const& allowed) const {
    std::string const what = "a list of tables, [[" + path(key) + "]]";
    std::vector<table_reader> out;
    for (toml::node const* const item : items(key, what)) {
      if (item->as_table() == nullptr) fail_item(*item, key, "must be " + what);
      out.push_back(inside(*item->as_table(), key, allowed));
    }
    return out;
  }

  /// Refuses one item of a list.
  [[noreturn]] void fail_item(toml::node const& item, std::string_view key, std::string const& what) const {
    fail_at(item.source().begin.line, key, what);
  }

 private:
  template <typename Value>
  Value one_of(toml::node const& at, std::string_view key, std::string const& given,
               words<Value> const& allowed) const {
    std::string list;
    for (auto const& [word, value] : allowed) {
      if (given == word) return value;
      (list += list.empty() ? "" : ", ") += word;
    }
    fail_item(at, key, "is \"" + escape(given) + "\"; allowed are " + list);
  }

  [[noreturn]] void fail_at(toml::source_index line, std::string_view key, std::string const& what) const {
    // What is missing with its whole table has no line of its own.
    throw file_error{file_ + ":" + std::to_string(std::max<toml::source_index>(line, 1)) + ": " + path(key) + " " +
                     what};
  }

  std::string path(std::string_view key) const {
    return name_.empty() ? std::string{key} : name_ + "." + std::string{key};
  }

  toml::table const& table_;
  std::string file_;
  std::string name_;
};

} // namespace detail

} // namespace mxtls::fake

#endif
