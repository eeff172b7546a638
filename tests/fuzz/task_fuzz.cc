// rooms: datasets parsers base
// Task rows of every format: no bytes crash a loader, and a task that was read prints to a row that reads as itself.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "datasets/task_file.h"

namespace {

void check(const oyer::Result<oyer::datasets::Task>& task) {
  if (!task.has_value()) {
    if (task.error().what.empty()) std::abort();
    return;
  }
  const auto again = oyer::datasets::parse_task(oyer::datasets::print_task(*task));
  if (!again.has_value() || *again != *task || tests_digest(*again) != tests_digest(*task)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view row(reinterpret_cast<const char*>(data), size);
  if (!oyer::is_utf8(row)) return 0;  // JsonlReader lets no other line through
  check(oyer::datasets::parse_humaneval_task(row));
  check(oyer::datasets::parse_mbpp_task(row));
  check(oyer::datasets::parse_evalplus_task(row));
  check(oyer::datasets::parse_codecontests_task(row));
  check(oyer::datasets::parse_task(row));
  return 0;
}
