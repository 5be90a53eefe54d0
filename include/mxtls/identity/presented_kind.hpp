// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IDENTITY_PRESENTED_KIND_HPP
#define MXTLS_IDENTITY_PRESENTED_KIND_HPP

#include <mxtls/identity/flag_set.hpp>

namespace mxtls::identity {

/// Where in a certificate a name stands.
///
/// References: RFC 9525 section 1.8 (DNS-ID, IP-ID, SRV-ID, URI-ID), RFC 6125 section 1.8 (CN-ID).
enum class presented_kind {
  dns_id,
  ip_id,
  srv_id,
  uri_id,
  cn_id,
  /// rfc822Name.
  mail,
  /// directoryName.
  directory,
  /// dNSName in constructed form, which DER forbids and BER allows.
  constructed_dns,
  /// Any other choice of GeneralName.
  other,
};

using presented_kinds = flag_set<presented_kind>;

/// As which type of string an attribute of the subject was written.
///
/// References: RFC 5280 section 4.1.2.4 (DirectoryString), ITU-T X.680 section 41.
enum class string_type { utf8, numeric, printable, t61, ia5, visible, universal, bmp, other };

using string_types = flag_set<string_type>;

} // namespace mxtls::identity

#endif
