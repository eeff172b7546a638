#include "graders/detail/faithful_run.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "graders/detail/judge_session.h"
#include "graders/detail/text.h"

namespace oyer::graders::detail {

namespace {

// Takes what is there. False when nothing more will come that counts.
bool take(int socket, runners::FaithfulReader& reader, std::uint64_t& total) {
  std::array<char, 1U << 16U> buffer;
  for (;;) {
    const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return true;
    if (got <= 0) return false;
    total += static_cast<std::uint64_t>(got);
    if (total > most_said.count || !reader.feed({buffer.data(), static_cast<std::size_t>(got)})) return false;
  }
}

std::string or_nothing(std::string why) { return why.empty() ? "no exception was told" : scrub(why, 100); }

// What is common to both: an ending that is not the candidate's doing, and time.
Result<std::optional<FaithfulGroup>> by_time(const FaithfulRun& run, bool overtime) {
  OYER_TRY_STATUS(verdict_of(run.execution.ending, Phase::run));
  if (!overtime) return std::optional<FaithfulGroup>();
  return std::optional(FaithfulGroup{"", FaithfulOutcome::timed_out, "CPU or wall time limit"});
}

FaithfulGroup without_a_word(const FaithfulRun& run) {
  return {"", FaithfulOutcome::timed_out, "said nothing: " + sandbox::describe(run.execution.ending)};
}

}  // namespace

Result<FaithfulRun> run_faithful(sandbox::Executor& executor, sandbox::Zygote zygote, std::string payload,
                                 std::size_t inputs, const sandbox::Limits& limits, std::stop_token stop) {
  OYER_TRY(const auto connected, spawn_connected(executor, zygote, std::move(payload), limits));
  const auto& [child, socket] = connected;
  runners::FaithfulReader reader(inputs);
  std::uint64_t total = 0;
  Result<bool> ended = false;
  bool open = true;
  while (ended && !*ended && !stop.stop_requested()) {
    ended = executor.wait(child, open ? socket.get() : -1, stop);
    if (ended && open) open = take(socket.get(), reader, total);
  }
  auto finished = executor.finish(child);
  if (!ended) return fail(std::move(ended).error());
  if (!finished) return fail(std::move(finished).error());
  if (stop.stop_requested()) return fail(cancelled("stopped while a candidate ran"));
  if (open) (void)take(socket.get(), reader, total);
  return FaithfulRun{reader.report(), std::move(*finished)};
}

Result<FaithfulGroup> told_by_exec(const FaithfulRun& run, bool overtime) {
  OYER_TRY(auto late, by_time(run, overtime));
  if (late) return std::move(*late);
  if (!run.report.passed) return without_a_word(run);
  if (*run.report.passed) return FaithfulGroup{"", FaithfulOutcome::passed, ""};
  return FaithfulGroup{"", FaithfulOutcome::failed, or_nothing(run.report.why)};
}

Result<FaithfulGroup> told_by_calls(const FaithfulRun& run, bool overtime) {
  OYER_TRY(auto late, by_time(run, overtime));
  if (late) return std::move(*late);
  const runners::FaithfulReport& report = run.report;
  if (!report.stat || *report.stat > 1 || *report.stat < 0) return without_a_word(run);
  const auto inputs = report.details.size();
  const bool all = report.progress >= 0 && static_cast<std::size_t>(report.progress) >= inputs &&
                   std::find(report.details.begin(), report.details.end(), false) == report.details.end();
  if (*report.stat == 0 && all) return FaithfulGroup{"", FaithfulOutcome::passed, ""};
  const auto passed = std::count(report.details.begin(), report.details.end(), true);
  std::string reason = std::to_string(passed) + " of " + std::to_string(inputs) + " inputs passed";
  if (report.failed) reason += "; input " + std::to_string(*report.failed);
  return FaithfulGroup{"", FaithfulOutcome::failed, reason + ": " + or_nothing(report.why)};
}

}  // namespace oyer::graders::detail
