#include "datasets/task.h"

#include <array>
#include <bit>
#include <utility>

namespace oyer::datasets {
namespace {

template <class E, std::size_t N>
using Names = std::array<std::pair<E, std::string_view>, N>;

constexpr Names<Isolation, 2> isolations{
    {{Isolation::separate_process, "separate_process"}, {Isolation::shared_process, "shared_process"}}};
constexpr Names<Visibility, 2> visibilities{
    {{Visibility::public_test, "public"}, {Visibility::private_test, "private"}}};
constexpr Names<SetupTime, 2> setup_times{
    {{SetupTime::before_candidate, "before_candidate"}, {SetupTime::after_candidate, "after_candidate"}}};
constexpr Names<Rebuild, 10> rebuilds{{{Rebuild::as_is, "as_is"},
                                       {Rebuild::tuple, "tuple"},
                                       {Rebuild::list_of_tuples, "list_of_tuples"},
                                       {Rebuild::tuple_of_tuples, "tuple_of_tuples"},
                                       {Rebuild::tuple_of_list_tuples, "tuple_of_list_tuples"},
                                       {Rebuild::list_of_sets, "list_of_sets"},
                                       {Rebuild::dict_of_tuples, "dict_of_tuples"},
                                       {Rebuild::to_float, "float"},
                                       {Rebuild::to_complex, "complex"},
                                       {Rebuild::tuples_deep, "tuples_deep"}}};
constexpr Names<Oracle, 6> oracles{{{Oracle::equal, "equal"},
                                    {Oracle::not_none, "not_none"},
                                    {Oracle::set_equal, "set_equal"},
                                    {Oracle::evalplus_mbpp_581, "evalplus_mbpp_581"},
                                    {Oracle::evalplus_mbpp_558, "evalplus_mbpp_558"},
                                    {Oracle::evalplus_humaneval_32, "evalplus_humaneval_32"}}};
constexpr Names<CheckerKind, 5> checker_kinds{{{CheckerKind::exact, "exact"},
                                               {CheckerKind::tokens, "tokens"},
                                               {CheckerKind::float_tokens, "float_tokens"},
                                               {CheckerKind::unordered_lines, "unordered_lines"},
                                               {CheckerKind::program, "program"}}};

template <class E, std::size_t N>
constexpr std::string_view name_in(const Names<E, N>& names, E wanted) noexcept {
  for (const auto& [value, name] : names) {
    if (value == wanted) return name;
  }
  return "";
}

template <class E, std::size_t N>
std::optional<E> parse_in(const Names<E, N>& names, std::string_view text) noexcept {
  for (const auto& [value, name] : names) {
    if (name == text) return value;
  }
  return std::nullopt;
}

void add(Digester& digester, const FunctionShape& shape) {
  digester.field("function").field(shape.prelude).field(shape.setup).field(name_of(shape.setup_time));
  digester.field(shape.candidate_names.size());
  for (const std::string& name : shape.candidate_names) digester.field(name);
  digester.field(shape.tests.size());
  for (const TestCode& test : shape.tests) {
    digester.field(test.id).field(test.code).field(name_of(test.visibility)).field(std::uint64_t{test.challenge});
  }
}

void add(Digester& digester, const CasesShape& shape) {
  digester.field("cases").field(shape.profile).field(std::bit_cast<std::uint64_t>(shape.atol));
  digester.field(name_of(shape.oracle)).field(shape.contract).field(name_of(shape.expected_rebuild));
  digester.field(shape.rebuild.size());
  for (const Rebuild rule : shape.rebuild) digester.field(name_of(rule));
  digester.field(shape.cases.size());
  for (const Case& test : shape.cases) {
    digester.field(test.id).field(test.group).field(test.input_json).field(name_of(test.visibility));
    digester.field(std::uint64_t{test.expected_json.has_value()}).field(test.expected_json.value_or(""));
  }
  // Digests of tasks that have neither are older than the two.
  if (!shape.prelude.empty()) digester.field("prelude").field(shape.prelude);
  if (shape.expected_wrapped) digester.field("expected_wrapped");
}

void add(Digester& digester, const StdioShape& shape) {
  const Checker& checker = shape.checker;
  digester.field("stdio").field(shape.profile).field(shape.prelude).field(name_of(checker.kind));
  digester.field(std::bit_cast<std::uint64_t>(checker.absolute)).field(std::bit_cast<std::uint64_t>(checker.relative));
  digester.field(checker.source).field(name_of(checker.language)).field(shape.tests.size());
  for (const StdioTest& test : shape.tests) {
    digester.field(test.id).field(test.group).field(test.input).field(test.expected).field(name_of(test.visibility));
  }
}

// True when the reference's outputs decide verdicts on this task, or what it does with its arguments and whether its
// values can cross to a judge at all.
bool reference_decides(const Task& task) {
  if (std::holds_alternative<FunctionShape>(task.shape)) {
    return task.reference && task.isolation == Isolation::separate_process;
  }
  const auto* shape = std::get_if<CasesShape>(&task.shape);
  if (shape == nullptr) return false;
  for (const Case& test : shape->cases) {
    if (!test.expected_json.has_value()) return true;
  }
  return false;
}

}  // namespace

Digest tests_digest(const Task& task) {
  Digester digester;
  digester.field("oyer.tests/1").field(name_of(task.language)).field(task.entry_point).field(name_of(task.isolation));
  std::visit([&](const auto& shape) { add(digester, shape); }, task.shape);
  if (reference_decides(task)) digester.field(task.reference.value_or(""));
  return digester.finish();
}

Digest task_digest(const Task& task, const Digest& tests) {
  Digester digester;
  digester.field("oyer.task/1").field(to_string(tests)).field(task.id).field(task.benchmark).field(task.prompt);
  digester.field(std::uint64_t{task.reference.has_value()}).field(task.reference.value_or(""));
  digester.field(task.provenance.origin).field(task.provenance.generation).field(task.provenance.parents.size());
  for (const std::string& parent : task.provenance.parents) digester.field(parent);
  for (const auto& limit : {task.cpu_ms, task.wall_ms, task.memory_bytes}) {
    digester.field(std::uint64_t{limit.has_value()}).field(limit.value_or(0));
  }
  digester.field(json::print(task.extra));
  return digester.finish();
}

std::string_view name_of(Isolation isolation) noexcept { return name_in(isolations, isolation); }
std::string_view name_of(Visibility visibility) noexcept { return name_in(visibilities, visibility); }
std::string_view name_of(SetupTime time) noexcept { return name_in(setup_times, time); }
std::string_view name_of(Rebuild rule) noexcept { return name_in(rebuilds, rule); }
std::string_view name_of(Oracle oracle) noexcept { return name_in(oracles, oracle); }
std::string_view name_of(CheckerKind kind) noexcept { return name_in(checker_kinds, kind); }

std::optional<Isolation> parse_isolation(std::string_view text) noexcept { return parse_in(isolations, text); }
std::optional<Visibility> parse_visibility(std::string_view text) noexcept { return parse_in(visibilities, text); }
std::optional<SetupTime> parse_setup_time(std::string_view text) noexcept { return parse_in(setup_times, text); }
std::optional<Rebuild> parse_rebuild(std::string_view text) noexcept { return parse_in(rebuilds, text); }
std::optional<Oracle> parse_oracle(std::string_view text) noexcept { return parse_in(oracles, text); }
std::optional<CheckerKind> parse_checker_kind(std::string_view text) noexcept { return parse_in(checker_kinds, text); }

}  // namespace oyer::datasets
