// SPDX-License-Identifier: BSL-1.0
#ifndef MXTLS_IO_LINE_READER_HPP
#define MXTLS_IO_LINE_READER_HPP

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include <asio/buffer.hpp>
#include <asio/compose.hpp>
#include <asio/error.hpp>
#include <asio/post.hpp>

#include <mxtls/io/errc.hpp>
#include <mxtls/io/is_cancelled.hpp>
#include <mxtls/smtp/line_buffer.hpp>
#include <mxtls/smtp/reply_parser.hpp>

namespace mxtls::io {

/// Reads lines and replies from a stream, and knows what has been received and not yet read.
///
/// Errors of its operations: `smtp::errc` for octets that are no SMTP; `errc::closed_by_peer` for
/// an end of the stream; else the stream's own. Cancellation: terminal, as of the stream.
///
/// @tparam Stream An AsyncReadStream; must outlive the reader. One operation at a time.
template <typename Stream>
class line_reader {
 public:
  /// @param max_line Octets in a line. @param max_lines Lines in a reply.
  explicit line_reader(Stream& stream, std::size_t max_line = 2048, std::size_t max_lines = 256)
      : stream_{stream}, buffer_{max_line}, parser_{max_lines} {}

  /// Completion: `void(std::error_code, smtp::line)`.
  template <typename Token>
  auto async_read_line(Token&& token) {
    return asio::async_compose<Token, void(std::error_code, smtp::line)>(operation<smtp::line>{*this}, token, stream_);
  }

  /// Completion: `void(std::error_code, smtp::reply)`; the lines so far if it fails.
  /// A line that is refused is the first of what is unread then.
  template <typename Token>
  auto async_read_reply(Token&& token) {
    return asio::async_compose<Token, void(std::error_code, smtp::reply)>(operation<smtp::reply>{*this}, token,
                                                                          stream_);
  }

  /// Octets received behind what has been read.
  std::string_view unread() const noexcept { return buffer_.unread(); }
  std::string drop_unread() { return buffer_.drop_unread(); }

 private:
  /// Whether `into` is complete; takes no more than is needed from the buffer.
  result<bool> take(smtp::line& into) {
    auto next = buffer_.next_line();
    if (!next) return next.failure();
    if (!*next) return false;
    into = std::move(**next);
    return true;
  }

  result<bool> take(smtp::reply& into) {
    while (true) {
      auto next = buffer_.next_line();
      if (!next) return next.failure();
      if (!*next) return false;
      auto const pushed = parser_.push(**next);
      if (!pushed) {
        buffer_.put_back();
        return pushed.failure();
      }
      if (*pushed == smtp::reply_parser::progress::more) continue;
      into = parser_.take();
      return true;
    }
  }

  /// What there is of an item that fails.
  void take_rest(smtp::line&) noexcept {}
  void take_rest(smtp::reply& into) noexcept { into = parser_.take(); }

  template <typename Item>
  struct operation {
    line_reader& reader;
    Item item{};
    enum class state { starting, filling, posted } now = state::starting;
    std::error_code posted_error{};

    template <typename Self>
    void operator()(Self& self, std::error_code ec = {}, std::size_t transferred = 0) {
      if (now == state::posted) return finish(self, posted_error);
      if (ec) return finish(self, ec == asio::error::eof ? make_error_code(errc::closed_by_peer) : ec);
      reader.buffer_.append({reader.inbox_.data(), transferred});
      auto const taken = reader.take(item);
      if (taken && !*taken) {
        if (is_cancelled(self)) return finish(self, asio::error::operation_aborted);
        now = state::filling;
        return reader.stream_.async_read_some(asio::buffer(reader.inbox_), std::move(self));
      }
      if (now == state::filling) return finish(self, taken.error());
      // It was all there: a handler is never called from inside the function that started the operation.
      now = state::posted;
      posted_error = taken.error();
      asio::post(reader.stream_.get_executor(), std::move(self));
    }

    template <typename Self>
    void finish(Self& self, std::error_code ec) {
      if (ec) reader.take_rest(item);
      self.complete(ec, std::move(item));
    }
  };

  Stream& stream_;
  smtp::line_buffer buffer_;
  smtp::reply_parser parser_;
  std::array<char, 4096> inbox_;
};

} // namespace mxtls::io

#endif
