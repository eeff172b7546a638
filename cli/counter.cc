#include "cli/counter.h"

#include <fmt/format.h>

namespace oyer::cli {

void Counter::count() {
  // The clock is asked now and then.
  if (++done_ % 1000 != 0) return;
  line_.update([this](unsigned) { return fmt::format(" {} {}", done_, doing_); });
}

}  // namespace oyer::cli
