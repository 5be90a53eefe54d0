// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TRUST_STORE_HPP
#define MXTLS_IO_TRUST_STORE_HPP

#include <fstream>
#include <iterator>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/x509/pem.hpp>

namespace mxtls::io {

/// The certificates that a chain may end in.
class trust_store {
 public:
  /// Trusts nobody.
  trust_store() = default;

  /// Reads PEM (one or more certificates) or one certificate in DER.
  /// @throws std::runtime_error naming the file, what is wrong with it, and where
  static trust_store from_file(std::string const& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream content;
    content << file.rdbuf(); // not by iterators: of a folder they throw, and do not name it
    std::string const text = content.str();
    if (!file || text.empty())
      throw std::runtime_error{path + ": cannot be read; give a file with trust anchors in PEM"};
    auto read = x509::read_certificates(text);
    if (!read)
      throw std::runtime_error{path + ": " + read.error().message() + ", at octet " +
                               std::to_string(read.failure().where) + "; give a file with trust anchors in PEM"};
    return trust_store{*std::move(read)};
  }

  /// The anchors that Debian's ca-certificates installs. Certificates that do not parse are left out.
  /// @throws std::runtime_error if there is no such file
  static trust_store system() {
    std::ifstream file{system_path, std::ios::binary};
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    auto const blocks = x509::read_pem(text);
    if (!file || !blocks)
      throw std::runtime_error{std::string{system_path} +
                               ": cannot be read; install ca-certificates, or name the trust anchors"};
    trust_store store;
    for (auto const& block : *blocks)
      if (auto anchor = x509::parse_certificate(block.der)) store.anchors_.push_back(*std::move(anchor));
    return store;
  }
  static constexpr char const* system_path = "/etc/ssl/certs/ca-certificates.crt";

  explicit trust_store(std::vector<x509::certificate> anchors) noexcept : anchors_{std::move(anchors)} {}

  std::span<x509::certificate const> anchors() const noexcept { return anchors_; }

 private:
  std::vector<x509::certificate> anchors_;
};

} // namespace mxtls::io

#endif
