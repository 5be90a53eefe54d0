// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_X509_DER_TIME_HPP
#define MXTLS_X509_DER_TIME_HPP

#include <cstddef>
#include <string_view>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/bytes.hpp>
#include <mxtls/core/result.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/x509/der_reader.hpp>
#include <mxtls/x509/errc.hpp>

namespace mxtls::x509 {

/// The moment that a UTCTime or a GeneralizedTime names.
///
/// UTCTime years from 50 are 19xx, below they are 20xx. No fractions, no offsets, seconds required.
/// A GeneralizedTime before 2050 is accepted, though a certificate should not have one.
///
/// Errors: `unexpected_tag`, `bad_time`.
/// References: RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2.
inline result<timestamp> read_time(tlv const& time) {
  bool const generalized = time.tag == der_tag::generalized_time;
  if (!generalized && time.tag != der_tag::utc_time) return failure{errc::unexpected_tag, time.where};
  std::string_view const text = as_text(time.content);
  std::size_t const year_digits = generalized ? 4 : 2;
  bool shaped = text.size() == year_digits + 11 && text.back() == 'Z';
  for (std::size_t i = 0; shaped && i + 1 < text.size(); ++i) shaped = ascii::is_digit(text[i]);
  if (!shaped) return failure{errc::bad_time, time.content_where()};
  auto const pair = [text](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  int const year = generalized ? pair(0) * 100 + pair(2) : pair(0) + (pair(0) < 50 ? 2000 : 1900);
  auto const moment = to_timestamp({.year = year,
                                    .month = pair(year_digits),
                                    .day = pair(year_digits + 2),
                                    .hour = pair(year_digits + 4),
                                    .minute = pair(year_digits + 6),
                                    .second = pair(year_digits + 8)});
  if (!moment) return failure{errc::bad_time, time.content_where()};
  return *moment;
}

} // namespace mxtls::x509

#endif
