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
  within_state(asio::any_io_executor const& executor, std::chrono::steady_clock::duration limit, std::error_code expiry)
      : timer{executor, limit}, on_expiry{expiry} {}

  asio::steady_timer timer;
  asio::cancellation_signal signal;
  std::error_code on_expiry;
  bool cancelled = false;
  bool expired = false;
  bool done = false;
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
    state->done = true;
    state->timer.cancel();
    if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected()) slot.clear();
    // An operation that ended by itself at the last moment keeps its own result.
    if (ec && state->expired) ec = state->on_expiry;
    std::move(handler)(ec, std::move(args)...);
  }
};

} // namespace detail

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
        auto state = std::make_shared<detail::within_state>(ex, time, expiry);
        state->timer.async_wait(
            asio::bind_executor(asio::get_associated_executor(handler, ex), [state](std::error_code ec) {
              if (ec || state->done) return;
              state->expired = !state->cancelled;
              state->signal.emit(asio::cancellation_type::terminal);
            }));
        if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
          slot.assign([weak = std::weak_ptr{state}](asio::cancellation_type type) {
            auto const alive = weak.lock();
            if (!alive) return;
            bool const terminal = (type & asio::cancellation_type::terminal) != asio::cancellation_type::none;
            alive->cancelled = alive->cancelled || (terminal && !alive->expired);
            alive->signal.emit(type);
          });
        start(detail::within_handler<std::decay_t<decltype(handler)>>{std::move(handler), state});
      },
      token, executor, limit, on_expiry, std::move(initiate));
}

} // namespace mxtls::io

#endif
