#include "graders/trial.h"

#include <gtest/gtest.h>

#include "datasets/task_file.h"

namespace oyer::graders {
namespace {

datasets::Task task_of(const std::string& row) {
  auto task = datasets::parse_task(row);
  EXPECT_TRUE(task.has_value()) << to_string(task.error());
  return task.value_or(datasets::Task());
}

const char* doubled =
    R"({"schema":"oyer.task/1","id":"d","prompt":"p","entry_point":"double","origin":"me","generation":0,"parents":[],)"
    R"("function":{"tests":["assert double(2) == 4"]},"reference":"def double(x):\n    return x * 2\n"})";

std::vector<std::string> texts_of(const std::vector<Trial>& trials) {
  std::vector<std::string> texts;
  for (const Trial& one : trials) {
    texts.push_back(std::string(name_of(one.kind)) + " " + std::to_string(one.candidate.index) + " seed " +
                    std::to_string(one.candidate.seed.value_or(99)) + ": " + one.candidate.text);
  }
  return texts;
}

TEST(PlainTrials, are_the_reference_under_several_seeds_a_stub_and_an_empty_program) {
  const auto trials = plain_trials(task_of(doubled), {.runs = 2, .mutations = 5, .seed = 7});
  EXPECT_EQ(texts_of(trials),
            (std::vector<std::string>{"reference 0 seed 7: def double(x):\n    return x * 2\n",
                                      "reference 1 seed 8: def double(x):\n    return x * 2\n",
                                      "stub 2 seed 7: def double(*values, **named):\n    return None\n",
                                      "empty 3 seed 7: pass\n"}));
  EXPECT_EQ(trials[0].candidate.provenance, (datasets::Provenance{"me", 0, {}}));
  EXPECT_EQ(trials[2].candidate.provenance, (datasets::Provenance{"oyer admit", 0, {"d"}}));
}

TEST(PlainTrials, stubs_have_every_name_that_the_tests_call) {
  const auto task = task_of(
      R"({"schema":"oyer.task/1","id":"c","prompt":"p","entry_point":"Stack.pop","cases":{"tests":[{"input":[1],)"
      R"("expected":1}]}})");
  const auto trials = plain_trials(task, {});
  ASSERT_EQ(trials.size(), 2U) << "no reference, so that none is run";
  EXPECT_EQ(trials[0].candidate.text,
            "class Stack:\n    def __init__(self, *values, **named):\n        pass\n"
            "    def pop(self, *values, **named):\n        return None\n");
}

TEST(PlainTrials, of_programs_are_programs_in_their_language) {
  const auto task = task_of(R"({"schema":"oyer.task/1","id":"s","prompt":"p","language":"cpp",)"
                            R"("stdio":{"tests":[{"stdin":"1","stdout":"2"}]}})");
  EXPECT_EQ(texts_of(plain_trials(task, {})),
            (std::vector<std::string>{"stub 3 seed 0: #include <stdio.h>\nint main(void) { return puts(\"0\") < 0; }\n",
                                      "empty 4 seed 0: int main(void) { return 0; }\n"}));
}

TEST(MutationTrials, differ_from_the_reference_and_from_each_other_and_are_numbered_behind_the_others) {
  const auto made = mutation_trials(task_of(doubled), {.runs = 3, .mutations = 5, .seed = 4});
  EXPECT_EQ(made.problem, "");
  EXPECT_GT(made.possible, 5U);
  ASSERT_EQ(made.trials.size(), 5U);
  for (std::size_t i = 0; i < made.trials.size(); ++i) {
    const Trial& one = made.trials[i];
    EXPECT_EQ(one.kind, TrialKind::mutation);
    EXPECT_EQ(one.candidate.index, 5 + i);
    EXPECT_EQ(one.candidate.seed, 4U);
    EXPECT_NE(one.candidate.text, "def double(x):\n    return x * 2\n");
    if (i > 0) {
      EXPECT_NE(one.candidate.text, made.trials[i - 1].candidate.text);
    }
  }
  EXPECT_EQ(made.trials, mutation_trials(task_of(doubled), {.runs = 3, .mutations = 5, .seed = 4}).trials);
}

TEST(MutationTrials, say_why_there_are_none) {
  datasets::Task task = task_of(doubled);
  task.reference = "def double(x):\n    pass\n";
  EXPECT_EQ(mutation_trials(task, {}).problem, "nothing of the reference can be mutated");
  task.language = Language::java;
  EXPECT_EQ(mutation_trials(task, {}).problem, "references in java cannot be mutated");
  task.language = Language::python;
  task.reference = std::string(100'000, '#');
  EXPECT_EQ(mutation_trials(task, {}).problem, "the reference is too long or too deep to be mutated");
  task.reference.reset();
  EXPECT_EQ(mutation_trials(task, {}).problem, "there is no reference");
}

}  // namespace
}  // namespace oyer::graders
