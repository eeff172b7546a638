// FakeGrader: a Grader that runs nothing and does what the candidate's text says, for tests of batches and ledgers.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "graders/grader.h"

namespace oyer::test {

// What all fake graders of a batch share: counts, and how long a candidate takes.
struct FakeWorld {
  std::atomic<unsigned> opened{0}, graded{0}, failures_left{0};
  std::atomic<bool> refuse_to_open{false};
};

// Texts: "right", "wrong", "none" (no code), "slow" (until stopped), "nap" (20 ms), "host" (a host error while
// failures_left > 0, then right), "bad" (an invalid_input error). Everything behind a space is ignored.
class FakeGrader final : public graders::Grader {
 public:
  explicit FakeGrader(std::shared_ptr<FakeWorld> world) : world_(std::move(world)) { ++world_->opened; }

  Result<graders::Prepared> prepare(const datasets::Task& task, const datasets::Candidate& candidate,
                                    std::stop_token) override {
    graders::Prepared prepared;
    if (candidate.text != "none") prepared.code = candidate.text;
    prepared.extraction = "solution";
    prepared.setting.toolchain = std::string(64, 'a');
    prepared.task = datasets::tests_digest(task);
    prepared.key = graders::record_key(prepared.code, prepared.task, prepared.setting);
    return prepared;
  }

  Result<graders::Judged> grade(const datasets::Task&, const graders::Prepared& prepared,
                                std::stop_token stop) override {
    using namespace graders;
    const std::string text = prepared.code.value_or("none");
    const std::string what = text.substr(0, text.find(' '));
    if (what == "slow") {
      while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      return fail(cancelled("stopped"));
    }
    if (what == "nap") std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (what == "bad") return fail(invalid_input("the task is broken"));
    if (what == "host" && world_->failures_left > 0) {
      --world_->failures_left;
      return fail(host_error("the keeper has gone", 0));
    }
    ++world_->graded;
    Judged judged;
    const bool right = what == "right" || what == "nap" || what == "host";
    judged.grade.verdict = right ? Verdict::accepted : what == "none" ? Verdict::no_code : Verdict::wrong_answer;
    judged.grade.cases.push_back({"t0", "tests", Visibility::private_test, right ? Outcome::passed : Outcome::failed,
                                  right ? Verdict::accepted : judged.grade.verdict, right ? "" : "got 1"});
    judged.grade.evidence = {1, 1, 1, true};
    return judged;
  }

 private:
  std::shared_ptr<FakeWorld> world_;
};

}  // namespace oyer::test
