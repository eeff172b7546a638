#include "graders/detail/cases_grade.h"

#include <algorithm>

#include "graders/detail/brief.h"
#include "graders/detail/field_checkers.h"
#include "graders/detail/function_grade.h"
#include "graders/detail/profile_result.h"
#include "graders/detail/text.h"

namespace oyer::graders::detail {

using datasets::Oracle;

std::vector<CaseGroup> groups_of(const datasets::CasesShape& shape) {
  std::vector<CaseGroup> groups;
  for (std::size_t i = 0; i < shape.cases.size(); ++i) {
    const auto at = std::find_if(groups.begin(), groups.end(),
                                 [&](const CaseGroup& group) { return group.name == shape.cases[i].group; });
    if (at == groups.end())
      groups.push_back({shape.cases[i].group, {i}});
    else
      at->cases.push_back(i);
  }
  return groups;
}

bool names_all_outputs(const datasets::CasesShape& shape) {
  return std::all_of(shape.cases.begin(), shape.cases.end(),
                     [](const datasets::Case& one) { return one.expected_json.has_value(); });
}

namespace {

bool needs_arguments(Oracle oracle) {
  return oracle == Oracle::evalplus_mbpp_581 || oracle == Oracle::evalplus_mbpp_558 ||
         oracle == Oracle::evalplus_humaneval_32;
}

Result<Value> carried(const std::string& frame, const std::string& what) {
  auto decoded = Value::decode(frame);
  if (const auto* bad = std::get_if<Undecodable>(&decoded)) {
    return fail(invalid_input(what + " cannot be carried (" + bad->reason + ")"));
  }
  return std::get<Value>(std::move(decoded));
}

Result<Value> expected_value(const datasets::Case& one, const std::string& frame) {
  if (one.expected_json) {
    auto value = Value::from_json(*one.expected_json);
    if (!value) return fail(std::move(value).error().with_context("case " + one.id + ", expected"));
    return value;
  }
  return carried(frame, "case " + one.id + ": the reference's output");
}

void fail_case(CaseResult& one, Verdict verdict, std::string reason) {
  one.outcome = Outcome::failed;
  one.verdict = verdict;
  one.reason = std::move(reason);
}

// "ValueError" of a frame (name, arguments, line, exact name), or with a load error's phase in front.
std::string exact_name(const std::string& frame, std::size_t size) {
  auto decoded = Value::decode(frame);
  const Value* value = std::get_if<Value>(&decoded);
  if (value == nullptr || value->kind(value->root()) != Kind::tuple) return "an exception";
  const auto parts = value->children(value->root());
  if (parts.size() != size || value->kind(parts.back()) != Kind::text) return "an exception";
  return scrub(value->string(parts.back()), 80);
}

bool load_failed_to_compile(const std::string& frame) {
  auto decoded = Value::decode(frame);
  const Value* value = std::get_if<Value>(&decoded);
  if (value == nullptr || value->kind(value->root()) != Kind::tuple) return false;
  const auto parts = value->children(value->root());
  return !parts.empty() && value->kind(parts[0]) == Kind::text && value->string(parts[0]) == "compile";
}

// Where memory is limited for each process by itself, the candidate sees its limit as an exception.
Verdict verdict_of_exception(const std::string& name, const CasesRun& run) {
  const bool memory = name == "MemoryError" && run.execution.containment.memory_by == "rlimit-as";
  return memory ? Verdict::memory_limit : Verdict::runtime_error;
}

// What stopped a group before its end.
Result<std::pair<Verdict, std::string>> stopped_by(const CasesRun& run) {
  OYER_TRY(const auto by_ending, verdict_of(run.execution.ending, Phase::serve));
  const std::string ending = sandbox::describe(run.execution.ending);
  if (by_ending && *by_ending != Verdict::runtime_error) return std::pair(*by_ending, ending);
  if (run.flooded) return std::pair(Verdict::output_limit, std::string("its answers are too large together"));
  if (const auto& load = run.answers.load_error()) {
    const std::string name = exact_name(*load, 5);
    const Verdict verdict = load_failed_to_compile(*load) ? Verdict::compile_error : verdict_of_exception(name, run);
    return std::pair(verdict, "did not load: " + name);
  }
  if (!run.answers.violation().empty()) {
    return std::pair(Verdict::runtime_error, "gave bytes that are no answer: " + run.answers.violation());
  }
  return std::pair(Verdict::runtime_error, "ended before it had answered: " + ending);
}

}  // namespace

Result<std::unique_ptr<CasesTask>> CasesTask::make(const datasets::CasesShape& shape,
                                                   const std::vector<std::string>& expected,
                                                   const std::vector<std::string>& rebuilt) {
  std::unique_ptr<CasesTask> task(new CasesTask(shape));
  for (std::size_t i = 0; i < shape.cases.size(); ++i) {
    OYER_TRY(auto value, expected_value(shape.cases[i], i < expected.size() ? expected[i] : std::string()));
    if (shape.profile == "apps") task->raw_expected_.push_back(value);
    if (shape.expected_wrapped) {
      const bool one = value.kind(value.root()) == Kind::list && value.children(value.root()).size() == 1;
      if (!one) return fail(invalid_input("case " + shape.cases[i].id + ": the expected value is no list of one"));
      value = value.part(value.children(value.root())[0]);
    }
    if (shape.cases[i].expected_json && i < rebuilt.size()) {
      OYER_TRY(value, carried(rebuilt[i], "case " + shape.cases[i].id + ": the expected value"));
    }
    task->expected_.push_back(std::move(value));
    OYER_TRY(auto arguments, Value::from_json(needs_arguments(shape.oracle) ? shape.cases[i].input_json : "[]"));
    task->arguments_.push_back(std::move(arguments));
  }
  OYER_TRY_STATUS(OutputCheck::open(shape.profile, shape.oracle, shape.atol));
  return task;
}

Grade blank_grade(const datasets::CasesShape& shape) {
  Grade grade;
  for (const datasets::Case& one : shape.cases) {
    grade.cases.push_back({one.id, one.group, one.visibility, Outcome::not_run, std::nullopt, ""});
  }
  open_profile(grade, shape.profile);
  grade.evidence.planned = static_cast<std::uint32_t>(shape.cases.size());
  grade.evidence.nonce_ok = true;
  return grade;
}

Status CasesTask::put(Grade& grade, const CaseGroup& group, const CasesRun& run, bool overtime,
                      std::vector<Observed>* observed) const {
  OYER_TRY(OutputCheck check, OutputCheck::open(shape_.profile, shape_.oracle, shape_.atol));
  const auto& answers = run.answers.answers();
  std::uint8_t flags = 0;
  for (std::size_t n = 0; n < answers.size(); ++n) {
    const std::size_t place = group.cases[n];
    CaseResult& one = grade.cases[place];
    char* const own = raw_expected_.empty() ? nullptr : &grade.profiles.front().tests[place];
    if (own != nullptr) *own = 'F';
    flags |= answers[n].flags;
    if (const auto* raised = std::get_if<runners::RaisedAnswer>(&answers[n].answer)) {
      const std::string name = exact_name(raised->frame, 4);
      fail_case(one, verdict_of_exception(name, run), "raised " + name);
      continue;
    }
    auto decoded = Value::decode(std::get<runners::ValueAnswer>(answers[n].answer).frame);
    if (const auto* bad = std::get_if<Undecodable>(&decoded)) {
      fail_case(one, Verdict::wrong_answer, "unencodable: " + bad->reason);
      continue;
    }
    const Value& output = std::get<Value>(decoded);
    const bool told = observed != nullptr && one.visibility == Visibility::public_test;
    if (own != nullptr && apps_accepts(output, raw_expected_[place])) *own = 'P';
    if (check.accepts(output, expected_[place], arguments_[place])) {
      one.outcome = Outcome::passed;
      one.verdict = Verdict::accepted;
    } else {
      const bool opaque = output.tag(output.root()) == "opaque";
      fail_case(one, Verdict::wrong_answer, (opaque ? "unencodable: " : "got ") + brief(output));
      if (told) observed->push_back({one.id, brief(expected_[place]), brief(output), ""});
    }
  }
  grade.evidence.run += static_cast<std::uint32_t>(answers.size());
  grade.evidence.answered += static_cast<std::uint32_t>(answers.size());
  if (flags & runners::frame_flags::subclass) add_flag(grade, "subclass_values");
  if (flags & runners::frame_flags::opaque) add_flag(grade, "opaque_values");
  if (flags & runners::frame_flags::drained) add_flag(grade, "drained_iterators");
  if (run.execution.usage.processes_left > 0) add_flag(grade, "left_processes");
  if (!run.answers.violation().empty()) add_flag(grade, "protocol_violation");

  OYER_TRY(const auto by_ending, verdict_of(run.execution.ending, Phase::serve));
  const bool limit = by_ending && *by_ending != Verdict::runtime_error;
  if (run.answers.complete() && !limit && !overtime) return {};
  // Bytes behind the last frame, or a limit that was reached after it, spoil the last answer.
  auto stopped = std::pair(Verdict::time_limit, std::string("CPU or wall time limit"));
  if (limit || !overtime) {
    OYER_TRY(stopped, stopped_by(run));
  }
  const std::size_t at = std::min(answers.size(), group.cases.size() - 1);
  if (grade.cases[group.cases[at]].outcome != Outcome::failed) {
    fail_case(grade.cases[group.cases[at]], stopped.first, std::move(stopped.second));
  }
  if (!raw_expected_.empty()) grade.profiles.front().tests[group.cases[at]] = 'F';
  grade.evidence.nonce_ok = false;
  return {};
}

void CasesTask::finish(Grade& grade) {
  const auto failed = std::find_if(grade.cases.begin(), grade.cases.end(),
                                   [](const CaseResult& one) { return one.outcome == Outcome::failed; });
  if (failed != grade.cases.end()) {
    grade.verdict = *failed->verdict;
    grade.reason = failed->id + ": " + failed->reason;
  } else {
    grade.verdict = Verdict::accepted;
    grade.reason.clear();
  }
  finish_profiles(grade);
}

}  // namespace oyer::graders::detail
