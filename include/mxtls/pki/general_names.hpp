// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_GENERAL_NAMES_HPP
#define MXTLS_PKI_GENERAL_NAMES_HPP

#include <string_view>

#include <mxtls/core/bytes.hpp>
#include <mxtls/pki/der_writer.hpp>
#include <mxtls/pki/oids.hpp>

/// The choices of GeneralName, each as one whole element; what is in them is not checked.
///
/// References: RFC 5280 section 4.2.1.6.
namespace mxtls::pki {

inline bytes mail_name(std::string_view address) { return der::implicit_tag(1, der::ia5_string(address)); }
inline bytes dns_name(std::string_view name) { return der::implicit_tag(2, der::ia5_string(name)); }
inline bytes uri_name(std::string_view uri) { return der::implicit_tag(6, der::ia5_string(uri)); }
inline bytes ip_name(byte_view octets) { return der::implicit_tag(7, der::octet_string(octets)); }

/// @param name A Name; the choice inside a choice makes its tag explicit.
inline bytes directory_name(byte_view name) { return der::explicit_tag(4, name); }

/// @throws as `der::oid`
inline bytes registered_id(std::string_view dotted) { return der::implicit_tag(8, der::oid(dotted)); }

/// An otherName. @param value One whole element. @throws as `der::oid`
inline bytes other_name(std::string_view type, byte_view value) {
  return der::implicit_tag(0, der::sequence({der::oid(type), der::explicit_tag(0, value)}));
}

/// An SRV-ID, `_smtp.example.test`. References: RFC 4985 section 2.
inline bytes srv_name(std::string_view name) { return other_name(oids::srv_name, der::ia5_string(name)); }

/// A SmtpUTF8Mailbox. References: RFC 9598 section 3.
inline bytes utf8_mail_name(std::string_view address) {
  return other_name(oids::smtp_utf8_mailbox, der::utf8_string(address));
}

} // namespace mxtls::pki

#endif
