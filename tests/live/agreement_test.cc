// What `oyer eval` says of real benchmarks, held against their own solutions and against EvalPlus's verdicts on real
// answers. Differences are those of docs/bench/agreement.md and no others. Needs ../shared/data beside the checkout.
// With OYER_SOAK=1 in the environment (./dev soak) the plus sets are judged whole, otherwise their first tasks.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/file.h"
#include "base/jsonl.h"
#include "datasets/result_file.h"
#include "tests/support/temporary_folder.h"

extern char** environ;

namespace oyer {
namespace {

namespace fs = std::filesystem;

const fs::path data = fs::path(OYER_SOURCE_DIR) / "../shared/data";

#define NEEDS_DATA() \
  if (!fs::exists(data)) GTEST_SKIP() << "no benchmark data at ../shared/data beside the checkout"

bool soak() { return std::getenv("OYER_SOAK") != nullptr; }

struct Ended {
  int code = -1;
  std::string out, err;
};

// Starts `oyer WORDS` with an environment that keeps its ledger in `folder`.
Ended oyer_command(const test::TemporaryFolder& folder, std::vector<std::string> words) {
  const std::string out = folder.path() / "stdout", err = folder.path() / "stderr";
  words.insert(words.begin(), fs::path(OYER_BUILD_DIR) / "oyer");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t pid = 0;
  const int error = posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return {};
  int status = 0;
  waitpid(pid, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, test::bytes_of(out), test::bytes_of(err)};
}

// The count of each verdict on a benchmark's own solutions, as JSON.
std::string verdicts_on_references(const std::string& benchmark, const fs::path& file) {
  const test::TemporaryFolder folder;
  const Ended ended = oyer_command(
      folder, {"eval", benchmark, "--data", file, "--reference", "--json", "--ledger", folder.path() / "ledger"});
  if (ended.code != 0) return ended.err;
  const auto report = json::parse(ended.out);
  return report.has_value() ? json::print(report->at("verdicts")) : ended.out;
}

TEST(AgreementLive, every_humaneval_solution_is_accepted) {
  NEEDS_DATA();
  EXPECT_EQ(verdicts_on_references("humaneval", data / "humaneval/HumanEval.jsonl.gz"), R"({"accepted":164})");
}

TEST(AgreementLive, every_mbpp_solution_is_accepted) {
  NEEDS_DATA();
  EXPECT_EQ(verdicts_on_references("mbpp", data / "mbpp/mbpp.jsonl"), R"({"accepted":974})");
}

TEST(AgreementLive, every_sanitized_mbpp_solution_is_accepted) {
  NEEDS_DATA();
  EXPECT_EQ(verdicts_on_references("mbpp", data / "mbpp/sanitized-mbpp.json"), R"({"accepted":427})");
}

// ---- the plus sets ----------------------------------------------------------------------------------------------

struct PlusSet {
  std::string benchmark, file;
  std::vector<std::string> graded;  // result files of EvalPlus
  std::size_t tasks, part;          // how many there are, and how many are judged without OYER_SOAK
  std::set<std::string> explained;  // "FILE TASK GROUP" where ours differs: docs/bench/agreement.md proves each
};

// One line of the answers that were judged: who gave it, and what was said of it elsewhere.
struct Source {
  std::string task_id, name, base, plus;
};

// Copies the data set's first `count` rows and returns their ids and solutions.
std::vector<std::pair<std::string, std::string>> take_tasks(const fs::path& from, const fs::path& to,
                                                            std::size_t count) {
  std::vector<std::pair<std::string, std::string>> tasks;
  auto reader = JsonlReader::open(from);
  auto writer = JsonlWriter::create(to);
  if (!reader.has_value() || !writer.has_value()) return tasks;
  while (tasks.size() < count) {
    const auto line = reader->next_text();
    if (!line.has_value() || !line->has_value()) break;
    // Numbers of some inputs are too large for a double, so the row is copied as it stands and read for three fields.
    EXPECT_TRUE(writer->write_text((*line)->text).has_value());
    const auto row = json::parse((*line)->text);
    if (!row.has_value()) break;
    tasks.emplace_back(json::view(row->at("task_id").as_string()),
                       std::string(json::view(row->at("prompt").as_string())) +
                           std::string(json::view(row->at("canonical_solution").as_string())));
  }
  EXPECT_TRUE(writer->commit().has_value());
  return tasks;
}

std::string sample(const std::string& task_id, const std::string& solution) {
  return json::print(json::object{{"task_id", task_id}, {"solution", solution}}) + "\n";
}

std::string status(const json::object& row, const char* field) {
  return std::string(json::view(row.at(field).as_string()));
}

class AgreementWithEvalPlus : public ::testing::TestWithParam<PlusSet> {};

TEST_P(AgreementWithEvalPlus, solutions_pass_and_verdicts_on_real_answers_are_the_same) {
  NEEDS_DATA();
  const PlusSet& set = GetParam();
  const test::TemporaryFolder folder;
  const std::size_t count = soak() ? set.tasks : set.part;
  const auto tasks = take_tasks(data / "evalplus" / set.file, folder.path() / "data.jsonl", count);
  ASSERT_EQ(tasks.size(), count);

  std::string samples;
  std::vector<Source> sources;
  for (const auto& [id, solution] : tasks) {
    samples += sample(id, solution);
    sources.push_back({id, "reference", "pass", "pass"});
  }
  for (const std::string& name : set.graded) {
    const auto file = datasets::read_evalplus_results(data / "evalplus-graded" / name);
    ASSERT_TRUE(file.has_value()) << to_string(file.error());
    for (const datasets::EvalPlusGrade& grade : file->grades) {
      const auto same = [&](const auto& task) { return task.first == grade.task_id; };
      if (std::none_of(tasks.begin(), tasks.end(), same)) continue;
      samples += sample(grade.task_id, grade.solution);
      sources.push_back({grade.task_id, name, grade.base_status, grade.plus_status});
    }
  }
  ASSERT_EQ(sources.size(), count * (1 + set.graded.size()));

  const Ended ended = oyer_command(
      folder, {"eval", set.benchmark, "--data", folder.path() / "data.jsonl", "--samples",
               folder.write("samples.jsonl", samples), "--out", folder.path() / "results.jsonl", "--json"});
  ASSERT_EQ(ended.code, 0) << ended.err;

  std::set<std::string> different, expected;
  auto results = JsonlReader::open(folder.path() / "results.jsonl");
  ASSERT_TRUE(results.has_value());
  for (const Source& source : sources) {
    const auto line = results->next();
    ASSERT_TRUE(line.has_value() && line->has_value());
    const json::object& row = (*line)->row;
    ASSERT_EQ(status(row, "task_id"), source.task_id);
    for (const auto& [group, theirs] : {std::pair("base", source.base), std::pair("plus", source.plus)}) {
      const std::string ours = status(row, group == std::string_view("base") ? "base_status" : "plus_status");
      const std::string name = source.name + " " + source.task_id + " " + group;
      if ((ours == "pass") != (theirs == "pass")) different.insert(name);
      if (set.explained.contains(name)) expected.insert(name);
    }
  }
  EXPECT_EQ(different, expected);
}

INSTANTIATE_TEST_SUITE_P(
    Live, AgreementWithEvalPlus,
    ::testing::Values(PlusSet{"humaneval+",
                              "HumanEvalPlus.jsonl.gz",
                              {"llama-3-8b-instruct.humaneval.json", "mistral-7b-instruct.humaneval.json"},
                              164,
                              15,
                              {}},
                      PlusSet{"mbpp+", "MbppPlus.jsonl.gz", {"llama-3-8b-instruct.mbpp.json"}, 378, 25, {}}),
    [](const auto& one) { return one.param.benchmark.substr(0, one.param.benchmark.size() - 1); });

}  // namespace
}  // namespace oyer
