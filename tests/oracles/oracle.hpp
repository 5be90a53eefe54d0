// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_ORACLE_HPP
#define MXTLS_TESTS_ORACLE_HPP

#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <mxtls/core/base64.hpp>
#include <mxtls/core/bytes.hpp>

/// What all oracles share: the lines they read and write. README.md has the protocol.
namespace mxtls::oracle {

/// What a library says of one certificate and one reference.
struct answer {
  /// `error`: the library refuses to read the certificate, or to answer.
  enum class verdict { match, mismatch, error };

  verdict said = verdict::error;
  /// The library's own words, for a person; may be empty.
  std::string detail = {};
};

inline answer match() { return {answer::verdict::match}; }
inline answer mismatch() { return {answer::verdict::mismatch}; }
inline answer error(std::string why) { return {answer::verdict::error, std::move(why)}; }
inline answer matches_if(int nonzero) { return nonzero != 0 ? match() : mismatch(); }

constexpr char const* to_text(answer::verdict said) {
  switch (said) {
  case answer::verdict::match: return "match";
  case answer::verdict::mismatch: return "mismatch";
  case answer::verdict::error: break;
  }
  return "error";
}

/// One whole line without its line feed, of any length. @returns false at the end of the input
inline bool read_line(std::FILE* from, std::string& line) {
  line.clear();
  char part[65536];
  while (std::fgets(part, sizeof part, from) != nullptr) {
    line += part;
    if (!line.ends_with('\n')) continue;
    line.pop_back();
    return true;
  }
  return !line.empty();
}

/// Puts one line to the library. A line that is no question, and an exception, are answered too.
template <typename Ask>
nlohmann::json answer_line(std::string const& line, Ask&& ask) {
  nlohmann::json out{{"id", nullptr}};
  answer given;
  try {
    auto const question = nlohmann::json::parse(line);
    if (auto const id = question.find("id"); id != question.end()) out["id"] = *id;
    auto const reference = question.at("reference").get<std::string>();
    auto const der = from_base64(question.at("certificate").get<std::string>());
    if (reference.find('\0') != std::string::npos) given = error("a reference with NUL cannot be handed over");
    else if (!der) given = error("the certificate is not base64");
    else given = ask(reference, *der);
  } catch (std::exception const& caught) {
    given = error(caught.what());
  }
  out["verdict"] = to_text(given.said);
  if (!given.detail.empty()) out["detail"] = given.detail;
  return out;
}

/// Answers standard input line by line; `ask` is given the reference and the certificate's DER.
template <typename Ask>
int run(Ask&& ask) {
  std::vector<char> buffer(1 << 16);
  std::setvbuf(stdout, buffer.data(), _IOFBF, buffer.size());
  std::string line;
  while (read_line(stdin, line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    // Certificates hold any octets, and libraries quote them: what is no UTF-8 is replaced.
    std::string const text = answer_line(line, ask).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
  }
  bool const written = std::fflush(stdout) == 0;
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  return written ? 0 : 70;
}

/// The command line: `--version`, or a variant with its options.
class arguments {
 public:
  arguments(int count, char** values) : all_(values + 1, values + count) {}

  bool asks_for_version() const { return !all_.empty() && all_[0] == "--version"; }

  /// The first argument that is no option; `otherwise` if there is none.
  std::string_view variant(std::string_view otherwise) const {
    return all_.empty() || all_[0].starts_with("--") ? otherwise : all_[0];
  }

  /// The word after `name`; empty if it is not there.
  std::string_view option(std::string_view name) const {
    for (std::size_t i = 0; i + 1 < all_.size(); ++i)
      if (all_[i] == name) return all_[i + 1];
    return {};
  }

 private:
  std::vector<std::string_view> all_;
};

inline int print_version(std::string const& line) {
  std::puts(line.c_str());
  return 0;
}

inline int usage(char const* text) {
  std::fprintf(stderr, "usage: %s < questions.ndjson > answers.ndjson\n", text);
  return 64;
}

} // namespace mxtls::oracle

#endif
