// TestLine: the tests of one program on their way to a grade. They are handed out in the task's order, to any number of
// workers, and put into the grade in that order whichever ends first: the grade is that of a worker who runs them all
// one after another.
//
// What must not depend on how many run them: which tests count where the first failure ends it (a test behind it that
// has been run already is dropped), and which failure of ours is told (the first in order). A worker that meets an
// error in another's test gives the test back; only what its owner meets stands.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "datasets/task.h"
#include "graders/detail/programs.h"
#include "graders/detail/stdio_grade.h"
#include "graders/record.h"

namespace oyer::graders::detail {

// What running any test of a candidate takes. It lives as long as its owner waits in next().
struct TestContext {
  const datasets::Task& task;
  const Runnable& program;
  const sandbox::Limits& limits;
  const sandbox::Command* checker = nullptr;  // where that is a program
  const sandbox::Containment& containment;    // a worker held in otherwise runs none of these
};

class TestLine {
 public:
  // `blank` is the task's grade in which nothing has been run. A stop request ends the runs in progress.
  TestLine(const TestContext& context, Grade blank, bool stop_at_first, std::stop_token stop);

  const TestContext& context() const noexcept { return context_; }
  // Of the runs: requested, too, when the tests that are still being run have become pointless.
  std::stop_token stop() const { return stop_.get_token(); }

  // For the owner. Waits where others have the last tests. nullopt: nobody runs any test now, and the grade is made.
  std::optional<std::size_t> next();
  // For others. nullopt: there is none, and none will be.
  std::optional<std::size_t> take();
  void give_back(std::size_t place);
  // For whoever has it.
  void put(std::size_t place, Result<TestSaid> said);

  // Once each, when next() has given nullopt. An Error is that of the first test in order that met one.
  Result<Grade> take_grade();
  Measured take_measured() { return std::move(measured_); }

 private:
  bool is_over() const { return grade_.has_value() || outer_.stop_requested(); }
  void advance();
  void put_in_order(std::size_t place, TestSaid said);

  const TestContext context_;
  const std::stop_token outer_;
  const bool stop_at_first_;
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> forward_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Grade growing_;
  std::vector<std::optional<Result<TestSaid>>> said_;
  std::size_t next_ = 0;      // to be handed out
  std::size_t most_;          // none from here on is handed out
  std::size_t in_order_ = 0;  // all before it are in the grade
  std::set<std::size_t> returned_;
  std::size_t out_ = 0;  // handed out, and neither put nor given back
  std::optional<Result<Grade>> grade_;
  Measured measured_;
};

}  // namespace oyer::graders::detail
