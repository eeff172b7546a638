// The tests of one program are run by several workers, and its record is the one that a single worker makes.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <mutex>

#include "graders/batch.h"
#include "graders/ledger.h"
#include "tests/graders/live_workshop.h"
#include "tests/support/result.h"
#include "tests/support/temporary_folder.h"

namespace oyer::graders {
namespace {

using datasets::Candidate;
using oyer::test::outcome_of;

// Reads n, prints 2n after a while. Sleeping, so that a host with one core shows it, too.
constexpr const char* doubles =
    "import time\n"
    "n = int(input())\n"
    "time.sleep(0.05)\n";

std::shared_ptr<const datasets::Task> doubling(std::size_t tests, datasets::Checker checker = {},
                                               const std::string& profile = "strict") {
  auto task = std::make_shared<datasets::Task>();
  task->id = "Own/double";
  datasets::StdioShape shape;
  shape.checker = std::move(checker);
  shape.profile = profile;
  for (std::size_t i = 0; i < tests; ++i) {
    shape.tests.push_back({std::to_string(i), "test", std::to_string(i) + "\n", std::to_string(2 * i) + "\n"});
  }
  task->shape = std::move(shape);
  return task;
}

struct Told {
  std::vector<std::string> records;  // as JSON, without what was measured
  std::vector<std::uint32_t> runs;
  std::chrono::duration<double> took{0};
  std::mutex mutex;
  unsigned opened = 0;
};

std::vector<Work> work_of(const std::shared_ptr<const datasets::Task>& task, const std::vector<std::string>& codes) {
  std::vector<Work> work;
  for (const std::string& code : codes) {
    Candidate candidate;
    candidate.task_id = task->id;
    candidate.index = work.size();
    candidate.kind = Candidate::Kind::solution;
    candidate.text = code;
    work.push_back({task, std::move(candidate)});
  }
  return work;
}

class Spread : public ::testing::Test {
 protected:
  static void expect_same(const std::shared_ptr<const datasets::Task>& task, const std::vector<std::string>& codes,
                          const char* verdict);

  static void judge(Told& told, const std::shared_ptr<const datasets::Task>& task,
                    const std::vector<std::string>& codes, unsigned workers, bool stop_at_first) {
    const std::vector<Work> work = work_of(task, codes);
    GraderOptions grading;
    grading.stop_at_first = stop_at_first;
    BatchOptions options;
    options.workers = workers;
    options.tests = std::make_shared<SharedTests>();
    const auto slot = std::make_shared<ReservedSlot>();
    const OpenGrader open = [&](unsigned, std::stop_token) -> Result<std::unique_ptr<Grader>> {
      {
        const std::lock_guard lock(told.mutex);
        ++told.opened;
      }
      return testing::open_live_grader(grading, true, slot, options.tests);
    };
    BatchConsumer consumer;
    consumer.on_record = [&told](std::uint64_t, const RewardRecord& record) {
      json::object row = to_json(record);
      row.erase("measured");
      told.records.push_back(json::print(row));
      told.runs.push_back(record.measured.runs);
      EXPECT_TRUE(record.grade() != nullptr) << to_string(std::get<Error>(record.outcome));
    };
    const auto begun = std::chrono::steady_clock::now();
    const auto finished = run_batch(work, open, nullptr, options, consumer, {});
    told.took = std::chrono::steady_clock::now() - begun;
    ASSERT_EQ(outcome_of(finished), "ok");
    EXPECT_EQ(finished->graded, codes.size());
  }
};

TEST_F(Spread, one_candidates_tests_keep_all_workers_busy) {
  // Long naps: what starting takes on a crowded machine is little beside them.
  const std::string right = std::string(doubles) + "time.sleep(0.5)\nprint(2 * n)\n";
  Told one, four;
  judge(one, doubling(12), {right}, 1, false);
  judge(four, doubling(12), {right}, 4, false);
  EXPECT_EQ(four.records, one.records);
  EXPECT_EQ(one.opened, 1U);
  EXPECT_EQ(four.opened, 4U);
  EXPECT_EQ(four.runs, std::vector<std::uint32_t>{12});
  EXPECT_LT(four.took, 0.7 * one.took);
}

TEST_F(Spread, no_more_workers_than_tests_are_opened) {
  Told told;
  judge(told, doubling(2), {std::string(doubles) + "print(2 * n)\n"}, 8, false);
  EXPECT_LE(told.opened, 2U);
}

// Each by itself, so that the other workers have nothing to do but to help.
void Spread::expect_same(const std::shared_ptr<const datasets::Task>& task, const std::vector<std::string>& codes,
                         const char* verdict) {
  for (const bool stop_at_first : {false, true}) {
    Told one;
    judge(one, task, codes, 1, stop_at_first);
    for (std::size_t i = 0; i < codes.size(); ++i) {
      Told four;
      judge(four, task, {codes[i]}, 4, stop_at_first);
      ASSERT_EQ(four.records.size(), 1U);
      json::object alone = json::parse(four.records[0]).value().get_object();
      alone["index"] = i;
      EXPECT_EQ(json::print(alone), one.records.at(i)) << stop_at_first;
      EXPECT_EQ(alone.at("verdict"), json::value(verdict));
    }
  }
}

TEST_F(Spread, records_are_the_same_whatever_the_number_of_workers) {
  expect_same(
      doubling(12),
      {
          "n = int(input())\nprint(2 * n if n not in (4, 9) else n)\n",
          // The first failure comes long after a later one.
          "n = int(input())\nimport time\ntime.sleep(0.2 if n == 3 else 0)\nprint(2 * n if n not in (3, 4) else n)\n",
      },
      "wrong_answer");
  // The ending that counts is that of the first test that did not end well.
  expect_same(doubling(12),
              {"n = int(input())\nif n == 8: raise ValueError(n)\nif n == 6: import os; os.abort()\nprint(2 * n)\n"},
              "runtime_error");
  expect_same(doubling(12), {"n = = 1\n"}, "compile_error");
  expect_same(
      doubling(12),
      {"import os\nprint(2 * int(input()), flush=True)\nif os.fork() == 0:\n    import time\n    time.sleep(9)\n"},
      "accepted");
}

TEST_F(Spread, records_are_the_same_with_a_benchmarks_own_comparison_and_with_a_checker_that_is_a_program) {
  const std::string wrong_and_merely_odd =
      "n = int(input())\nprint(2 * n if n < 5 else [2 * n] if n == 7 else f'{2 * n}.0')\n";
  expect_same(doubling(12, {}, "apps"), {wrong_and_merely_odd}, "wrong_answer");
  datasets::Checker program;
  program.kind = datasets::CheckerKind::program;
  program.source =
      "import sys\na, b, c = (open(name).read() for name in sys.argv[1:])\nsys.exit(b.split() != c.split())\n";
  expect_same(doubling(12, program), {wrong_and_merely_odd}, "wrong_answer");
}

TEST_F(Spread, what_was_built_is_built_once_and_run_by_all) {
  auto task = std::make_shared<datasets::Task>(*doubling(12));
  task->language = Language::cpp;
  expect_same(task,
              {"#include <cstdio>\nint main() {\n  int n = 0;\n  std::scanf(\"%d\", &n);\n"
               "  std::printf(\"%d\\n\", n == 9 ? 0 : 2 * n);\n}\n"},
              "wrong_answer");
}

// ---- deadlines ------------------------------------------------------------------------------------------------------

struct Late {
  Result<Finished> finished = Finished{};
  std::vector<std::string> verdicts;  // in the order of the work: "accepted", "deadline"
  std::vector<std::string> flags;     // of all that have a verdict
  std::size_t kept = 0;               // in the ledger, of any kind
  std::chrono::duration<double> took{0};
};

Late judge_until(const std::vector<Work>& work, std::chrono::nanoseconds time) {
  const test::TemporaryFolder folder;
  Ledger ledger = Ledger::open(folder.path() / "log.db").value();
  BatchOptions options;
  options.workers = 2;
  options.tests = std::make_shared<SharedTests>();
  const auto begun = std::chrono::steady_clock::now();
  options.deadline = begun + time;
  const auto slot = std::make_shared<ReservedSlot>();
  const OpenGrader open = [&](unsigned, std::stop_token) {
    return testing::open_live_grader({}, true, slot, options.tests);
  };
  Late late;
  BatchConsumer consumer;
  consumer.on_record = [&late](std::uint64_t, const RewardRecord& record) {
    const Grade* grade = record.grade();
    if (grade != nullptr) late.flags.insert(late.flags.end(), grade->flags.begin(), grade->flags.end());
    late.verdicts.emplace_back(grade != nullptr ? name_of(grade->verdict) : std::get<Error>(record.outcome).what);
  };
  late.finished = run_batch(work, open, &ledger, options, consumer, {});
  late.took = std::chrono::steady_clock::now() - begun;
  EXPECT_TRUE(ledger.for_each([&late](std::uint64_t, const RewardRecord&) { return ++late.kept > 0; }, true));
  return late;
}

TEST(SpreadUnderDeadline, programs_of_groups_of_any_size_are_judged_to_the_same_share) {
  std::vector<Work> work;
  const std::vector<std::size_t> sizes = {4, 24, 8};
  for (std::size_t group = 0; group < sizes.size(); ++group) {
    auto task = std::make_shared<datasets::Task>(*doubling(3));
    task->id += std::to_string(group);
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < sizes[group]; ++i) {
      codes.push_back(std::string(doubles) + "print(2 * n)  # " + std::to_string(100 * group + i) + "\n");
    }
    for (Work& one : work_of(task, codes)) work.push_back(std::move(one));
  }
  const Late whole = judge_until(work, std::chrono::hours(1));
  ASSERT_EQ(whole.finished->graded, work.size());
  const Late late = judge_until(work, std::chrono::duration_cast<std::chrono::nanoseconds>(whole.took / 2));
  ASSERT_EQ(outcome_of(late.finished), "ok");
  ASSERT_EQ(late.verdicts.size(), work.size());
  std::map<std::string, double> judged;
  for (std::size_t at = 0; at < work.size(); ++at) {
    judged[work[at].task->id] += late.verdicts[at] == "accepted" ? 1 : 0;
    EXPECT_TRUE(late.verdicts[at] == "accepted" || late.verdicts[at] == "deadline") << late.verdicts[at];
  }
  const double all = static_cast<double>(late.finished->graded) / static_cast<double>(work.size());
  EXPECT_GT(all, 0.1);
  EXPECT_LT(all, 0.95);
  for (std::size_t group = 0; group < sizes.size(); ++group) {
    const double share = judged["Own/double" + std::to_string(group)] / static_cast<double>(sizes[group]);
    EXPECT_NEAR(share, all, 0.35) << "of " << sizes[group];
  }
  EXPECT_EQ(late.kept, late.finished->graded);
}

TEST(SpreadUnderDeadline, one_candidate_whose_tests_many_run_is_late_as_a_whole_and_on_time) {
  const auto work = work_of(doubling(1000), {std::string(doubles) + "print(2 * n)\n"});
  const Late late = judge_until(work, std::chrono::milliseconds(1000));
  ASSERT_EQ(outcome_of(late.finished), "ok");
  EXPECT_LT(late.took.count(), 12.0) << "its naps alone are 25 seconds of two workers";
  EXPECT_EQ(late.verdicts, std::vector<std::string>{"deadline"});
  EXPECT_EQ(late.finished->unfinished, 1U);
  EXPECT_EQ(late.kept, 0U);
}

// "null" would be its reward for having been slow.
TEST(SpreadUnderDeadline, a_candidate_that_reached_a_limit_before_it_has_its_verdict_and_no_ledger_keeps_it) {
  auto task = std::make_shared<datasets::Task>(*doubling(1000));
  task->cpu_ms = 300;
  const auto work = work_of(task, {std::string(doubles) + "while n == 0: pass\nprint(2 * n)\n"});
  const Late late = judge_until(work, std::chrono::seconds(10));
  ASSERT_EQ(outcome_of(late.finished), "ok");
  EXPECT_EQ(late.verdicts, std::vector<std::string>{"time_limit"});
  EXPECT_EQ(late.flags, std::vector<std::string>{"cut_short"});
  EXPECT_EQ(late.finished->unfinished, 0U);
  EXPECT_EQ(late.kept, 0U);
}

}  // namespace
}  // namespace oyer::graders
