// Output: one of the program's two streams. Data goes to stdout, what people read goes to stderr.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace oyer::cli {

// Buffers whole writes and keeps the first failure, so that callers print without asking each time. A reader that
// went away (EPIPE, as with `| head`) is no failure: the stream is then closed() and takes no more. One thread.
class Output {
 public:
  explicit Output(int fd) noexcept : fd_(fd) {}
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view text);
  void flush();
  bool closed() const noexcept { return closed_; }

  // Flushes; host when something could not be written ("No space left on device").
  Status finish();

 private:
  int fd_;
  std::string buffer_;
  bool closed_ = false;
  Status status_;
};

// `text` with control characters and bytes that are not UTF-8 replaced, so that nothing a candidate wrote can move a
// terminal's cursor. Line ends are replaced too.
std::string printable(std::string_view text);

}  // namespace oyer::cli
