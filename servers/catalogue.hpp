// SPDX-License-Identifier: BSL-1.0
//
// Which scenarios a command of mxtls-lab is about, and what `list` says of them.
#ifndef MXTLS_SERVERS_CATALOGUE_HPP
#define MXTLS_SERVERS_CATALOGUE_HPP

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include <mxtls/core/escape.hpp>
#include <mxtls/fake/scenario_reader.hpp>
#include <mxtls/io/read_file.hpp>

#include "../examples/program.hpp"
#include "mxtls_catalogue.hpp"

namespace mxtls::program {

enum class format { text, json };

/// What may be asked for: ids, groups, files of one's own.
struct wanted_scenarios {
  std::vector<std::string> ids{};
  std::vector<std::string> groups{};
  std::vector<std::string> files{};

  bool all() const noexcept { return ids.empty() && groups.empty() && files.empty(); }
};

/// One value of JSON on lines of its own, or on one line for no indent.
inline void print(nlohmann::ordered_json const& value, int indent) {
  // What a scenario sends, and the path of a file, may be any octets.
  print(value.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
}

inline fake::scenario read_own_scenario(std::string const& path) try {
  constexpr std::size_t largest = 1 << 20;
  auto const text = io::read_file(path, largest);
  if (!text) throw usage_error{"--file: " + path + ": " + text.error().message()};
  return fake::read_scenario(*text, path, "own", mxtls_cases());
} catch (fake::file_error const& error) {
  throw usage_error{error.what()}; // begins with the path
}

/// Those of these ids in this order, then those of the groups, then those of the files; all shipped ones for nothing.
inline std::vector<fake::scenario> choose(wanted_scenarios const& wanted) {
  std::vector<fake::scenario> out;
  bool const shipped = wanted.files.empty() || !wanted.ids.empty() || !wanted.groups.empty();
  std::vector<fake::scenario> all;
  if (shipped) all = mxtls_catalogue();
  if (wanted.all()) return all;
  for (std::string const& id : wanted.ids) {
    auto const found = std::find_if(all.begin(), all.end(), [&](fake::scenario const& s) { return s.id == id; });
    if (found == all.end())
      throw usage_error{"there is no scenario \"" + escape(id) + "\"; mxtls-lab list shows those there are"};
    out.push_back(*found);
  }
  for (std::string const& group : wanted.groups) {
    std::size_t const before = out.size();
    std::copy_if(all.begin(), all.end(), std::back_inserter(out), [&](auto const& s) { return s.group == group; });
    if (out.size() > before) continue;
    std::string known;
    for (fake::scenario const& s : all)
      if (!known.ends_with(s.group)) (known += known.empty() ? "" : ", ") += s.group;
    throw usage_error{"--group: there is no group \"" + escape(group) + "\"; give one of " + known};
  }
  for (std::string const& path : wanted.files) out.push_back(read_own_scenario(path));
  return out;
}

/// The width of a column.
template <typename Value>
int width_of(std::vector<fake::scenario> const& scenarios, Value value) {
  std::size_t out = 0;
  for (fake::scenario const& s : scenarios) out = std::max(out, value(s).size());
  return static_cast<int>(out);
}

/// For a person under the headings of their groups; for a program one line each: id, group, MX host, title.
inline void list(wanted_scenarios const& wanted, format as) {
  std::vector<fake::scenario> const scenarios = choose(wanted);
  if (as == format::json) {
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    for (fake::scenario const& s : scenarios)
      out.push_back({{"id", s.id}, {"group", s.group}, {"mx", s.mx_host}, {"title", s.title}});
    return print(out, 2);
  }
  int const ids = width_of(scenarios, [](auto const& s) { return s.id; });
  if (isatty(STDOUT_FILENO) == 1) {
    std::string group;
    for (fake::scenario const& s : scenarios) {
      if (s.group != group) std::printf("%s%s\n", group.empty() ? "" : "\n", s.group.c_str());
      group = s.group;
      std::printf("  %-*s  %s\n", ids, s.id.c_str(), s.title.c_str());
    }
    std::fprintf(stderr, "\n%zu scenarios; mxtls-lab show ID explains one.\n", scenarios.size());
    return;
  }
  int const groups = width_of(scenarios, [](auto const& s) { return s.group; });
  int const hosts = width_of(scenarios, [](auto const& s) { return s.mx_host; });
  for (fake::scenario const& s : scenarios)
    std::printf("%-*s %-*s %-*s %s\n", ids, s.id.c_str(), groups, s.group.c_str(), hosts, s.mx_host.c_str(),
                s.title.c_str());
}

} // namespace mxtls::program

#endif
