// JudgeSession: one jailed judge that has taken one task, and its control channel.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "base/fd.h"
#include "runners/python_payload.h"
#include "sandbox/executor.h"

namespace oyer::graders::detail {

// How a judge that gave out had ended.
struct JudgeGone {
  sandbox::Execution execution;
};

class JudgeSession {
 public:
  // Starts a judge and hands it the task. invalid_input: the judge says that the task's own code does not run.
  static Result<std::unique_ptr<JudgeSession>> open(sandbox::Executor& executor, sandbox::Zygote zygote,
                                                    const sandbox::Limits& limits, const runners::JudgeTask& task,
                                                    std::stop_token stop);
  ~JudgeSession();
  JudgeSession(const JudgeSession&) = delete;
  JudgeSession& operator=(const JudgeSession&) = delete;

  const runners::TaskReply& task() const noexcept { return task_; }
  std::uint32_t judged() const noexcept { return judged_; }  // candidates that it was asked about

  // Hands over a candidate's socket. False: the judge has gone.
  Result<bool> ask(const runners::JudgeRequest& request, Fd candidate);
  // Readable once the judge has something to say, or is gone.
  int control() const noexcept { return control_.get(); }
  // Waits, at most a fifth of a second, until that is so.
  void await_word() const;
  // Its next message, or how it ended. After a stop request what it has said already.
  Result<std::variant<std::string, JudgeGone>> hear(std::stop_token stop);
  // Ends it and says what it used. Once.
  Result<sandbox::Execution> close();

 private:
  JudgeSession(sandbox::Executor& executor, sandbox::Child child, Fd control)
      : executor_(executor), child_(child), control_(std::move(control)) {}
  sandbox::Executor& executor_;
  sandbox::Child child_;
  Fd control_;
  bool finished_ = false;
  std::uint32_t judged_ = 0;
  runners::MessageReader reader_;
  runners::TaskReply task_;
};

// Reads one message from `socket` while `child` runs, then ends the child. nullopt: none came whole.
using Told = std::pair<std::optional<std::string>, sandbox::Execution>;
Result<Told> finish_reading(sandbox::Executor& executor, sandbox::Child child, const Fd& socket, std::stop_token stop);

// A process that has closed its channel is mostly about to end: waits a little for that, so that its ending is its own.
Status await_end(sandbox::Executor& executor, sandbox::Child child, std::stop_token stop);

// A fork of a zygote whose first descriptor is the other end of `socket`, a stream socket.
struct Connected {
  sandbox::Child child;
  Fd socket;
};
// The child must be finished whatever happens behind this.
Result<Connected> spawn_connected(sandbox::Executor& executor, sandbox::Zygote zygote, std::string payload,
                                  const sandbox::Limits& limits);

}  // namespace oyer::graders::detail
