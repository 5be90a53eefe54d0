// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_SCENARIO_READER_HPP
#define MXTLS_FAKE_SCENARIO_READER_HPP

#include <algorithm>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include <mxtls/fake/scenario.hpp>

namespace mxtls::fake {

/// Thrown for a scenario file that cannot be used: says file, line, key, and what is allowed.
class scenario_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

/// Reads one table of a scenario file; every key must be known, and used for what it is.
class table_reader {
 public:
  table_reader(toml::table const& table, std::string file, std::string name,
               std::initializer_list<std::string_view> allowed)
      : table_{table}, file_{std::move(file)}, name_{std::move(name)} {
    for (auto const& [key, value] : table_) {
      if (std::find(allowed.begin(), allowed.end(), key.str()) != allowed.end()) continue;
      std::string list;
      for (std::string_view const one : allowed) (list += list.empty() ? "" : ", ") += one;
      fail(value, key.str(), "is not a key here; allowed are " + list);
    }
  }

  [[noreturn]] void fail(toml::node const& at, std::string_view key, std::string const& what) const {
    fail_at(at.source().begin.line, key, what);
  }

  std::string required(std::string_view key) const {
    if (table_.get(key) == nullptr) fail_at(table_.source().begin.line, key, "is missing");
    return text(key, "");
  }

  std::string text(std::string_view key, std::string fallback) const {
    toml::node const* const node = table_.get(key);
    if (node == nullptr) return fallback;
    auto const value = node->value_exact<std::string>();
    if (!value) fail(*node, key, "must be a text in quotes");
    return *value;
  }

  std::vector<std::string> texts(std::string_view key, std::vector<std::string> fallback = {}) const {
    toml::node const* const node = table_.get(key);
    if (node == nullptr) return fallback;
    toml::array const* const list = node->as_array();
    if (list == nullptr) fail(*node, key, "must be a list of texts");
    std::vector<std::string> out;
    for (toml::node const& item : *list) {
      auto const value = item.value_exact<std::string>();
      if (!value) fail(item, key, "must be a list of texts");
      out.push_back(*value);
    }
    return out;
  }

  int number(std::string_view key, int fallback) const {
    toml::node const* const node = table_.get(key);
    if (node == nullptr) return fallback;
    auto const value = node->value_exact<std::int64_t>();
    if (!value || *value < -1'000'000 || *value > 1'000'000) fail(*node, key, "must be a whole number of days");
    return static_cast<int>(*value);
  }

  template <typename Value>
  Value choice(std::string_view key, Value fallback,
               std::initializer_list<std::pair<std::string_view, Value>> choices) const {
    toml::node const* const node = table_.get(key);
    if (node == nullptr) return fallback;
    std::string const given = text(key, "");
    std::string list;
    for (auto const& [word, value] : choices) {
      if (given == word) return value;
      (list += list.empty() ? "" : ", ") += word;
    }
    fail(*node, key, "is \"" + given + "\"; allowed are " + list);
  }

  toml::table const& table(std::string_view key) const {
    static toml::table const none;
    toml::node const* const node = table_.get(key);
    if (node == nullptr) return none;
    if (node->as_table() == nullptr) fail(*node, key, "must be a table, [" + std::string{key} + "]");
    return *node->as_table();
  }

  std::vector<toml::table const*> tables(std::string_view key) const {
    std::vector<toml::table const*> out;
    toml::node const* const node = table_.get(key);
    if (node == nullptr) return out;
    if (node->as_array() == nullptr) fail(*node, key, "must be a list of tables, [[" + std::string{key} + "]]");
    for (toml::node const& item : *node->as_array()) {
      if (item.as_table() == nullptr) fail(item, key, "must be a list of tables");
      out.push_back(item.as_table());
    }
    return out;
  }

 private:
  [[noreturn]] void fail_at(toml::source_index line, std::string_view key, std::string const& what) const {
    std::string const where = name_.empty() ? std::string{key} : name_ + "." + std::string{key};
    // What is missing with its whole table has no line of its own.
    throw scenario_error{file_ + ":" + std::to_string(std::max<toml::source_index>(line, 1)) + ": " + where + " " +
                         what};
  }

  toml::table const& table_;
  std::string file_;
  std::string name_;
};

inline smtp::rule read_rule(toml::table const& table, std::string const& file) {
  table_reader const in{table, file, "rule", {"on", "in", "send", "then"}};
  return {.on = in.required("on"),
          .respond = {.octets = in.text("send", ""),
                      .after = in.choice<smtp::then>("then", smtp::then::go_on,
                                                     {{"go-on", smtp::then::go_on},
                                                      {"start-tls", smtp::then::start_tls},
                                                      {"await-octets", smtp::then::await_octets},
                                                      {"hold", smtp::then::hold},
                                                      {"close", smtp::then::close},
                                                      {"reset", smtp::then::reset}})},
          .in = in.choice<smtp::layer>(
              "in", smtp::layer::any,
              {{"any", smtp::layer::any}, {"clear", smtp::layer::clear}, {"tls", smtp::layer::tls}})};
}

} // namespace detail

/// Reads a scenario from the text of its file.
///
/// @param file Name for messages. @param group Name of its folder.
/// @throws scenario_error
inline scenario read_scenario(std::string_view text, std::string const& file, std::string const& group) {
  toml::table parsed;
  try {
    parsed = toml::parse(text, file);
  } catch (toml::parse_error const& error) {
    throw scenario_error{file + ":" + std::to_string(error.source().begin.line) + ": " +
                         std::string{error.description()}};
  }
  using detail::table_reader;
  table_reader const top{
      parsed, file, "", {"id", "title", "teaches", "source", "domain", "server", "certificate", "rule", "expect"}};
  scenario out{.id = top.required("id"),
               .group = group,
               .title = top.required("title"),
               .teaches = top.required("teaches"),
               .source = top.required("source"),
               .domain = top.required("domain")};

  table_reader const server{
      top.table("server"), file, "server", {"mx_host", "greeting", "ehlo_name", "keywords", "starttls", "tls"}};
  out.mx_host = server.required("mx_host");
  out.script.greeting = server.text("greeting", out.mx_host + " ESMTP");
  out.script.ehlo_name = server.text("ehlo_name", out.mx_host);
  out.script.keywords = server.texts("keywords", out.script.keywords);
  out.script.starttls = server.choice<smtp::script::offer>(
      "starttls", smtp::script::offer::yes,
      {{"offered", smtp::script::offer::yes}, {"not-offered", smtp::script::offer::no}});
  out.start = server.choice<smtp::tls_start>(
      "tls", smtp::tls_start::starttls,
      {{"starttls", smtp::tls_start::starttls}, {"implicit", smtp::tls_start::implicit}});
  for (toml::table const* const rule : top.tables("rule")) out.script.rules.push_back(detail::read_rule(*rule, file));

  table_reader const certificate{
      top.table("certificate"), file, "certificate", {"common_names", "dns", "ip", "issuer", "first_day", "last_day"}};
  out.certificate = {.common_names = certificate.texts("common_names"),
                     .dns = certificate.texts("dns"),
                     .ip = certificate.texts("ip"),
                     .issuer = certificate.choice<issuer>("issuer", issuer::intermediate,
                                                          {{"intermediate", issuer::intermediate},
                                                           {"self", issuer::self},
                                                           {"unknown-authority", issuer::unknown_authority}}),
                     .first_day = certificate.number("first_day", -1),
                     .last_day = certificate.number("last_day", 90)};

  table_reader const expect{
      top.table("expect"), file, "expect", {"findings", "opportunistic", "require-tls", "pkix-hostname"}};
  out.expected_findings = expect.texts("findings");
  for (std::string_view const policy : {"opportunistic", "require-tls", "pkix-hostname"}) {
    expect.required(policy);
    out.expected_verdicts[std::string{policy}] =
        expect.choice<std::string>(policy, "", {{"pass", "pass"}, {"fail", "fail"}, {"inconclusive", "inconclusive"}});
  }
  return out;
}

} // namespace mxtls::fake

#endif
