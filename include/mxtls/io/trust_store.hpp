// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_TRUST_STORE_HPP
#define MXTLS_IO_TRUST_STORE_HPP

#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <mxtls/io/read_file.hpp>
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
    auto const text = read_file(path, x509::max_pem_octets);
    if (!text)
      throw std::runtime_error{path + ": " + text.error().message() + "; give a file with trust anchors in PEM"};
    auto read = x509::read_certificates(*text);
    if (!read)
      throw std::runtime_error{path + ": " + read.error().message() + ", at octet " +
                               std::to_string(read.failure().where) + "; give a file with trust anchors in PEM"};
    return trust_store{*std::move(read)};
  }

  /// The anchors that Debian's ca-certificates installs. Certificates that do not parse are left out.
  /// @throws std::runtime_error if there is no such file
  static trust_store system() {
    auto const text = read_file(system_path, x509::max_pem_octets);
    auto const blocks = text ? x509::read_pem(*text) : text.failure();
    if (!blocks)
      throw std::runtime_error{std::string{system_path} + ": " + blocks.error().message() +
                               "; install ca-certificates, or name the trust anchors"};
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
