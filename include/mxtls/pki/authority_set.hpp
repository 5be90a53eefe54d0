// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_PKI_AUTHORITY_SET_HPP
#define MXTLS_PKI_AUTHORITY_SET_HPP

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/escape.hpp>
#include <mxtls/core/timestamp.hpp>
#include <mxtls/pki/authority.hpp>
#include <mxtls/pki/authority_recipe.hpp>

namespace mxtls::pki {

/// An authority of a set: what is to stand in it, and whose it is.
struct authority_entry {
  std::string id = {};
  /// Id of the authority that issues it; empty for a root.
  std::string issuer = {};
  authority_recipe recipe = {};
};

/// Authorities by their ids.
class authority_set {
 public:
  /// Makes them in their order, so that an issuer stands before those it issues.
  ///
  /// @param seed With one, all keys are public knowledge and every run gives the same octets.
  /// @param now The moment the certificates are made for.
  /// @throws std::invalid_argument naming the id, for an issuer that is not there or an id that is
  /// there already; and as `authority::create`
  authority_set(std::optional<std::string> seed, timestamp now, std::vector<authority_entry> const& entries)
      : settings_{.seed = std::move(seed), .now = now} {
    add(entries);
  }

  /// More authorities beside those of another set, which has to outlive this one. @throws as above
  authority_set(authority_set const& others, std::vector<authority_entry> const& entries)
      : settings_{others.settings_}, others_{&others} {
    add(entries);
  }

  /// @param field Who asks, for the message: `trust`. @throws std::invalid_argument if there is none of this id
  authority const& at(std::string const& id, std::string_view field) const {
    if (authority const* const found = find(id)) return *found;
    throw std::invalid_argument{std::string{field} + ": authority \"" + escape(id) +
                                "\" is not known; give the id of one that stands before"};
  }

  authority const& at(std::string const& id) const { return at(id, "id"); }

 private:
  authority const* find(std::string const& id) const {
    if (auto const made = made_.find(id); made != made_.end()) return &made->second;
    return others_ == nullptr ? nullptr : others_->find(id);
  }

  void add(std::vector<authority_entry> const& entries) {
    for (authority_entry const& each : entries) {
      std::string const who = "authority \"" + escape(each.id) + '"';
      if (find(each.id) != nullptr) throw std::invalid_argument{who + " stands there twice; give it another id"};
      made_.emplace(each.id, each.issuer.empty() ? authority::create(settings_, each.recipe)
                                                 : at(each.issuer, who + ".issuer").intermediate(each.recipe));
    }
  }

  authority_settings settings_;
  authority_set const* others_ = nullptr;
  std::map<std::string, authority> made_;
};

} // namespace mxtls::pki

#endif
