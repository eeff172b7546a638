#include "cli/status_line.h"

#include <algorithm>

namespace oyer::cli {
namespace {

constexpr auto redraw_after = std::chrono::milliseconds(100);

}  // namespace

StatusLine::StatusLine(const Environment& environment, Output& people)
    : shown_(environment.err_is_terminal), columns_(std::max(environment.columns, 21U) - 1), people_(people) {}

StatusLine::~StatusLine() {
  if (!dirty_) return;
  people_.write("\r\x1b[K");
  people_.flush();
}

void StatusLine::update(const std::function<std::string(unsigned columns)>& text, bool at_once) {
  const auto now = std::chrono::steady_clock::now();
  if (!shown_ || (!at_once && now - drawn_ < redraw_after)) return;
  drawn_ = now;
  dirty_ = true;
  people_.write("\r\x1b[K" + text(columns_));
  people_.flush();
}

}  // namespace oyer::cli
