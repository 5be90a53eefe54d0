// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_UNIT_X509_DER_BUILDER_HPP
#define MXTLS_TESTS_UNIT_X509_DER_BUILDER_HPP

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include <mxtls/core/bytes.hpp>

/// Just enough DER to write certificates that openssl will not.
namespace der_builder {

inline mxtls::bytes join(std::initializer_list<mxtls::bytes> parts) {
  mxtls::bytes out;
  for (auto const& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

/// One value: identifier, minimal length (content below 16 MiB), content.
inline mxtls::bytes make(std::uint8_t tag, mxtls::bytes const& content) {
  mxtls::bytes out{tag};
  auto const size = content.size();
  auto const put = [&out](std::size_t octet) { out.push_back(static_cast<std::uint8_t>(octet & 0xff)); };
  if (size >= 0x80) put(size > 0xffff ? 0x83 : size > 0xff ? 0x82 : 0x81);
  if (size > 0xffff) put(size >> 16);
  if (size > 0xff) put(size >> 8);
  put(size);
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

inline mxtls::bytes make(std::uint8_t tag, std::initializer_list<mxtls::bytes> parts) { return make(tag, join(parts)); }

inline mxtls::bytes make(std::uint8_t tag, std::string_view text) { return make(tag, mxtls::to_bytes(text)); }

inline mxtls::bytes object_id(mxtls::byte_view octets) { return make(0x06, {octets.begin(), octets.end()}); }

/// The parts of a certificate, each replaceable, each whole DER.
struct parts {
  mxtls::bytes version = make(0xa0, {mxtls::bytes{0x02, 0x01, 0x02}});
  mxtls::bytes serial = {0x02, 0x01, 0x01};
  mxtls::bytes inner_algorithm = make(0x30, {mxtls::bytes{0x06, 0x03, 0x2b, 0x65, 0x70}}); // Ed25519
  mxtls::bytes issuer = make(0x30, mxtls::bytes{});
  mxtls::bytes validity = make(0x30, {make(0x17, "260101000000Z"), make(0x17, "270101000000Z")});
  mxtls::bytes subject = make(0x30, mxtls::bytes{});
  mxtls::bytes spki = make(0x30, {inner_algorithm, make(0x03, mxtls::bytes(33))});
  mxtls::bytes unique_ids;
  /// The elements of the list; no extensions at all if empty.
  mxtls::bytes extensions;
  mxtls::bytes outer_algorithm = inner_algorithm;
  mxtls::bytes signature = {0x03, 0x02, 0x00, 0xff};
};

inline mxtls::bytes certificate(parts const& p) {
  auto const list = p.extensions.empty() ? mxtls::bytes{} : make(0xa3, {make(0x30, p.extensions)});
  auto const tbs =
      make(0x30, {p.version, p.serial, p.inner_algorithm, p.issuer, p.validity, p.subject, p.spki, p.unique_ids, list});
  return make(0x30, {tbs, p.outer_algorithm, p.signature});
}

inline mxtls::bytes extension(mxtls::byte_view id, mxtls::bytes const& value) {
  return make(0x30, {object_id(id), make(0x04, value)});
}

inline mxtls::bytes critical_extension(mxtls::byte_view id, mxtls::bytes const& value) {
  return make(0x30, {object_id(id), mxtls::bytes{0x01, 0x01, 0xff}, make(0x04, value)});
}

/// A relative distinguished name of one attribute; `value` is whole DER.
inline mxtls::bytes attribute(mxtls::byte_view type, mxtls::bytes const& value) {
  return make(0x31, {make(0x30, {object_id(type), value})});
}

} // namespace der_builder

#endif
