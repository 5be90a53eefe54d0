// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <mxtls/pki/authority_set.hpp>
#include <mxtls/test/matchers.hpp>
#include <mxtls/x509/chain.hpp>

using namespace mxtls;
using pki::authority_entry;
using pki::authority_set;
using test::contains;

namespace {

timestamp const now = parse_timestamp("2026-11-23").value();
authority_entry const root{.id = "root", .recipe = {.name = "a root", .path_length = std::nullopt}};
authority_entry const below{.id = "below", .issuer = "root", .recipe = {.name = "an intermediate"}};

x509::certificate parsed(pki::authority const& of) { return x509::parse_certificate(of.der()).value(); }

} // namespace

TEST_CASE("Each authority of a set is issued by the one it names, or by itself", "[pki][authority_set]") {
  authority_set const all{"seed", now, {root, below}};
  auto const top = parsed(all.at("root"));
  CHECK(x509::to_text(top.subject) == "O=mxtls TEST ONLY, CN=a root");
  CHECK(x509::issued_by(top, top));
  CHECK(x509::to_text(parsed(all.at("below")).subject) == "O=mxtls TEST ONLY, CN=an intermediate");
  CHECK(x509::issued_by(parsed(all.at("below")), top));
  CHECK_THROWS_AS(all.at("nobody"), std::invalid_argument);
  CHECK_THROWS_WITH(all.at("nobody"), contains("id: authority \"nobody\" is not known"));
}

TEST_CASE("A set can add authorities to another one", "[pki][authority_set]") {
  authority_set const shared{"seed", now, {root, below}};
  authority_set const none{shared, {}};
  authority_set const more{none,
                           {{.id = "own", .issuer = "root", .recipe = {.name = "one more"}},
                            {.id = "own-root", .recipe = {.name = "one more root", .path_length = std::nullopt}}}};
  CHECK(more.at("below").der() == shared.at("below").der());
  CHECK(x509::issued_by(parsed(more.at("own")), parsed(shared.at("root"))));
  CHECK(x509::issued_by(parsed(more.at("own-root")), parsed(more.at("own-root"))));
  CHECK_FALSE(x509::issued_by(parsed(more.at("own-root")), parsed(shared.at("root"))));
  CHECK_THROWS_AS(shared.at("own"), std::invalid_argument);
}

TEST_CASE("With a seed a set is the same every time, without one never", "[pki][authority_set]") {
  std::vector const entries{root, below};
  auto const der = [&](std::optional<std::string> const& seed) {
    return authority_set{seed, now, entries}.at("below").der();
  };
  CHECK(der("seed") == der("seed"));
  CHECK(der("seed") != der("other"));
  CHECK(der(std::nullopt) != der(std::nullopt));
}

TEST_CASE("What is wrong with a set is told by the id", "[pki][authority_set][errors]") {
  authority_set const shared{"seed", now, {root}};
  CHECK_THROWS_WITH(
      (authority_set{"seed", now, {below, root}}),
      contains("authority \"below\".issuer: authority \"root\" is not known; give the id of one that stands before"));
  CHECK_THROWS_WITH((authority_set{"seed", now, {root, root}}), contains("authority \"root\" stands there twice"));
  CHECK_THROWS_WITH((authority_set{shared, {root}}), contains("authority \"root\" stands there twice"));
  // 'below' allows none below itself, which is what an authority is asked for here.
  CHECK_THROWS_WITH((authority_set{shared, {below, {.id = "deeper", .issuer = "below"}}}), contains("path_length"));
}
