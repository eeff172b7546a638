// rooms: datasets parsers base
// The files of one APPS problem: no bytes crash the reader, what it leaves out has a reason, and a task that was read
// prints to a row that reads as itself. The input is INPUT_OUTPUT NUL QUESTION NUL SOLUTIONS NUL STARTER NUL METADATA;
// a part that is not there is a file that is not there.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "datasets/apps.h"

namespace {

std::optional<std::string> take(std::optional<std::string_view>& rest) {
  if (!rest.has_value()) return std::nullopt;
  const std::size_t end = rest->find('\0');
  std::string part(rest->substr(0, end));
  if (end == std::string_view::npos) {
    rest.reset();
  } else {
    rest->remove_prefix(end + 1);
  }
  return part;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oyer::datasets;
  std::optional<std::string_view> rest(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!oyer::is_utf8(*rest)) return 0;  // the loader lets no other file through
  AppsProblem problem;
  problem.folder = "0001";
  problem.input_output = take(rest).value_or("");
  problem.question = take(rest).value_or("");
  problem.solutions = take(rest);
  problem.starter_code = take(rest);
  problem.metadata = take(rest);
  const auto read = parse_apps_problem(problem);
  if (!read.has_value()) {
    if (read.error().what.empty()) std::abort();
    return 0;
  }
  if (const LeftOut* left_out = std::get_if<LeftOut>(&*read)) {
    if (left_out->reason.empty()) std::abort();
    return 0;
  }
  const Task& task = std::get<Task>(*read);
  const auto again = parse_task(print_task(task));
  if (!again.has_value() || *again != task || tests_digest(*again) != tests_digest(task)) std::abort();
  return 0;
}
