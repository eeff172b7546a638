#include "cli/run_text.h"

#include <fmt/format.h>

#include "cli/output.h"

namespace oyer::cli {
namespace {

using namespace sandbox;

// The flag that moves the limit this ending is about; empty for endings of the program's own making.
struct Flag {
  std::string operator()(const TimedOut& end) const {
    return end.clock == Clock::cpu ? "--cpu (now " + to_string(limits.cpu) + ")"
                                   : "--wall (now " + to_string(limits.wall) + ")";
  }
  std::string operator()(const MemoryExceeded&) const { return "--memory (now " + to_string(limits.memory) + ")"; }
  std::string operator()(const OutputExceeded&) const { return "--output (now " + to_string(limits.output) + ")"; }
  std::string operator()(const ScratchExceeded&) const { return "--scratch (now " + to_string(limits.scratch) + ")"; }
  std::string operator()(const ProcessesExceeded&) const {
    return fmt::format("--processes (now {})", limits.processes);
  }
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }
  const Limits& limits;
};

}  // namespace

std::string tier_text(const Containment& containment) {
  const std::string cgroup = containment.cgroup == "none" ? "no cgroup" : "cgroup " + containment.cgroup;
  return fmt::format("{} ({})", name_of(containment.tier), cgroup);
}

std::string weak_text(const Containment& containment) {
  if (containment.tier != Tier::weak) return {};
  return containment.distinct_uid
             ? "oyer: tier weak: nothing kept it from reading what every user of this host may read, nor from writing "
               "where everybody may\n"
             : "oyer: tier weak: nothing kept it from reading what this user may read: files, tasks among them, and "
               "other programs' memory\n";
}

std::string run_text(const Execution& execution, const Limits& limits) {
  const Usage& usage = execution.usage;
  std::string text = fmt::format("oyer: {}; CPU {}, {} on the clock, {}; {}\n", printable(describe(execution.ending)),
                                 to_string(usage.cpu), to_string(usage.wall), to_string(usage.memory_peak),
                                 tier_text(execution.containment));
  text += weak_text(execution.containment);
  if (const std::string flag = std::visit(Flag{limits}, execution.ending); !flag.empty()) {
    text += "oyer: the flag that moves this limit is " + flag + "\n";
  }
  if (execution.out.truncated) text += "oyer: stdout was cut after " + to_string(limits.output) + "\n";
  if (execution.err.truncated) text += "oyer: stderr was cut after " + to_string(limits.output) + "\n";
  if (usage.processes_left > 0) {
    text += fmt::format("oyer: it left {} running; all were killed\n",
                        usage.processes_left == 1 ? "1 process" : fmt::format("{} processes", usage.processes_left));
  }
  return text;
}

std::string build_text(const runners::CompileFailure& failure) {
  const bool own = std::holds_alternative<Exited>(failure.ending);
  return failure.diagnostics + fmt::format("oyer: it does not compile: {}{}\n", own ? "the compiler " : "",
                                           printable(describe(failure.ending)));
}

}  // namespace oyer::cli
