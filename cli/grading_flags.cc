#include "cli/grading_flags.h"

#include "cli/arguments.h"
#include "cli/flags.h"

namespace oyer::cli {

namespace {

// "4xref" or "4".
Result<double> parse_multiple(std::string_view text) {
  std::string_view number = text;
  if (number.size() > 4 && number.substr(number.size() - 4) == "xref") number.remove_suffix(4);
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc() || end != number.data() + number.size() || !(value >= 1 && value <= 10'000)) {
    return fail(invalid_input(fmt::format("'{}' is not a multiple of the reference; write for example 4xref", text)));
  }
  return value;
}

}  // namespace

Result<Nanos> parse_time(std::string_view text) {
  OYER_TRY(const Nanos time, parse_duration(text));
  if (time < std::chrono::milliseconds(1)) return fail(invalid_input("a time limit is 1ms at least"));
  return time;
}

void add_place(CLI::App& app, PlaceArguments& place) {
  value_flag(app, "--python", "PATH", place.python, as_text,
             "CPython 3.9 or later, also of a virtual environment (default: python3, where candidates can read it)")
      ->group("Jail");
  app.add_flag_callback(
         "--no-cgroups", [&place] { place.cgroups = false; },
         "leave cgroups alone: tier reduced even where strong is to be had")
      ->group("Jail");
  app.add_flag(
         "--accept-weak", place.accept_weak,
         "go without namespaces where they are forbidden: tier weak, never sound (SECURITY.md says what it lacks)")
      ->group("Jail");
}

void add_candidate_limits(CLI::App& app, CandidateLimits& limits) {
  value_flag(app, "--cpu", "TIME", limits.cpu, parse_time,
             "CPU time of a candidate (default: what its task says, else 10 s; of humaneval 3 s)")
      ->group("Limits");
  value_flag(app, "--wall", "TIME", limits.wall, parse_time, "time on the clock, the back-stop for sleepers")
      ->group("Limits");
  value_flag(app, "--memory", "SIZE", limits.memory, parse_size, "memory of a candidate's processes together")
      ->group("Limits");
  value_flag(app, "--limit", "NxREF", limits.times_reference, parse_multiple,
             "CPU time as a multiple of what the task's reference uses here, so that verdicts travel: 4xref")
      ->group("Limits");
}

}  // namespace oyer::cli
