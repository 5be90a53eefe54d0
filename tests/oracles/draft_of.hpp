// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TESTS_DRAFT_OF_HPP
#define MXTLS_TESTS_DRAFT_OF_HPP

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../vectors.hpp"
#include "draft.hpp"

namespace mxtls::oracle {

namespace detail {

inline bytes general_name(identity::presented const& name) {
  using identity::presented_kind;
  switch (name.kind) {
  case presented_kind::dns_id: return dns(name.value);
  case presented_kind::ip_id: return pki::ip_name(to_bytes(name.value));
  case presented_kind::uri_id: return uri(name.value);
  case presented_kind::srv_id: return srv(name.value);
  case presented_kind::mail: return mail(name.value);
  case presented_kind::directory: return directory(name.value);
  case presented_kind::other: return xmpp_address(name.value);
  case presented_kind::constructed_dns:
  case presented_kind::cn_id: break;
  }
  throw std::logic_error{"no line of a table has such a name"};
}

inline std::uint8_t tag_of(identity::string_type type) {
  using identity::string_type;
  switch (type) {
  case string_type::numeric: return pki::der::tags::numeric_string;
  case string_type::printable: return pki::der::tags::printable_string;
  case string_type::t61: return pki::der::tags::t61_string;
  case string_type::ia5: return pki::der::tags::ia5_string;
  case string_type::visible: return pki::der::tags::visible_string;
  case string_type::universal: return pki::der::tags::universal_string;
  case string_type::bmp: return pki::der::tags::bmp_string;
  case string_type::utf8:
  case string_type::other: break;
  }
  return pki::der::tags::utf8_string;
}

} // namespace detail

/// The certificate that a line of a table is about; `place` is its kind.
///
/// @throws std::logic_error: a name may be somebody's
inline draft draft_of(vectors::test_vector const& from, std::string place) {
  draft made{.kind = std::move(place), .reference = from.expected.name};
  std::vector<bytes> level;
  for (std::size_t i = 0; i < from.names.size(); ++i) {
    identity::presented const& name = from.names[i];
    if (name.kind != identity::presented_kind::cn_id) {
      made.names.push_back(detail::general_name(name));
      continue;
    }
    level.push_back(attribute(pki::oids::common_name, name.value, detail::tag_of(name.string_type)));
    if (i + 1 < from.names.size() && from.names[i + 1].rdn == name.rdn) continue;
    made.subject.push_back(der::tlv(der::tags::set, der::concat(level)));
    level.clear();
  }
  if (made.names.empty() && from.shape.has_subject_alt_name) made.raw_subject_alt_name = der::sequence({});
  return made;
}

} // namespace mxtls::oracle

#endif
