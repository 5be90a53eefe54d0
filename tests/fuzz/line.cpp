// SPDX-License-Identifier: BSL-1.0
//
// One line of `mxtls-check names --ndjson`, and the table of the same names for people.

#include <cstddef>
#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include <mxtls/core/bytes.hpp>
#include <mxtls/identity/rules.hpp>
#include <mxtls/report/names_json.hpp>
#include <mxtls/report/names_text.hpp>

#include "properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace mxtls;
  std::string_view const line = as_text({data, size});
  auto const answer = report::answer_names_line(line, 1, identity::rules::all);
  fuzz::require(answer.line.find('\n') == std::string::npos, "an answer is one line");
  auto const out = nlohmann::ordered_json::parse(answer.line, nullptr, false);
  fuzz::require(out.is_object() && out.contains("id"), "an answer is JSON, with the id of its line");
  if (answer.is_error) {
    fuzz::require(out.at("error").is_string(), "an error says what is wrong");
    return 0;
  }
  fuzz::require(out.at("verdicts").size() == identity::rules::all.size(), "an answer has a verdict of every rule set");
  auto const asked = report::detail::read_names_question(nlohmann::ordered_json::parse(line));
  std::string const table = report::names_table(asked.expected, asked.names, asked.shape, identity::rules::all);
  for (std::string_view rest = table; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1))
    fuzz::require_safe(rest.substr(0, rest.find('\n')));
  return 0;
}
