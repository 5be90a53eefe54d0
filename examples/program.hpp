// SPDX-License-Identifier: BSL-1.0
//
// What mxtls-check, mxtls-lab and mxtls-certs share. Include it after the libraries: versions() tells
// of those that it finds.
#ifndef MXTLS_EXAMPLES_PROGRAM_HPP
#define MXTLS_EXAMPLES_PROGRAM_HPP

#include <cerrno>
#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <CLI/CLI.hpp>

#include <mxtls/core/escape.hpp>
#include <mxtls/core/now.hpp>
#include <mxtls/core/timestamp.hpp>

namespace mxtls::program {

enum exit_code { success = 0, failure = 1, inconclusive = 2, usage = 64, internal = 70 };

/// A mistake on the command line: says what is wrong and what would be right.
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The value of --at; now for an empty one.
inline timestamp moment(std::string const& given) {
  if (given.empty()) return now();
  auto const at = parse_timestamp(given);
  if (!at) throw usage_error{"--at: \"" + escape(given) + "\" is no date; give 2026-11-23 or 2026-11-23T09:30:00Z"};
  return *at;
}

/// The version of the program, and of the libraries it is built with.
inline std::string versions(std::string const& name) {
  [[maybe_unused]] auto const dotted = [](int a, int b, int c) {
    return std::to_string(a) + '.' + std::to_string(b) + '.' + std::to_string(c);
  };
  std::string out = name + ' ' + MXTLS_VERSION + "\nwolfSSL " + LIBWOLFSSL_VERSION_STRING;
#ifdef ASIO_VERSION
  out += ", Asio " + dotted(ASIO_VERSION / 100'000, ASIO_VERSION / 100 % 1000, ASIO_VERSION % 100);
#endif
#ifdef FMT_VERSION
  out += ", fmt " + dotted(FMT_VERSION / 10'000, FMT_VERSION / 100 % 100, FMT_VERSION % 100);
#endif
#ifdef NLOHMANN_JSON_VERSION_MAJOR
  out += ", nlohmann-json " +
         dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH);
#endif
#ifdef TOML_LIB_MAJOR
  out += ", toml++ " + dotted(TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH);
#endif
#ifdef PSL_VERSION
  out += std::string{", libpsl "} + PSL_VERSION;
#endif
  return out + ", CLI11 " + CLI11_VERSION;
}

/// Writes to the standard output; throws std::system_error if it cannot.
inline void print(std::string const& text) {
  if (std::fputs(text.c_str(), stdout) == EOF)
    throw std::system_error{errno, std::generic_category(), "the standard output cannot be written"};
}

/// Hands on what was printed; throws std::system_error if anything of it got lost.
inline void flush_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw std::system_error{errno, std::generic_category(), "the standard output cannot be written"};
}

/// A shell variable that is not set makes `--host=`, for which CLI11 takes the next argument.
inline void refuse_empty_values(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::string_view const text = argv[i];
    if (text == "--") return;
    if (text.starts_with("--") && text.find('=') == text.size() - 1)
      throw usage_error{escape(text.substr(0, text.size() - 1)) + " is empty: give a value or leave it out"};
  }
}

/// Reads the command line and runs `body`, whose value is the exit code; what it throws goes to stderr.
template <class Body>
int run_program(CLI::App& app, int argc, char** argv, Body const& body) {
  auto const complain = [&](std::exception const& error, char const* advice, exit_code code) {
    std::fprintf(stderr, "%s: %s%s\n", app.get_name().c_str(), error.what(), advice);
    return code;
  };
  try {
    int code = success;
    try {
      refuse_empty_values(argc, argv);
      app.parse(argc, argv);
      code = body();
    } catch (CLI::ParseError const& error) {
      if (error.get_exit_code() != 0) return complain(error, "; --help shows what there is", usage);
      std::ostringstream text; // of --help or --version
      app.exit(error, text, text);
      print(text.str());
    }
    flush_output();
    return code;
  } catch (usage_error const& error) {
    return complain(error, "", usage);
  } catch (std::exception const& error) {
    return complain(error, "", internal);
  }
}

} // namespace mxtls::program

#endif
