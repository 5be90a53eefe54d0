// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_FAKE_AUTHORITY_READER_HPP
#define MXTLS_FAKE_AUTHORITY_READER_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/core/ascii.hpp>
#include <mxtls/core/escape.hpp>
#include <mxtls/fake/name_reader.hpp>
#include <mxtls/fake/recipe_reader.hpp>
#include <mxtls/fake/toml_table.hpp>
#include <mxtls/pki/authority_set.hpp>

namespace mxtls::fake {

/// Whether a word can name a case or an authority, a folder and a host.
inline bool is_id(std::string_view text) {
  constexpr std::size_t longest_label = 63;
  auto const plain = [](char c) { return (c >= 'a' && c <= 'z') || ascii::is_digit(c) || c == '-'; };
  return !text.empty() && text.size() <= longest_label && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), plain);
}

namespace detail {

inline std::string read_id(table_reader const& in) {
  std::string id = in.required("id");
  if (!is_id(id)) in.fail("id", "is \"" + escape(id) + "\"; use small letters, digits and hyphens, at most 63");
  return id;
}

/// The authorities that a file can name, by their ids. All functions throw file_error.
class known_authorities {
 public:
  /// @param shared Those there are before the file's own; null if they are not known, and any id will do.
  explicit known_authorities(std::vector<pki::authority_entry> const* shared) : open_{shared == nullptr} {
    if (shared != nullptr) all_ = *shared;
  }

  void add(pki::authority_entry const& one) { all_.push_back(one); }

  bool has(std::string_view id) const { return find(id) != nullptr; }

  /// The id of an authority.
  void require(table_reader const& in, std::string_view key, std::string const& id) const {
    if (open_ || has(id)) return;
    std::string list;
    for (pki::authority_entry const& each : all_) (list += list.empty() ? "" : ", ") += each.id;
    in.fail(key, "is \"" + escape(id) +
                     "\", which is none of the authorities so far: " + (list.empty() ? "there are none" : list));
  }

  /// The id of a root.
  void require_root(table_reader const& in, std::string_view key, std::string const& id) const {
    require(in, key, id);
    pki::authority_entry const* const found = find(id);
    if (found != nullptr && !found->issuer.empty())
      in.fail(key, "is \"" + id + "\", which " + found->issuer +
                       " has issued; name a root, as the constraints of a root are what makes all below it safe");
  }

  /// What names a certificate: `leaf`, an id, or `ID by ID`.
  void require_certificate(table_reader const& in, std::string_view key, std::string const& word) const {
    if (word == "leaf") return;
    std::size_t const by = word.find(" by ");
    require(in, key, word.substr(0, by));
    if (by != std::string::npos) require(in, key, word.substr(by + 4));
  }

 private:
  pki::authority_entry const* find(std::string_view id) const {
    auto const found = std::find_if(all_.begin(), all_.end(), [&](auto const& each) { return each.id == id; });
    return found == all_.end() ? nullptr : &*found;
  }

  std::vector<pki::authority_entry> all_ = {};
  bool open_;
};

/// The authorities that stand in the list `key`, which are known from then on.
inline std::vector<pki::authority_entry> read_authority_list(table_reader const& above, std::string_view key,
                                                             known_authorities& known) {
  std::vector<pki::authority_entry> out;
  for (table_reader const& in : above.each(key, with_shared_keys({"id", "issuer", "name", "path_length", "constraints",
                                                                  "permitted_dns", "excluded_dns"}))) {
    pki::authority_entry entry{.id = read_id(in), .issuer = in.text("issuer", "")};
    if (entry.id == "leaf" || entry.id == "self") in.fail("id", "is \"" + entry.id + "\", which means something else");
    if (known.has(entry.id)) in.fail("id", "is \"" + entry.id + "\", as that of an authority before it; take another");
    if (in.has("issuer")) known.require(in, "issuer", entry.issuer);
    constexpr std::int64_t any_number = -1;
    std::int64_t const length =
        in.number("path_length", entry.issuer.empty() ? any_number : 0, any_number, std::numeric_limits<int>::max());
    pki::authority_recipe& recipe = entry.recipe;
    recipe.name = in.text("name", entry.id + ".mxtls-lab.test");
    if (recipe.name.find('{') != std::string::npos)
      in.fail("name", "is \"" + escape(recipe.name) + "\"; write it out, as nothing is filled in there");
    recipe.path_length = std::nullopt;
    if (length != any_number) recipe.path_length = static_cast<std::uint32_t>(length);
    recipe.constraints = in.choice("constraints", recipe.constraints,
                                   {{"addresses", pki::safe_constraints::addresses},
                                    {"names-and-addresses", pki::safe_constraints::names_and_addresses}});
    recipe.permitted_dns = read_names(in, "permitted_dns");
    recipe.excluded_dns = read_names(in, "excluded_dns");
    read_shared_keys(in, recipe);
    known.add(entry);
    out.push_back(std::move(entry));
  }
  return out;
}

} // namespace detail

} // namespace mxtls::fake

#endif
