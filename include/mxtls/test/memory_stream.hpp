// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_TEST_MEMORY_STREAM_HPP
#define MXTLS_TEST_MEMORY_STREAM_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include <asio/any_io_executor.hpp>
#include <asio/buffer.hpp>
#include <asio/compose.hpp>
#include <asio/error.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

namespace mxtls::test {

/// How a pair of memory streams is to behave.
struct memory_stream_settings {
  /// Octets that one read or one write carries at most; 1 makes every octet arrive by itself.
  std::size_t largest_transfer = std::numeric_limits<std::size_t>::max();
  /// This operation of the pair, reads and writes of both ends counted from 1, fails; 0: none does.
  std::size_t fail_at = 0;
  /// What it fails with.
  std::error_code fail_with = asio::error::connection_reset;
};

/// One end of a connection in memory, for tests of whatever runs over an `asio::ip::tcp::socket`.
///
/// An AsyncReadStream and AsyncWriteStream without system calls: with one thread and no timers, a
/// run is the same every time, and an `io_context` that has nothing more to do shows a hang at once.
/// To fail at every step, count `fail_at` up from 1 until `operations()` stays below it.
///
/// Errors of a read: `eof` once the other end has closed and all is read; of a write: `broken_pipe`
/// once the other end has closed; of both: `bad_descriptor` on a closed end, `operation_aborted` if
/// cancelled or closed meanwhile, and the one injected.
///
/// Cancellation: terminal; like a socket's, it does not undo what has been read or written.
///
/// Lifetime: may be moved or destroyed, which closes it, while operations run. One read at a time.
/// Threads: both ends in one strand.
class memory_stream {
 public:
  using executor_type = asio::any_io_executor;
  using lowest_layer_type = memory_stream;

  /// Two ends of one connection.
  static std::pair<memory_stream, memory_stream> connect(executor_type executor, memory_stream_settings settings = {}) {
    auto const shared = std::make_shared<connection>(std::move(executor), settings);
    return {memory_stream{shared, 0}, memory_stream{shared, 1}};
  }

  memory_stream(memory_stream&&) noexcept = default;
  memory_stream& operator=(memory_stream&&) = delete;
  ~memory_stream() {
    if (connection_) close();
  }

  executor_type get_executor() const { return connection_->executor; }
  lowest_layer_type& lowest_layer() noexcept { return *this; }

  /// Reads and writes that were begun on either end.
  std::size_t operations() const noexcept { return connection_->operations; }

  /// Ends the reads and writes of this end; the other one can read what was written before.
  void close() { connection_->close(end_); }
  /// The same, as a socket has it; never fails.
  void close(std::error_code& ec) {
    ec.clear();
    close();
  }

  /// Completion: `void(std::error_code, std::size_t)`.
  template <typename Buffers, typename Token>
  auto async_read_some(Buffers const& buffers, Token&& token) {
    return asio::async_compose<Token, void(std::error_code, std::size_t)>(read<Buffers>{{connection_, end_}, buffers},
                                                                          token, connection_->executor);
  }

  /// Completion: `void(std::error_code, std::size_t)`; there is always room for what is written.
  template <typename Buffers, typename Token>
  auto async_write_some(Buffers const& buffers, Token&& token) {
    return asio::async_compose<Token, void(std::error_code, std::size_t)>(write<Buffers>{{connection_, end_}, buffers},
                                                                          token, connection_->executor);
  }

 private:
  struct side {
    explicit side(executor_type const& executor) : news{executor, asio::steady_timer::time_point::max()} {}

    std::string inbox;
    asio::steady_timer news; // never expires: cancelling it wakes who waits for octets
    bool open = true;
  };

  struct connection {
    connection(executor_type with, memory_stream_settings s)
        : executor{std::move(with)}, settings{s}, sides{side{executor}, side{executor}} {}

    void close(std::size_t end) {
      sides[end].open = false;
      for (side& each : sides) each.news.cancel();
    }

    executor_type executor;
    memory_stream_settings settings;
    std::array<side, 2> sides;
    std::size_t operations = 0;
  };

  struct operation {
    std::shared_ptr<connection> shared;
    std::size_t end;
    bool begun = false;
    bool posted = false;
    std::error_code error{};
    std::size_t transferred = 0;

    side& own() noexcept { return shared->sides[end]; }
    side& other() noexcept { return shared->sides[1 - end]; }

    /// What the operation has come to before it began; a cleared code if it may go on.
    std::error_code begin() {
      begun = true;
      if (++shared->operations == shared->settings.fail_at) return shared->settings.fail_with;
      return own().open ? std::error_code{} : std::error_code{asio::error::bad_descriptor};
    }

    template <typename Self>
    void post(Self& self) {
      posted = true;
      // A handler is never called from inside the function that started the operation.
      asio::post(shared->executor, std::move(self));
    }
  };

  template <typename Buffers>
  struct read : operation {
    Buffers into;

    template <typename Self>
    void operator()(Self& self, std::error_code = {}) {
      if (this->posted) return self.complete(this->error, this->transferred);
      bool const waited = this->begun;
      if (!waited) this->error = this->begin();
      side& own = this->own();
      if (!this->error && own.inbox.empty() && asio::buffer_size(into) != 0) {
        bool const cancelled = self.get_cancellation_state().cancelled() != asio::cancellation_type::none;
        if (cancelled || !own.open) this->error = asio::error::operation_aborted;
        else if (!this->other().open) this->error = asio::error::eof;
        else return own.news.async_wait(std::move(self));
      } else if (!this->error) {
        this->transferred = asio::buffer_copy(into, asio::buffer(own.inbox), this->shared->settings.largest_transfer);
        own.inbox.erase(0, this->transferred);
      }
      if (waited) return self.complete(this->error, this->transferred);
      this->post(self);
    }
  };

  template <typename Buffers>
  struct write : operation {
    Buffers from;

    template <typename Self>
    void operator()(Self& self) {
      if (this->posted) return self.complete(this->error, this->transferred);
      this->error = this->begin();
      if (!this->error && !this->other().open) this->error = asio::error::broken_pipe;
      if (!this->error) {
        std::string& inbox = this->other().inbox;
        std::size_t const before = inbox.size();
        this->transferred = std::min(asio::buffer_size(from), this->shared->settings.largest_transfer);
        inbox.resize(before + this->transferred);
        asio::buffer_copy(asio::buffer(inbox) + before, from);
        this->other().news.cancel();
      }
      this->post(self);
    }
  };

  memory_stream(std::shared_ptr<connection> shared, std::size_t end) noexcept
      : connection_{std::move(shared)}, end_{end} {}

  std::shared_ptr<connection> connection_;
  std::size_t end_;
};

} // namespace mxtls::test

#endif
