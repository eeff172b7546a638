#include "graders/detail/cases_run.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "graders/detail/judge_session.h"

namespace oyer::graders::detail {

namespace {

class Reading {
 public:
  Reading(int socket, CasesRun& run) : socket_(socket), run_(run) {}

  bool at_end() const noexcept { return at_end_; }  // the other side has closed

  // Takes what is there. False when nothing more can be learned: the stream ended, broke, flooded or is complete.
  bool take() {
    for (;;) {
      const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return true;
      at_end_ = got <= 0;
      if (at_end_) return false;
      total_ += static_cast<std::uint64_t>(got);
      run_.flooded = total_ > most_answers.count;
      if (run_.flooded || !run_.answers.feed({buffer_.data(), static_cast<std::size_t>(got)})) return false;
      if (run_.answers.complete() || run_.answers.load_error()) return false;
    }
  }

 private:
  int socket_;
  CasesRun& run_;
  std::uint64_t total_ = 0;
  bool at_end_ = false;
  std::array<char, 1U << 16U> buffer_;
};

}  // namespace

Result<CasesRun> run_cases(sandbox::Executor& executor, sandbox::Zygote zygote, const runners::CasesPayload& payload,
                           const sandbox::Limits& limits, std::stop_token stop) {
  OYER_TRY(const auto connected, spawn_connected(executor, zygote, runners::payload_of(payload), limits));
  const auto& [child, socket] = connected;
  CasesRun run{runners::CaseReader(payload.cases.size(), payload.most_bytes), {}, false};
  const auto reading = std::make_unique<Reading>(socket.get(), run);
  Result<bool> ended = false;
  bool open = true;
  while (ended && !*ended && open && !stop.stop_requested()) {
    ended = executor.wait(child, socket.get(), stop);
    if (ended) open = reading->take();
  }
  Status graced;
  if (ended && !*ended && reading->at_end()) graced = await_end(executor, child, stop);
  auto finished = executor.finish(child);
  if (!ended) return fail(std::move(ended).error());
  if (!graced) return fail(std::move(graced).error());
  if (!finished) return fail(std::move(finished).error());
  run.execution = std::move(*finished);
  if (open && !*ended && sandbox::was_stopped(run.execution)) return fail(cancelled("stopped while a candidate ran"));
  // Whatever else was sent on the channel before the end is on it now; bytes behind the last frame break the answers.
  if (!run.flooded) (void)reading->take();
  return run;
}

}  // namespace oyer::graders::detail
