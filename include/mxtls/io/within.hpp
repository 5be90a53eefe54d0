// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_WITHIN_HPP
#define MXTLS_IO_WITHIN_HPP

#include <chrono>
#include <memory>
#include <system_error>
#include <type_traits>
#include <utility>

#include <asio/any_io_executor.hpp>
#include <asio/associated_allocator.hpp>
#include <asio/associated_cancellation_slot.hpp>
#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/bind_executor.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/steady_timer.hpp>

namespace mxtls::io {

namespace detail {

struct within_state {
  using clock = std::chrono::steady_clock;

  explicit within_state(asio::any_io_executor const& with) : timer{with} {}

  /// Waits until the limit, and again if that has become later meanwhile.
  static void watch(std::shared_ptr<within_state> const& state) {
    state->watching = true;
    state->timer.expires_at(state->until);
    state->timer.async_wait(asio::bind_executor(state->executor, [state](std::error_code ec) {
      if (ec) return;
      state->watching = false;
      if (!state->running) return;
      if (clock::now() < state->until) return watch(state);
      state->expired = !state->cancelled;
      state->signal.emit(asio::cancellation_type::terminal);
    }));
  }

  /// Only a limit that is sooner than the one waited for needs the timer.
  static void set(std::shared_ptr<within_state> const& state, clock::time_point until) {
    state->until = until;
    state->expired = false;
    if (!state->watching || until < state->timer.expiry()) watch(state);
  }

  asio::steady_timer timer;
  asio::any_io_executor executor; // of the operation's handlers
  asio::cancellation_signal signal;
  std::error_code on_expiry;
  clock::time_point until;
  bool lasts = false; // beyond the operation
  bool watching = false;
  bool running = false;
  bool cancelled = false;
  bool expired = false;
};

template <typename Handler>
struct within_handler {
  Handler handler;
  std::shared_ptr<within_state> state;

  using executor_type = asio::associated_executor_t<Handler, asio::any_io_executor>;
  using allocator_type = asio::associated_allocator_t<Handler>;
  using cancellation_slot_type = asio::cancellation_slot;
  executor_type get_executor() const noexcept {
    return asio::get_associated_executor(handler, asio::any_io_executor{state->timer.get_executor()});
  }
  allocator_type get_allocator() const noexcept { return asio::get_associated_allocator(handler); }
  cancellation_slot_type get_cancellation_slot() const noexcept { return state->signal.slot(); }

  template <typename... Args>
  void operator()(std::error_code ec, Args... args) {
    state->running = false;
    if (!state->lasts) state->timer.cancel();
    state->signal.slot().clear();
    if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected()) slot.clear();
    // An operation that ended by itself at the last moment keeps its own result.
    if (ec && state->expired) ec = state->on_expiry;
    std::move(handler)(ec, std::move(args)...);
  }
};

template <typename Handler, typename Initiate>
void start_within(std::shared_ptr<within_state> const& state, std::chrono::steady_clock::duration limit,
                  std::error_code on_expiry, Initiate& initiate, Handler handler) {
  state->on_expiry = on_expiry;
  state->executor = asio::get_associated_executor(handler, asio::any_io_executor{state->timer.get_executor()});
  state->cancelled = false;
  state->running = true;
  within_state::set(state, within_state::clock::now() + limit);
  if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
    slot.assign([weak = std::weak_ptr{state}](asio::cancellation_type type) {
      auto const alive = weak.lock();
      if (!alive) return;
      bool const terminal = (type & asio::cancellation_type::terminal) != asio::cancellation_type::none;
      alive->cancelled = alive->cancelled || (terminal && !alive->expired);
      alive->signal.emit(type);
    });
  initiate(within_handler<Handler>{std::move(handler), state});
}

} // namespace detail

/// A timer for operations that follow one another, each with a limit of its own; see `async_within`.
///
/// Setting a timer for each costs more than what most of them do. It stays set between them until `rest`.
class deadline {
 public:
  explicit deadline(asio::any_io_executor const& executor) : state_{std::make_shared<detail::within_state>(executor)} {
    state_->lasts = true;
  }
  deadline(deadline const&) = delete;
  deadline& operator=(deadline const&) = delete;
  ~deadline() { rest(); }

  /// Keeps the executor busy no longer. @pre no operation runs
  void rest() {
    state_->watching = false;
    state_->timer.cancel();
  }

  /// Gives the operation that runs another limit, as it goes from one step to the next; then it has not expired.
  void expires_at(std::chrono::steady_clock::time_point until) { detail::within_state::set(state_, until); }
  /// Whether the operation was cancelled because its limit ran out.
  bool expired() const noexcept { return state_->expired; }

  /// The same as `async_within`. One operation at a time; all their handlers have the same executor.
  template <typename Signature, typename Initiate, typename Token>
  auto async_run(std::chrono::steady_clock::duration limit, std::error_code on_expiry, Initiate initiate,
                 Token&& token) {
    return asio::async_initiate<Token, Signature>(
        [](auto handler, std::shared_ptr<detail::within_state> state, std::chrono::steady_clock::duration time,
           std::error_code expiry,
           Initiate start) { detail::start_within(state, time, expiry, start, std::move(handler)); },
        token, state_, limit, on_expiry, std::move(initiate));
  }

 private:
  std::shared_ptr<detail::within_state> state_;
};

/// Runs one asynchronous operation with a limit of time.
///
/// On expiry the operation is cancelled (terminal) and completes with `on_expiry` in place of its
/// error, so that a limit can be told from the caller's own cancel (`operation_aborted`). Whichever
/// of the two comes first decides.
///
/// Threads: the expiry runs on the executor associated with the completion handler, as do the
/// intermediate handlers of the operation; if several threads run it, it must be a strand. Begin the
/// operation there, and emit cancellation nowhere else.
///
/// @param executor Runs the timer, and the handlers if the completion handler has no executor itself.
/// @param limit Time from the start of the operation.
/// @param initiate Called with a handler; starts the operation, which supports terminal cancellation.
/// @tparam Signature `void(std::error_code, Args...)`, as of the operation.
template <typename Signature, typename Initiate, typename Token>
auto async_within(asio::any_io_executor executor, std::chrono::steady_clock::duration limit, std::error_code on_expiry,
                  Initiate initiate, Token&& token) {
  return asio::async_initiate<Token, Signature>(
      [](auto handler, asio::any_io_executor ex, std::chrono::steady_clock::duration time, std::error_code expiry,
         Initiate start) {
        detail::start_within(std::make_shared<detail::within_state>(ex), time, expiry, start, std::move(handler));
      },
      token, executor, limit, on_expiry, std::move(initiate));
}

} // namespace mxtls::io

#endif
