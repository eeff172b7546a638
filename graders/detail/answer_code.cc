#include "graders/detail/answer_code.h"

#include <algorithm>
#include <chrono>

#include "graders/detail/cases_grade.h"
#include "parsers/answer.h"

namespace oyer::graders::detail {

namespace {

std::string extraction_of(const parsers::Answer& answer) {
  std::string text(parsers::name_of(answer.form));
  if (answer.syntax_errors) text += ",syntax_errors";
  if (answer.unclosed_fence) text += ",unclosed_fence";
  if (answer.merged) text += ",merged";
  if (answer.reindented) text += ",reindented";
  if (answer.trimmed) text += ",trimmed";
  if (answer.oversized) text += ",oversized";
  return text;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// A whole number of steps, no less: limits that follow a measured time must not differ from one run to the next.
Nanos in_steps(Nanos time, Nanos step) { return (time + step - Nanos(1)) / step * step; }

// `limit` doubled until it is at least `wanted`.
template <class Quantity>
Quantity doubled(Quantity limit, Quantity wanted) {
  while (limit < wanted && limit > Quantity{}) limit *= 2;
  return limit;
}

}  // namespace

void put_answer(Prepared& prepared, const datasets::Task& task, const datasets::Candidate& candidate,
                Language language) {
  if (candidate.kind == datasets::Candidate::Kind::solution) {
    if (is_blank(candidate.text)) return;
    prepared.code = candidate.text;
    prepared.extraction = "solution";
    return;
  }
  parsers::AnswerHints hints;
  hints.prompt = task.prompt;
  hints.entry_point = task.entry_point.substr(0, task.entry_point.find('.'));  // of Class.method, the class
  if (const auto* shape = std::get_if<datasets::FunctionShape>(&task.shape)) {
    hints.required_names = shape->candidate_names;
  }
  auto answer = parsers::extract_answer(candidate.text, language, hints);
  if (!answer) return;
  prepared.extraction = extraction_of(*answer);
  prepared.code = std::move(answer->code);
}

std::optional<std::string> faithful_text(const Prepared& prepared, const datasets::Task& task,
                                         const datasets::Candidate& candidate) {
  const bool as_it_is = task.benchmark == "humaneval" || task.benchmark == "humaneval+" || task.benchmark == "mbpp+";
  if (!as_it_is || candidate.kind == datasets::Candidate::Kind::solution) return prepared.code;
  return task.prompt + candidate.text;
}

Result<sandbox::Limits> limits_of(const datasets::Task& task, const GraderOptions& options, const AskCost& ask) {
  sandbox::Limits limits = options.limits;
  if (task.memory_bytes) limits.memory = Bytes{*task.memory_bytes};
  if (task.cpu_ms) {
    limits.cpu = Millis(*task.cpu_ms);
  } else if (options.times_reference && task.reference) {
    OYER_TRY(const ReferenceCost cost, ask());
    const auto multiple = static_cast<double>(cost.cpu.count()) * *options.times_reference;
    limits.cpu =
        in_steps(std::max(options.reference_floor, Nanos(static_cast<std::int64_t>(multiple))), options.reference_step);
  }
  const auto* shape = std::get_if<datasets::CasesShape>(&task.shape);
  if (options.fit_reference && shape != nullptr && task.reference && !names_all_outputs(*shape)) {
    OYER_TRY(const ReferenceCost cost, ask());
    if (!task.cpu_ms && !options.times_reference) limits.cpu = doubled(limits.cpu, 4 * cost.cpu);
    if (!task.memory_bytes) limits.memory = Bytes{doubled(limits.memory.count, 2 * cost.memory.count)};
  }
  limits.wall = std::max(limits.wall, 2 * limits.cpu);
  if (task.wall_ms) limits.wall = Millis(*task.wall_ms);
  return limits;
}

}  // namespace oyer::graders::detail
