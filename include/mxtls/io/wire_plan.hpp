// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_WIRE_PLAN_HPP
#define MXTLS_IO_WIRE_PLAN_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <mxtls/io/wire_faults.hpp>

namespace mxtls::io {

/// Decides what becomes of the octets of one connection. No I/O, no time, no chance.
class wire_plan {
 public:
  explicit wire_plan(std::vector<wire_fault> faults) : faults_{std::move(faults)}, done_(faults_.size(), false) {}

  /// What comes next on this side.
  struct step {
    enum class kind { pass, insert, wait, stall, end } what = kind::pass;
    /// To let through: at most so many.
    std::size_t octets = 0;
    /// To put in.
    std::string_view insert{};
    std::chrono::milliseconds pause{0};
  };

  /// From here on octets are those of TLS.
  void tls_begins() noexcept {
    for (way& each : ways_) each.tls = each.passed;
  }

  /// The next step, with so many octets about to go through; with none, what is due all the same.
  ///
  /// Of several that are due at one place the first in the list comes first. A cut or a reset that is
  /// due on one side ends the other one, too. All but `pass`, `stall` and `end` are given once.
  step next(wire_side side, std::size_t offered) noexcept {
    way& here = at(side);
    for (wire_fault const& fault : faults_)
      if (fault.side != side && is_ending(fault) && is_due(fault)) ended_ = &fault;
    if (ended_ != nullptr) return {.what = step::kind::end};
    std::uint64_t most = offered;
    for (std::size_t i = 0; i < faults_.size(); ++i) {
      wire_fault const& fault = faults_[i];
      auto const counted = count(fault);
      if (fault.side != side || !counted || done_[i] || fault.what == wire_fault::kind::corrupt) continue;
      if (*counted < fault.at) {
        most = std::min(most, fault.at - *counted);
        continue;
      }
      if (fault.what == wire_fault::kind::split) {
        most = std::min<std::uint64_t>(most, std::max<std::size_t>(fault.piece, 1));
        if (offered == 0 || here.rested || fault.pause.count() == 0) continue;
        here.rested = true;
        return {.what = step::kind::wait, .pause = fault.pause};
      }
      if (fault.what == wire_fault::kind::stall) return {.what = step::kind::stall};
      done_[i] = true;
      switch (fault.what) {
      case wire_fault::kind::delay: return {.what = step::kind::wait, .pause = fault.pause};
      case wire_fault::kind::insert: return {.what = step::kind::insert, .insert = fault.octets};
      default: ended_ = &fault; return {.what = step::kind::end};
      }
    }
    return {.octets = static_cast<std::size_t>(most)};
  }

  /// These octets go through; some of them may be changed.
  void pass(wire_side side, char* octets, std::size_t size) noexcept {
    way& here = at(side);
    for (wire_fault const& fault : faults_) {
      auto const counted = count(fault);
      if (fault.what != wire_fault::kind::corrupt || fault.side != side || !counted) continue;
      if (fault.at < *counted || fault.at - *counted >= size) continue;
      char& octet = octets[fault.at - *counted];
      octet = static_cast<char>(static_cast<unsigned char>(octet) ^ fault.mask);
    }
    here.passed += size;
    here.rested = false;
  }

  /// The cut or reset that has ended the connection; null if none has.
  wire_fault const* ended_by() const noexcept { return ended_; }

 private:
  /// How far one side has come.
  struct way {
    std::uint64_t passed = 0;
    std::optional<std::uint64_t> tls{};
    /// The pause before the next piece is over.
    bool rested = false;
  };

  static bool is_ending(wire_fault const& fault) noexcept {
    return fault.what == wire_fault::kind::cut || fault.what == wire_fault::kind::reset;
  }
  bool is_due(wire_fault const& fault) noexcept {
    auto const counted = count(fault);
    return counted && *counted >= fault.at;
  }

  way& at(wire_side side) noexcept { return ways_[side == wire_side::sent ? 0 : 1]; }

  /// The octets that count towards a fault; none before counting starts.
  std::optional<std::uint64_t> count(wire_fault const& fault) noexcept {
    way const& here = at(fault.side);
    if (fault.from == wire_fault::origin::connection) return here.passed;
    if (!here.tls) return std::nullopt;
    return here.passed - *here.tls;
  }

  std::vector<wire_fault> faults_;
  std::vector<bool> done_;
  std::array<way, 2> ways_{};
  wire_fault const* ended_ = nullptr;
};

} // namespace mxtls::io

#endif
