// The benchmarks' own solutions before the benchmarks' own tests, over real interpreters without a jail.
#include "graders/references.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <thread>

#include "datasets/task_file.h"
#include "graders/batch.h"
#include "runners/python.h"
#include "tests/support/result.h"
#include "tests/support/unjailed_executor.h"

namespace oyer::graders {
namespace {

using oyer::test::outcome_of;
using oyer::test::UnjailedExecutor;

const std::filesystem::path data = std::filesystem::path(OYER_SOURCE_DIR) / ".." / "shared" / "data";

// Grades the reference of every `step`-th task. One line for each that is not accepted, and the number of accepted.
std::string graded(const char* benchmark, const char* file, std::size_t step) {
  const auto tasks = datasets::load_benchmark(benchmark, data / file);
  if (!tasks) return outcome_of(tasks);
  std::vector<Work> work;
  for (std::size_t i = 0; i < tasks->size(); i += step) {
    Work one{std::make_shared<datasets::Task>((*tasks)[i]), {}};
    one.candidate.task_id = one.task->id;
    one.candidate.kind = datasets::Candidate::Kind::solution;
    one.candidate.text = one.task->reference.value_or("");
    work.push_back(std::move(one));
  }
  auto python = runners::find_python();
  if (!python) return outcome_of(python);
  const auto interpreter = std::make_shared<const runners::PythonInterpreter>(std::move(*python));
  const auto references = std::make_shared<References>();
  const auto slot = std::make_shared<ReservedSlot>();
  GraderOptions options;
  options.limits.cpu = std::chrono::seconds(60);
  options.limits.wall = std::chrono::seconds(200);
  const OpenGrader open = [&](unsigned, std::stop_token) {
    return open_grader(std::make_unique<UnjailedExecutor>(), Toolchains{interpreter, nullptr, nullptr}, references,
                       slot, options);
  };
  std::string said;
  std::size_t accepted = 0;
  BatchConsumer consumer;
  consumer.on_record = [&](std::uint64_t, const RewardRecord& record) {
    const Grade* grade = record.grade();
    if (grade != nullptr && grade->verdict == Verdict::accepted) {
      ++accepted;
    } else {
      said += record.task_id + ": " +
              (grade != nullptr ? std::string(name_of(grade->verdict)) + ", " + grade->reason
                                : std::get<Error>(record.outcome).what) +
              "\n";
    }
  };
  BatchOptions batch;
  batch.workers = 2;
  const auto finished = run_batch(work, open, nullptr, batch, consumer, {});
  if (!finished) return outcome_of(finished);
  return said + std::to_string(accepted) + " of " + std::to_string(work.size());
}

// Each process costs a start of the interpreter here; OYER_ALL_REFERENCES=1 runs every task.
std::size_t step_of(std::size_t step) { return std::getenv("OYER_ALL_REFERENCES") != nullptr ? 1 : step; }

TEST(References, a_cost_is_measured_once_and_found_again_by_the_same_host) {
  const Digest key = sha256("task");
  int runs = 0;
  const auto learn = [&runs]() -> Result<ReferenceFacts> {
    ReferenceFacts facts;
    facts.cpu = Millis(100 + ++runs);
    facts.memory = 7_MiB;
    return facts;
  };
  References first("a host");
  EXPECT_EQ(first.cost(key, learn).value(), (ReferenceCost{Millis(101), 7_MiB}));
  EXPECT_EQ(first.cost(key, learn).value().cpu, Millis(101));
  const auto learned = first.take_learned();
  ASSERT_EQ(learned.size(), 1U);
  EXPECT_TRUE(first.take_learned().empty());
  References later("a host"), elsewhere("another host");
  for (References* one : {&later, &elsewhere}) one->know(learned[0].first, learned[0].second);
  EXPECT_EQ(later.cost(key, learn).value().cpu, Millis(101));
  EXPECT_EQ(runs, 1) << "nothing was run for what is known";
  EXPECT_TRUE(later.take_learned().empty());
  EXPECT_EQ(elsewhere.cost(key, learn).value().cpu, Millis(102));
}

class ReferencesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(data)) GTEST_SKIP() << data << " is absent: bring the benchmarks' files to run this";
  }
};

TEST_F(ReferencesTest, humaneval_is_accepted) {
  const std::size_t step = step_of(12);
  EXPECT_EQ(graded("humaneval", "humaneval/HumanEval.jsonl.gz", step), step == 1 ? "164 of 164" : "14 of 14");
}

TEST_F(ReferencesTest, mbpp_is_accepted) {
  const std::size_t step = step_of(80);
  EXPECT_EQ(graded("mbpp", "mbpp/mbpp.jsonl", step), step == 1 ? "974 of 974" : "13 of 13");
}

TEST_F(ReferencesTest, humaneval_plus_is_accepted) {
  const std::size_t step = step_of(20);
  EXPECT_EQ(graded("humaneval+", "evalplus/HumanEvalPlus.jsonl.gz", step), step == 1 ? "164 of 164" : "9 of 9");
}

TEST_F(ReferencesTest, mbpp_plus_is_accepted) {
  const std::size_t step = step_of(40);
  EXPECT_EQ(graded("mbpp+", "evalplus/MbppPlus.jsonl.gz", step), step == 1 ? "378 of 378" : "10 of 10");
}

}  // namespace
}  // namespace oyer::graders
