#include "graders/detail/stdio_grader.h"

#include <algorithm>

#include "graders/detail/answer_code.h"
#include "runners/python.h"

namespace oyer::graders::detail {

using datasets::CheckerKind;
using datasets::StdioShape;
using datasets::StdioTest;

namespace {

const StdioShape& shape_of(const datasets::Task& task) { return std::get<StdioShape>(task.shape); }

std::uint64_t longest_output(const StdioShape& shape) {
  std::uint64_t longest = 0;
  for (const StdioTest& test : shape.tests) longest = std::max<std::uint64_t>(longest, test.expected.size());
  return longest;
}

// The names of its files are a checker's arguments, in testlib's order.
const std::vector<std::string> checker_files = {"input", "output", "expected"};

// testlib's codes: 1 wrong answer, 2 presentation error, 4 more than was asked for, 8 an early end. nullopt for
// anything else: the checker has failed and said nothing of the output.
std::optional<Checked> said_by_checker(const sandbox::Ending& ending) {
  const auto* exited = std::get_if<sandbox::Exited>(&ending);
  switch (exited == nullptr ? -1 : exited->code) {
    case 0: return Checked{};
    case 1: return Checked{Verdict::wrong_answer, "refused by the checker"};
    case 2:
    case 4:
    case 8: return Checked{Verdict::presentation_error, "refused by the checker for its form"};
    default: return std::nullopt;
  }
}

std::string failure_of_checker(const sandbox::Ending& ending, Language language) {
  const bool raised =
      language == Language::python && ending == sandbox::Ending(sandbox::Exited{runners::uncaught_exception});
  return raised ? "raised an exception" : sandbox::describe(ending);
}

}  // namespace

Status StdioGrader::name_toolchain(const datasets::Task& task, Setting& setting) const {
  OYER_TRY(const Programs::Toolchain toolchain, programs_.toolchain(setting.language));
  setting.toolchain = toolchain.digest;
  setting.toolchain_name = toolchain.name;
  const datasets::Checker& checker = shape_of(task).checker;
  if (checker.kind != CheckerKind::program || checker.language == setting.language) return {};
  OYER_TRY(const Programs::Toolchain of_checker, programs_.toolchain(checker.language));
  Digester both;
  setting.toolchain = to_string(both.field(toolchain.digest).field(of_checker.digest).finish());
  setting.toolchain_name += "; checker: " + of_checker.name;
  return {};
}

Result<sandbox::Limits> StdioGrader::limits_for(const datasets::Task& task, std::stop_token stop) {
  const auto cost = [&]() -> Result<ReferenceCost> {
    OYER_TRY(const Programs::Toolchain toolchain, programs_.toolchain(task.language));
    Digester key;
    key.field(to_string(datasets::tests_digest(task))).field(task.reference.value_or(""));
    key.field(toolchain.digest).field(options_.seed);
    return references_->cost(key.finish(), [&] { return learn(task, stop); });
  };
  OYER_TRY(sandbox::Limits limits, limits_of(task, options_, cost));
  limits.output = std::max(limits.output, Bytes{2 * longest_output(shape_of(task)) + (64_KiB).count});
  return limits;
}

Result<ReferenceFacts> StdioGrader::learn(const datasets::Task& task, std::stop_token stop) {
  const StdioShape& shape = shape_of(task);
  ReferenceFacts facts;
  OYER_TRY(auto built, programs_.build({*task.reference, task.language, shape.prelude, options_.seed}, stop));
  if (std::holds_alternative<NotBuilt>(built)) {
    return fail(invalid_input("task " + task.id + ": the reference does not build"));
  }
  for (const StdioTest& test : shape.tests) {
    OYER_TRY(const ProgramRun run,
             std::get<std::unique_ptr<Runnable>>(built)->run(test.input, options_.reference_limits, stop));
    facts.cpu = std::max(facts.cpu, run.execution.usage.cpu);
    facts.memory = std::max(facts.memory, run.execution.usage.memory_peak);
  }
  return facts;
}

// ---- one candidate ----------------------------------------------------------------------------------------------

Result<StdioGrader::Timed> StdioGrader::run_test(const TestContext& context, Runnable& program, const StdioTest& test,
                                                 Measured& spent, std::stop_token stop) {
  const auto once = [&]() -> Result<ProgramRun> {
    OYER_TRY(ProgramRun run, program.run(test.input, with_margin(context.limits), stop));
    add_usage(spent.candidate, run.execution.usage);
    ++spent.runs;
    return run;
  };
  Timed timed;
  OYER_TRY(timed.run, once());
  timed.timing = timing_of(timed.run.execution, context.limits);
  if (timed.timing != Timing::doubtful) return timed;
  const auto alone = slot_ ? slot_->take() : std::unique_lock<std::mutex>();
  OYER_TRY(ProgramRun again, once());
  timed.confirmed = true;
  timed.timing = timing_of(again.execution, context.limits) == Timing::within ? Timing::within : Timing::over;
  // A run that a clock cut short has no verdict of its own; any other keeps its own.
  if (std::holds_alternative<sandbox::TimedOut>(timed.run.execution.ending)) timed.run = std::move(again);
  return timed;
}

Result<TestSaid> StdioGrader::judge_test(const TestContext& context, Runnable& program, std::size_t place,
                                         std::stop_token stop) {
  const StdioShape& shape = shape_of(context.task);
  const StdioTest& test = shape.tests[place];
  TestSaid said;
  OYER_TRY(const Timed timed, run_test(context, program, test, said.spent, stop));
  const sandbox::Execution& execution = timed.run.execution;
  said.ending = execution.ending;
  said.compiled = timed.run.compiled;
  if (!said.compiled) {
    said.diagnostics = execution.err.bytes;
    return said;
  }
  said.confirmed = timed.confirmed;
  said.left_processes = execution.usage.processes_left > 0;
  OYER_TRY(const std::optional<Checked> ended, said_by_ending(execution, timed.timing));
  said.judged = !ended;
  if (ended) {
    said.said = *ended;
  } else {
    OYER_TRY(said.said, check(context, test, execution.out.bytes, said.spent, stop));
  }
  said.observed = observed_of(test, said, execution, options_.observe);
  said.own = said.said.verdict != Verdict::time_limit && said_by_profile(shape, place, execution);
  return said;
}

Result<Grade> StdioGrader::grade(CandidateWork& work, Language language) {
  const StdioShape& shape = shape_of(work.task);
  OYER_TRY_STATUS(open_checker(work));
  OYER_TRY(auto built, programs_.build({work.code, language, shape.prelude, work.seed}, work.stop));
  if (auto* failure = std::get_if<NotBuilt>(&built)) {
    return not_built(blank_grade(shape), failure->ending, std::move(failure->diagnostics));
  }
  Runnable& program = *std::get<std::unique_ptr<Runnable>>(built);
  const TestContext context{work.task, program, work.limits, checker_ ? &*checker_ : nullptr, executor_.containment()};
  const auto line = std::make_shared<TestLine>(context, blank_grade(shape), options_.stop_at_first, work.stop);
  if (tests_ && shape.tests.size() > 1) tests_->offer(line);
  while (const auto place = line->next()) line->put(*place, judge_test(context, program, *place, line->stop()));
  if (tests_) tests_->withdraw(line);
  const Measured measured = line->take_measured();
  add_usage(work.measured.candidate, measured.candidate);
  add_usage(work.measured.judge, measured.judge);
  work.measured.runs += measured.runs;
  work.measured.observed = measured.observed;
  return line->take_grade();
}

Status StdioGrader::help(std::stop_token stop) {
  if (!tests_) return {};
  std::shared_ptr<TestLine> line;
  std::unique_ptr<Runnable> program;  // of this line
  while (!stop.stop_requested()) {
    const auto taken = tests_->take();
    if (!taken) break;
    const auto judged = [&]() -> Result<TestSaid> {
      const TestContext& context = taken->line->context();
      if (context.containment != executor_.containment()) return fail(unsupported("another kind of jail"));
      if (line != taken->line) {
        OYER_TRY(program, context.program.copy_for(programs_));
        line = taken->line;
      }
      return judge_test(context, *program, taken->place, line->stop());
    };
    auto said = judged();
    if (said) {
      taken->line->put(taken->place, std::move(said));
      continue;
    }
    const bool ours = !taken->line->stop().stop_requested();
    taken->line->give_back(taken->place);
    if (ours) return fail(std::move(said).error());
  }
  return {};
}

Result<Checked> StdioGrader::check(const TestContext& context, const StdioTest& test, const std::string& output,
                                   Measured& spent, std::stop_token stop) {
  const datasets::Checker& checker = shape_of(context.task).checker;
  if (checker.kind != CheckerKind::program) return check_output(checker, output, test.expected);
  OYER_TRY(const sandbox::Ending ending, run_checker(*context.checker, test, output, spent, stop));
  if (auto said = said_by_checker(ending)) return *said;
  // With the output in its hands it failed: the output's doing, unless it fails over the expected one, too.
  OYER_TRY(const sandbox::Ending alone, run_checker(*context.checker, test, test.expected, spent, stop));
  if (!said_by_checker(alone)) {
    return fail(invalid_input("task " + context.task.id + ", test " + test.id + ": its checker fails over the output " +
                              "that the task expects (" + failure_of_checker(alone, checker.language) + ")"));
  }
  return Checked{Verdict::judge_exhausted, "the checker: " + failure_of_checker(ending, checker.language)};
}

Result<sandbox::Ending> StdioGrader::run_checker(const sandbox::Command& checker, const StdioTest& test,
                                                 const std::string& output, Measured& spent, std::stop_token stop) {
  sandbox::Command command = checker;
  command.files.push_back({checker_files[0], test.input});
  command.files.push_back({checker_files[1], output});
  command.files.push_back({checker_files[2], test.expected});
  command.limits = options_.judge_limits;
  const Bytes held{2 * (test.input.size() + output.size() + test.expected.size())};
  command.limits.scratch = std::max(command.limits.scratch, held);
  OYER_TRY(const sandbox::Execution execution, executor_.run(command, stop));
  if (stop.stop_requested()) return fail(cancelled("stopped while a checker ran"));
  add_usage(spent.judge, execution.usage);
  OYER_TRY_STATUS(verdict_of(execution.ending, Phase::judge));  // an ending that is the host's is an Error
  return execution.ending;
}

// A checker that refuses the task's own output would fail every candidate: it is tried before the first.
Status StdioGrader::open_checker(CandidateWork& work) {
  const StdioShape& shape = shape_of(work.task);
  if (shape.checker.kind != CheckerKind::program) return {};
  const Digest wanted = datasets::tests_digest(work.task);
  if (checker_ && checker_of_ == wanted) return {};
  checker_.reset();
  OYER_TRY(auto made, programs_.command({shape.checker.source, shape.checker.language}, checker_files, work.stop));
  const std::string task = "task " + work.task.id + ": its checker ";
  if (std::holds_alternative<NotBuilt>(made)) return fail(invalid_input(task + "does not build"));
  checker_ = std::get<sandbox::Command>(std::move(made));
  const StdioTest& first = shape.tests.front();
  OYER_TRY(const sandbox::Ending ending, run_checker(*checker_, first, first.expected, work.measured, work.stop));
  const std::optional<Checked> said = said_by_checker(ending);
  if (said && said->verdict == Verdict::accepted) {
    checker_of_ = wanted;
    return {};
  }
  checker_.reset();
  if (!said) {
    return fail(invalid_input(task + "fails over the output that the task expects of test " + first.id + " (" +
                              failure_of_checker(ending, shape.checker.language) + ")"));
  }
  return fail(invalid_input(task + "does not accept the output that the task expects of test " + first.id));
}

}  // namespace oyer::graders::detail
