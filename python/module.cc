// The module oyer._engine: thin bindings. What people use is the Python in python/oyer, which documents it; here are
// conversions and nothing else. The interpreter's lock is released wherever something may take long.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include <map>

#include "base/machine.h"
#include "base/result.h"
#include "datasets/sample_file.h"
#include "datasets/task_file.h"
#include "graders/benchmark_limits.h"
#include "python/episodes.h"
#include "python/grading_run.h"
#include "python/handles.h"
#include "python/program_run.h"

namespace nb = nanobind;

namespace oyer::python {
namespace {

using namespace nb::literals;
using graders::RewardRecord;

// ---- tasks --------------------------------------------------------------------------------------------------------

std::vector<TaskHandle> handles_of(std::vector<datasets::Task> tasks) {
  std::vector<TaskHandle> handles;
  handles.reserve(tasks.size());
  for (datasets::Task& task : tasks) handles.push_back({std::make_shared<const datasets::Task>(std::move(task))});
  return handles;
}

std::vector<TaskHandle> load_benchmark(const std::string& name, const std::string& path) {
  auto tasks = value_of(datasets::load_benchmark(name, path));
  for (datasets::Task& task : tasks) graders::apply_benchmark_limits(task);
  return handles_of(std::move(tasks));
}

// ---- results ------------------------------------------------------------------------------------------------------

struct RecordHandle {
  std::shared_ptr<const RewardRecord> record;
  bool reused = false;
};

using Test = std::tuple<std::string, std::string, std::string, std::string, std::optional<std::string>, std::string>;

std::vector<Test> tests_of(const RecordHandle& handle) {
  std::vector<Test> tests;
  const graders::Grade* grade = handle.record->grade();
  if (grade == nullptr) return tests;
  for (const graders::CaseResult& one : grade->cases) {
    std::optional<std::string> verdict;
    if (one.verdict) verdict = std::string(graders::name_of(*one.verdict));
    tests.emplace_back(one.id, one.group, std::string(datasets::name_of(one.visibility)),
                       std::string(graders::name_of(one.outcome)), std::move(verdict), one.reason);
  }
  return tests;
}

std::optional<std::string> verdict_of(const RecordHandle& handle) {
  const graders::Grade* grade = handle.record->grade();
  if (grade == nullptr) return std::nullopt;
  return std::string(graders::name_of(grade->verdict));
}

std::optional<std::string> infra_error_of(const RecordHandle& handle) {
  const auto* error = std::get_if<Error>(&handle.record->outcome);
  if (error == nullptr) return std::nullopt;
  return error->what;
}

std::optional<double> reward_of(const RecordHandle& handle, const graders::RewardRule& rule) {
  return graders::reward(*handle.record, rule);
}

std::string reason_of(const RecordHandle& handle) {
  const graders::Grade* grade = handle.record->grade();
  return grade == nullptr ? std::get<Error>(handle.record->outcome).what : grade->reason;
}

std::vector<std::string> flags_of(const RecordHandle& handle) {
  const graders::Grade* grade = handle.record->grade();
  return grade == nullptr ? std::vector<std::string>() : grade->flags;
}

// Grader, and group, outcome and reason of each group.
using FaithfulTold = std::pair<std::string, std::vector<std::tuple<std::string, std::string, std::string>>>;

std::optional<FaithfulTold> faithful_of(const RecordHandle& handle) {
  const graders::Grade* grade = handle.record->grade();
  if (grade == nullptr || !grade->faithful) return std::nullopt;
  FaithfulTold told{grade->faithful->grader, {}};
  for (const graders::FaithfulGroup& one : grade->faithful->groups) {
    told.second.emplace_back(one.group, std::string(graders::name_of(one.outcome)), one.reason);
  }
  return told;
}

std::vector<std::string> replays_of(const RecordHandle& handle) {
  const graders::Grade* grade = handle.record->grade();
  std::vector<std::string> verdicts;
  if (grade == nullptr) return verdicts;
  for (const graders::Verdict verdict : grade->replays) verdicts.emplace_back(graders::name_of(verdict));
  return verdicts;
}

bool sound(const RecordHandle& handle) {
  const graders::Grade* grade = handle.record->grade();
  return grade != nullptr && grade->sound();
}

std::string diagnostics_of(const RecordHandle& handle) {
  const graders::Grade* grade = handle.record->grade();
  return grade == nullptr ? std::string() : grade->diagnostics;
}

void bind_records(nb::module_& module) {
  nb::class_<graders::RewardRule>(module, "Rule")
      .def(nb::new_([](const std::string& text) { return value_of(graders::parse_rule(text)); }), "text"_a)
      .def_prop_ro("name", [](const graders::RewardRule& rule) { return graders::name_of(rule); })
      .def_rw("accept_unsound", &graders::RewardRule::accept_unsound);
  nb::class_<RecordHandle>(module, "Record")
      .def_prop_ro("task_id", [](const RecordHandle& handle) { return handle.record->task_id; })
      .def_prop_ro("index", [](const RecordHandle& handle) { return handle.record->index; })
      .def_prop_ro("completion", [](const RecordHandle& handle) { return handle.record->completion; })
      .def_prop_ro("code", [](const RecordHandle& handle) { return handle.record->code; })
      .def_ro("reused", &RecordHandle::reused)
      .def_prop_ro("verdict", &verdict_of)
      .def_prop_ro("infra_error", &infra_error_of)
      .def_prop_ro("reason", &reason_of)
      .def_prop_ro("diagnostics", &diagnostics_of)
      .def_prop_ro("flags", &flags_of)
      .def_prop_ro("faithful", &faithful_of)
      .def_prop_ro("replays", &replays_of)
      .def_prop_ro("sound", &sound)
      .def_prop_ro("tests", &tests_of)
      .def("reward", &reward_of, "rule"_a)
      .def("to_json", [](const RecordHandle& handle) { return json::print(graders::to_json(*handle.record)); });
}

// ---- engine -------------------------------------------------------------------------------------------------------

// A candidate as Python hands it over: task id, whether it is a whole program, text, language ("": the task's),
// origin, generation, parents.
using Row =
    std::tuple<std::string, bool, std::string, std::string, std::string, std::uint64_t, std::vector<std::string>>;

datasets::Candidate candidate_of(Row& row, std::uint64_t line) {
  datasets::Candidate candidate;
  candidate.task_id = std::move(std::get<0>(row));
  candidate.kind = std::get<1>(row) ? datasets::Candidate::Kind::solution : datasets::Candidate::Kind::completion;
  candidate.text = std::move(std::get<2>(row));
  if (!std::get<3>(row).empty()) {
    auto language = parse_language(std::get<3>(row));
    if (!language)
      throw Raised(invalid_input("candidate " + std::to_string(line) + ": language \"" + std::get<3>(row) +
                                 "\" is unknown; leave it out, or name one such as python, c or cpp"));
    candidate.language = *language;
  }
  candidate.provenance.origin = std::move(std::get<4>(row));
  candidate.provenance.generation = std::get<5>(row);
  candidate.provenance.parents = std::move(std::get<6>(row));
  candidate.line = line;
  return candidate;
}

std::vector<graders::Work> work_of(const std::vector<TaskHandle>& tasks, std::vector<Row> rows) {
  std::map<std::string, const TaskHandle*, std::less<>> by_id;
  for (const TaskHandle& handle : tasks) {
    if (!by_id.emplace(handle.task->id, &handle).second)
      throw Raised(invalid_input("two tasks have the id \"" + handle.task->id + "\"; give each its own"));
  }
  std::map<std::string, std::uint64_t> counts;
  std::vector<graders::Work> work;
  work.reserve(rows.size());
  std::uint64_t line = 0;
  for (Row& row : rows) {
    datasets::Candidate candidate = candidate_of(row, line++);
    const auto at = by_id.find(candidate.task_id);
    if (at == by_id.end())
      throw Raised(invalid_input("candidate " + std::to_string(candidate.line) + ": there is no task \"" +
                                 candidate.task_id + "\" among those given"));
    candidate.index = counts[candidate.task_id]++;
    work.push_back({at->second->task, std::move(candidate)});
  }
  return work;
}

Nanos nanos(double seconds) { return std::chrono::duration_cast<Nanos>(std::chrono::duration<double>(seconds)); }

std::unique_ptr<GradingRun> start(const EngineHandle& handle, const std::vector<TaskHandle>& tasks,
                                  std::vector<Row> rows, bool fresh, std::optional<double> deadline_s,
                                  std::uint64_t canary_every) {
  graders::BatchOptions options;
  options.fresh = fresh;
  options.canary_every = canary_every;
  if (canary_every != 0) options.canaries = value_of(graders::bundled_canaries());
  if (deadline_s) {
    const auto from_now = std::chrono::duration<double>(*deadline_s);
    options.deadline =
        std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(from_now);
  }
  return std::make_unique<GradingRun>(handle.engine, work_of(tasks, std::move(rows)), std::move(options));
}

std::vector<std::pair<std::uint64_t, RecordHandle>> next(GradingRun& run, std::int64_t most_ms) {
  Result<std::vector<Graded>> graded = [&] {
    const nb::gil_scoped_release released;
    return run.next(std::chrono::milliseconds(most_ms));
  }();
  std::vector<std::pair<std::uint64_t, RecordHandle>> results;
  for (Graded& one : value_of(std::move(graded))) {
    results.emplace_back(one.position, RecordHandle{std::move(one.record), one.reused});
  }
  return results;
}

struct OpenArguments {
  unsigned workers = 0;  // 0: one for each CPU that may be used
  std::string python, programs;
  bool cgroups = true, accept_weak = false, stop_at_first = false, challenge = false;
  std::optional<double> cpu_s, wall_s;
  std::optional<std::uint64_t> memory_bytes;
  std::optional<double> times_reference;
  std::uint64_t seed = 0;
  std::uint32_t replays = 1;
  bool faithful = false;
  std::string ledger;
};

EngineHandle open_engine(const OpenArguments& given) {
  graders::EngineOptions options;
  options.workers = given.workers != 0 ? given.workers : usable_cpus();
  options.workshop = {given.python, given.cgroups, given.accept_weak, given.programs,
                      graders::builds_folder(state_folder())};
  if (!given.ledger.empty()) options.ledger = given.ledger;
  graders::GraderOptions& grading = options.grading;
  if (given.cpu_s) grading.limits.cpu = nanos(*given.cpu_s);
  grading.limits.wall = given.wall_s ? nanos(*given.wall_s) : std::max(grading.limits.wall, 2 * grading.limits.cpu);
  if (given.memory_bytes) grading.limits.memory = Bytes{*given.memory_bytes};
  grading.times_reference = given.times_reference;
  grading.stop_at_first = given.stop_at_first;
  grading.challenge = given.challenge;
  grading.seed = given.seed;
  grading.replays = given.replays;
  grading.faithful = given.faithful;
  grading.observe = 1_KiB;  // for feedback
  const nb::gil_scoped_release released;
  return {std::shared_ptr<graders::Engine>(value_of(graders::Engine::open(std::move(options))))};
}

// ---- plain runs ---------------------------------------------------------------------------------------------------

// A program as Python hands it over. Limits are bytes, seconds and counts; what is not given stays at its default.
struct ProgramArguments {
  std::string name, language;
  std::vector<std::string> arguments;
  std::optional<double> cpu_s, wall_s;
  std::optional<std::uint64_t> memory, stack, output, file, scratch;
  std::optional<std::uint32_t> processes, open_files;
};

sandbox::Limits limits_of(const ProgramArguments& given) {
  sandbox::Limits limits;
  if (given.cpu_s) limits.cpu = nanos(*given.cpu_s);
  limits.wall = given.wall_s ? nanos(*given.wall_s) : std::max(limits.wall, 2 * limits.cpu);
  if (given.memory) limits.memory = Bytes{*given.memory};
  if (given.stack) limits.stack = Bytes{*given.stack};
  if (given.output) limits.output = Bytes{*given.output};
  if (given.file) limits.file = Bytes{*given.file};
  if (given.scratch) limits.scratch = Bytes{*given.scratch};
  if (given.processes) limits.processes = *given.processes;
  if (given.open_files) limits.open_files = *given.open_files;
  return limits;
}

std::string string_of(const nb::bytes& bytes) { return {bytes.c_str(), bytes.size()}; }

std::unique_ptr<ProgramRun> start_program(const EngineHandle& handle, const ProgramArguments& given,
                                          const nb::bytes& bytes, const nb::bytes& stdin_bytes) {
  graders::PlainProgram program;
  program.name = given.name;
  program.bytes = string_of(bytes);
  program.kind = value_of(graders::program_kind(given.language, program.name, program.bytes));
  program.arguments = given.arguments;
  program.stdin_bytes = string_of(stdin_bytes);
  program.limits = limits_of(given);
  return std::make_unique<ProgramRun>(handle.engine->options().workshop, std::move(program));
}

// What `oyer run --json` prints, once it is over.
std::optional<std::string> wait_for_program(ProgramRun& run, std::int64_t most_ms) {
  auto ended = [&] {
    const nb::gil_scoped_release released;
    return run.wait(std::chrono::milliseconds(most_ms));
  }();
  if (!ended) return std::nullopt;
  return json::print(json::value(to_json(value_of(std::move(*ended)), run.kind())));
}

void bind_programs(nb::module_& module) {
  nb::class_<ProgramArguments>(module, "ProgramArguments")
      .def(nb::init<>())
      .def_rw("name", &ProgramArguments::name)
      .def_rw("language", &ProgramArguments::language)
      .def_rw("arguments", &ProgramArguments::arguments)
      .def_rw("cpu_s", &ProgramArguments::cpu_s, nb::arg().none())
      .def_rw("wall_s", &ProgramArguments::wall_s, nb::arg().none())
      .def_rw("memory", &ProgramArguments::memory, nb::arg().none())
      .def_rw("stack", &ProgramArguments::stack, nb::arg().none())
      .def_rw("output", &ProgramArguments::output, nb::arg().none())
      .def_rw("file", &ProgramArguments::file, nb::arg().none())
      .def_rw("scratch", &ProgramArguments::scratch, nb::arg().none())
      .def_rw("processes", &ProgramArguments::processes, nb::arg().none())
      .def_rw("open_files", &ProgramArguments::open_files, nb::arg().none());
  nb::class_<ProgramRun>(module, "ProgramRun")
      .def("wait", &wait_for_program, "most_ms"_a)
      .def("cancel", &ProgramRun::cancel);
}

void bind_engine(nb::module_& module) {
  nb::class_<OpenArguments>(module, "OpenArguments")
      .def(nb::init<>())
      .def_rw("workers", &OpenArguments::workers)
      .def_rw("python", &OpenArguments::python)
      .def_rw("programs", &OpenArguments::programs)
      .def_rw("cgroups", &OpenArguments::cgroups)
      .def_rw("accept_weak", &OpenArguments::accept_weak)
      .def_rw("stop_at_first", &OpenArguments::stop_at_first)
      .def_rw("challenge", &OpenArguments::challenge)
      .def_rw("cpu_s", &OpenArguments::cpu_s, nb::arg().none())
      .def_rw("wall_s", &OpenArguments::wall_s, nb::arg().none())
      .def_rw("memory_bytes", &OpenArguments::memory_bytes, nb::arg().none())
      .def_rw("times_reference", &OpenArguments::times_reference, nb::arg().none())
      .def_rw("seed", &OpenArguments::seed)
      .def_rw("replays", &OpenArguments::replays)
      .def_rw("faithful", &OpenArguments::faithful)
      .def_rw("ledger", &OpenArguments::ledger);
  nb::class_<EngineHandle>(module, "Engine")
      .def("start", &start, "tasks"_a, "rows"_a, "fresh"_a, "deadline_s"_a.none(), "canary_every"_a)
      .def("start_program", &start_program, "program"_a, "bytes"_a, "stdin_bytes"_a)
      .def("forked", [](EngineHandle& handle) { handle.engine->forked(); })
      .def("close",
           [](EngineHandle& handle) {
             const nb::gil_scoped_release released;
             handle.engine.reset();
           })
      .def_prop_ro("workers", [](const EngineHandle& handle) { return handle.engine->options().workers; })
      .def_prop_ro("python", [](const EngineHandle& handle) {
        return std::pair(handle.engine->python().executable.string(), handle.engine->python().version);
      });
  nb::class_<GradingRun>(module, "Run")
      .def("next", &next, "most_ms"_a)
      .def_prop_ro("over", &GradingRun::over)
      .def("fileno", &GradingRun::descriptor)
      .def("cancel", &GradingRun::cancel)
      .def("join", &GradingRun::join, nb::call_guard<nb::gil_scoped_release>());
  module.def("open_engine", &open_engine, "arguments"_a);
}

void bind_tasks(nb::module_& module) {
  nb::class_<TaskHandle>(module, "Task")
      .def_prop_ro("id", [](const TaskHandle& handle) { return handle.task->id; })
      .def_prop_ro("benchmark", [](const TaskHandle& handle) { return handle.task->benchmark; })
      .def_prop_ro("prompt", [](const TaskHandle& handle) { return handle.task->prompt; })
      .def_prop_ro("entry_point", [](const TaskHandle& handle) { return handle.task->entry_point; })
      .def_prop_ro("language", [](const TaskHandle& handle) { return std::string(name_of(handle.task->language)); })
      .def_prop_ro("reference", [](const TaskHandle& handle) { return handle.task->reference; })
      .def_prop_ro("digest", [](const TaskHandle& handle) { return to_string(datasets::tests_digest(*handle.task)); })
      .def("to_json", [](const TaskHandle& handle) { return datasets::print_task(*handle.task); });
  module.def("load_benchmark", &load_benchmark, "name"_a, "path"_a);
  module.def(
      "load_tasks", [](const std::string& path) { return handles_of(value_of(datasets::load_tasks(path))); }, "path"_a);
  module.def("parse_task", [](const std::string& row) {
    return TaskHandle{std::make_shared<const datasets::Task>(value_of(datasets::parse_task(row)))};
  });
}

}  // namespace
}  // namespace oyer::python

NB_MODULE(_engine, module) {
  using namespace oyer::python;
  module.attr("most_replays") = oyer::graders::most_replays;
  nb::register_exception_translator([](const std::exception_ptr& thrown, void*) {
    try {
      std::rethrow_exception(thrown);
    } catch (const Raised& raised) {
      const nb::object make = nb::module_::import_("oyer.errors").attr("from_kind");
      const nb::object error = make(std::string(oyer::name_of(raised.error.kind)), raised.text);
      PyErr_SetObject(reinterpret_cast<PyObject*>(error.type().ptr()), error.ptr());
    }
  });
  bind_tasks(module);
  bind_episodes(module);
  bind_records(module);
  bind_programs(module);
  bind_engine(module);
}
