// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TEST_MATCHERS_HPP
#define MXTLS_TEST_MATCHERS_HPP

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/report/judge.hpp>
#include <mxtls/report/name_report.hpp>
#include <mxtls/test/catch.hpp>

/// Matchers for tests of mail servers: `CHECK_THAT(report, has_finding("certificate-host-mismatch"))`.
namespace mxtls::test {

/// What Catch shows of a report whose match has failed: everything found in it, with the evidence.
inline std::string show_findings(report::host_report const& of) {
  std::string out;
  for (report::finding const& f : report::findings_of(of, identity::rules::rfc9525))
    out += "\n  " + std::string{report::to_text(f.type)} + ": " + f.sentence;
  return out.empty() ? "no findings" : "findings:" + out;
}

/// Matches a text with these octets somewhere in it; versions 2 and 3 of Catch name theirs differently.
class contains : public matcher_base<std::string> {
 public:
  explicit contains(std::string part) : part_{std::move(part)} {}

  bool match(std::string const& text) const override { return text.find(part_) != std::string::npos; }
  std::string describe() const override { return "contains: " + part_; }

 private:
  std::string part_;
};

/// Matches a report that has, by RFC 9525, findings of these types and no others, in any order.
class has_only_findings : public matcher_base<report::host_report> {
 public:
  /// @param types Words of `report::to_text(finding_type)`; one stands for any number of findings.
  explicit has_only_findings(std::vector<std::string> const& types) : types_{types.begin(), types.end()} {}

  bool match(report::host_report const& of) const override {
    std::set<std::string> found;
    for (report::finding const& f : report::findings_of(of, identity::rules::rfc9525))
      found.emplace(report::to_text(f.type));
    return found == types_;
  }

  std::string describe() const override {
    if (types_.empty()) return "has no findings";
    std::string out = "has the findings";
    for (std::string const& type : types_) out += " " + type;
    return out + " and no others";
  }

 private:
  std::set<std::string> types_;
};

/// Matches a report that nothing speaks against.
inline has_only_findings has_no_findings() { return has_only_findings{{}}; }

/// Matches a report that has, by RFC 9525, a finding of this type, whatever else it has.
class has_finding : public matcher_base<report::host_report> {
 public:
  /// @param type A word of `report::to_text(finding_type)`.
  explicit has_finding(std::string type) : type_{std::move(type)} {}

  bool match(report::host_report const& of) const override {
    auto const found = report::findings_of(of, identity::rules::rfc9525);
    return std::any_of(found.begin(), found.end(), [&](report::finding const& f) { return to_text(f.type) == type_; });
  }

  std::string describe() const override { return "has the finding " + type_; }

 private:
  std::string type_;
};

/// Matches a report that a policy judges so: `reaches(outcome::fail, policies::pkix_hostname)`.
class reaches : public matcher_base<report::host_report> {
 public:
  /// @param by Must outlive the matcher.
  reaches(report::outcome what, report::policy const& by) : what_{what}, by_{by} {}

  bool match(report::host_report const& of) const override { return report::judge(of, by_).what == what_; }

  std::string describe() const override {
    return "reaches " + std::string{report::to_text(what_)} + " under " + std::string{by_.id};
  }

 private:
  report::outcome what_;
  report::policy const& by_;
};

/// Matches a report whose certificate is, by RFC 9525, one for this host or address.
class matches_name : public matcher_base<report::host_report> {
 public:
  explicit matches_name(std::string reference) : reference_{std::move(reference)} {}

  bool match(report::host_report const& of) const override {
    report::host_report asked_anew;
    asked_anew.asked.reference = reference_;
    asked_anew.tls = of.tls;
    auto const result = report::compare_names(asked_anew, identity::rules::rfc9525).result;
    return result && result->is_match();
  }

  std::string describe() const override { return "has a certificate for " + reference_; }

 private:
  std::string reference_;
};

} // namespace mxtls::test

/// Shows a report by its findings.
template <>
struct Catch::StringMaker<mxtls::report::host_report> {
  static std::string convert(mxtls::report::host_report const& of) { return mxtls::test::show_findings(of); }
};

#endif
