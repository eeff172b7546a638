#include "cli/output.h"

#include <errno.h>

#include "base/file.h"
#include "base/utf8.h"

namespace oyer::cli {
namespace {

constexpr std::size_t flush_at = std::size_t{1} << 16U;

}  // namespace

Output::~Output() { flush(); }

void Output::write(std::string_view text) {
  if (closed_) return;
  buffer_.append(text);
  if (buffer_.size() >= flush_at) flush();
}

void Output::flush() {
  if (closed_ || buffer_.empty()) return;
  Status written = write_all(fd_, buffer_);
  buffer_.clear();
  if (written.has_value()) return;
  closed_ = true;
  if (written.error().os_errno != EPIPE) status_ = std::move(written);
}

Status Output::finish() {
  flush();
  return status_;
}

std::string printable(std::string_view text) {
  std::string clean;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    // C0 and DEL; C1 controls are the two-byte sequences C2 80 to C2 9F.
    const bool control =
        byte < 0x20 || byte == 0x7F || (length == 2 && byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0);
    if (length == 0 || control)
      clean += '?';
    else
      clean.append(text.substr(at, length));
    at += length == 0 ? 1 : length;
  }
  return clean;
}

}  // namespace oyer::cli
