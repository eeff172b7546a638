#include "cli/counter.h"

#include <fmt/format.h>

namespace oyer::cli {

void Counter::count() {
  ++done_;
  if (!session_.environment.err_is_terminal || done_ % 1000 != 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  drawn_ = true;
  session_.people.write(fmt::format("\r\x1b[K {} {}", done_, doing_));
  session_.people.flush();
}

Counter::~Counter() {
  if (!drawn_) return;
  session_.people.write("\r\x1b[K");
  session_.people.flush();
}

}  // namespace oyer::cli
