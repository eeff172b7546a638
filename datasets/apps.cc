#include "datasets/apps.h"

#include <algorithm>
#include <set>

#include "base/file.h"
#include "base/utf8.h"
#include "datasets/detail/fields.h"
#include "datasets/detail/number_tokens.h"

namespace oyer::datasets {
namespace {

namespace fs = std::filesystem;
using detail::Fields;

// What eval/testing_util.py puts before every answer, but for numpy: who uses it imports it.
constexpr std::string_view prelude =
    "import sys\nimport time\nimport itertools\nfrom itertools import accumulate, combinations, permutations, product\n"
    "import collections\nfrom collections import ChainMap, Counter, OrderedDict, defaultdict, deque\n"
    "from functools import lru_cache\nimport math\n"
    "from math import ceil, cos, exp, fabs, floor, gcd, log, log2, sin, sqrt, tan\n"
    "import fractions\nfrom typing import List, Tuple\nimport random\nimport heapq\nfrom heapq import *\n";

struct Tests {
  std::optional<std::string> function;
  std::vector<std::string_view> inputs, outputs;  // raw JSON
};

Result<Tests> read_tests(std::string_view text) {
  OYER_TRY(Fields fields, Fields::of(text, "the problem", detail::kMostForeignDepth));
  Tests tests;
  OYER_TRY(tests.function, fields.optional_text("fn_name"));
  if (tests.function && tests.function->empty()) return fields.wrong("fn_name", "the name of a function, or absent");
  for (const auto& [key, list] : {std::pair("inputs", &tests.inputs), std::pair("outputs", &tests.outputs)}) {
    OYER_TRY(const std::string_view raw, fields.raw(key));
    auto items = detail::split_array(raw);
    if (!items.has_value()) return fields.wrong(key, "a list");
    *list = std::move(*items);
  }
  if (tests.inputs.size() != tests.outputs.size()) return fields.wrong("outputs", "as many as there are inputs");
  return tests;
}

// A string, or a list of strings, which are lines. nullopt: something else.
std::optional<std::string> text_of(std::string_view raw) {
  const auto value = json::parse(raw);
  if (!value.has_value()) return std::nullopt;
  if (value->is_string()) return std::string(json::view(value->get_string()));
  if (!value->is_array()) return std::nullopt;
  std::string text;
  for (const json::value& line : value->get_array()) {
    if (!line.is_string()) return std::nullopt;
    text += (text.empty() ? "" : "\n") + std::string(json::view(line.get_string()));
  }
  return text;
}

// Objects whose keys were numbers once: APPS guesses them back, which no task here is made of.
bool holds_object(std::string_view raw) {
  if (raw.front() == '{') return true;
  const auto items = raw.front() == '[' ? detail::split_array(raw) : fail(invalid_input(""));
  return items.has_value() && !items->empty() && items->front().front() == '{';
}

bool is_list_of_one(std::string_view raw) {
  if (raw.front() != '[') return false;
  const auto items = detail::split_array(raw);
  return items.has_value() && items->size() == 1;
}

// Outputs with numbers that are written with a point are compared within a tolerance, all others exactly.
Checker checker_of(const StdioShape& shape) {
  Checker checker;
  const bool reals = std::any_of(shape.tests.begin(), shape.tests.end(),
                                 [](const StdioTest& test) { return detail::has_real_token(test.expected); });
  if (!reals) return checker;
  checker.kind = CheckerKind::float_tokens;
  checker.absolute = checker.relative = 1e-6;
  return checker;
}

std::optional<StdioShape> stdio_shape(const Tests& tests) {
  StdioShape shape;
  shape.profile = "apps";
  shape.prelude = prelude;
  for (std::size_t i = 0; i < tests.inputs.size(); ++i) {
    auto input = text_of(tests.inputs[i]), output = text_of(tests.outputs[i]);
    if (!input || !output) return std::nullopt;
    shape.tests.push_back({std::to_string(i), "test", std::move(*input), std::move(*output)});
  }
  shape.checker = checker_of(shape);
  return shape;
}

// Codewars' outputs are lists of one, LeetCode's (whose starter code has a class) are the value itself.
std::optional<CasesShape> cases_shape(const Tests& tests, bool in_class) {
  CasesShape shape;
  shape.profile = "apps";
  shape.prelude = prelude;
  for (std::size_t i = 0; i < tests.inputs.size(); ++i) {
    const std::string_view input = tests.inputs[i], output = tests.outputs[i];
    if (input.front() != '[' || holds_object(input) || holds_object(output)) return std::nullopt;
    shape.cases.push_back({std::to_string(i), "test", std::string(input), std::string(output)});
  }
  shape.expected_wrapped = !in_class && std::all_of(tests.outputs.begin(), tests.outputs.end(), is_list_of_one);
  return shape;
}

// A list of programs.
Result<std::vector<std::string>> read_solutions(const AppsProblem& problem) {
  std::vector<std::string> solutions;
  if (!problem.solutions) return solutions;
  const auto value = json::parse(*problem.solutions);
  bool good = value.has_value() && value->is_array();
  if (good) {
    for (const json::value& one : value->get_array()) {
      good = good && one.is_string();
      if (good) solutions.emplace_back(json::view(one.get_string()));
    }
  }
  if (good) return solutions;
  return fail(invalid_input(problem.folder + "/solutions.json: not a list of programs; mend the file"));
}

Status read_metadata(const AppsProblem& problem, Task& task) {
  if (!problem.metadata) return {};
  auto value = json::parse(*problem.metadata);
  if (!value.has_value() || !value->is_object()) {
    return fail(invalid_input(problem.folder + "/metadata.json: not a JSON object; mend the file"));
  }
  task.extra = std::move(value->get_object());
  return {};
}

LeftOut left_out(const Task& task, std::string reason) { return {task.id, std::move(reason)}; }

}  // namespace

Result<std::variant<Task, LeftOut>> parse_apps_problem(const AppsProblem& problem) {
  using Parsed = std::variant<Task, LeftOut>;
  Task task;
  task.id = "APPS/" + problem.folder;
  task.benchmark = "apps";
  task.provenance.origin = "hendrycks/apps";
  task.prompt = problem.question;
  if (problem.starter_code) task.prompt += "\n" + *problem.starter_code;
  OYER_TRY(const std::vector<std::string> solutions, read_solutions(problem));
  if (!solutions.empty()) task.reference = solutions.front();
  OYER_TRY_STATUS(read_metadata(problem, task));
  if (problem.input_output.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Parsed(left_out(task, "it has no tests"));
  }
  auto tests = read_tests(problem.input_output);
  if (!tests.has_value()) {
    return fail(std::move(tests).error().with_context(problem.folder + "/input_output.json"));
  }
  if (tests->inputs.empty()) return Parsed(left_out(task, "it has no tests"));
  if (!tests->function) {
    auto shape = stdio_shape(*tests);
    if (!shape) return Parsed(left_out(task, "a test's input or output is neither text nor lines of text"));
    task.shape = std::move(*shape);
    return Parsed(std::move(task));
  }
  const std::string& shown = problem.starter_code ? *problem.starter_code : task.reference ? *task.reference : "";
  const bool in_class = shown.find("class Solution") != std::string::npos;
  auto shape = cases_shape(*tests, in_class);
  if (!shape) return Parsed(left_out(task, "a test has an object whose keys JSON has turned into text"));
  task.entry_point = (in_class ? "Solution." : "") + *tests->function;
  task.shape = std::move(*shape);
  return Parsed(std::move(task));
}

// ---- folders ----------------------------------------------------------------------------------------------------

namespace {

constexpr std::uint64_t most_bytes = std::uint64_t{1} << 28U;

Result<std::string> read_text(const fs::path& path) {
  OYER_TRY(std::string text, read_file(path, most_bytes));
  if (!is_utf8(text)) return fail(invalid_input(path.string() + ": not UTF-8; convert the file to UTF-8"));
  return text;
}

Result<std::optional<std::string>> read_optional(const fs::path& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return std::optional<std::string>();
  OYER_TRY(std::string text, read_text(path));
  return std::optional<std::string>(std::move(text));
}

Result<AppsProblem> read_problem(const fs::path& folder) {
  AppsProblem problem;
  problem.folder = folder.filename().string();
  OYER_TRY(problem.question, read_text(folder / "question.txt"));
  OYER_TRY(const auto tests, read_optional(folder / "input_output.json"));
  problem.input_output = tests.value_or("");
  OYER_TRY(problem.solutions, read_optional(folder / "solutions.json"));
  OYER_TRY(problem.starter_code, read_optional(folder / "starter_code.py"));
  OYER_TRY(problem.metadata, read_optional(folder / "metadata.json"));
  return problem;
}

// The folders of problems under a folder, by name.
Result<std::vector<fs::path>> problem_folders(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return fail(invalid_input(folder.string() + ": not a folder; name the folder that APPS's problems are in"));
  }
  if (fs::exists(folder / "question.txt", error)) return std::vector<fs::path>{fs::canonical(folder, error)};
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (fs::exists(entry.path() / "question.txt", error)) folders.push_back(entry.path());
  }
  if (error) return fail(host_error("reading the folder " + folder.string(), error.value()));
  if (folders.empty()) {
    return fail(invalid_input(folder.string() + ": none of its folders has a question.txt; name the folder of one " +
                              "split (APPS/test)"));
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

Result<std::vector<Task>> load_apps(const fs::path& folder, std::vector<LeftOut>* left_out) {
  OYER_TRY(const std::vector<fs::path> folders, problem_folders(folder));
  std::vector<Task> tasks;
  for (const fs::path& one : folders) {
    OYER_TRY(const AppsProblem problem, read_problem(one));
    auto parsed = parse_apps_problem(problem);
    if (!parsed.has_value()) return fail(std::move(parsed).error().with_context(folder.string()));
    if (auto* out = std::get_if<LeftOut>(&*parsed)) {
      if (left_out != nullptr) left_out->push_back(std::move(*out));
    } else {
      tasks.push_back(std::get<Task>(std::move(*parsed)));
    }
  }
  if (tasks.empty()) return fail(invalid_input(folder.string() + ": no problem in it has tests; name another folder"));
  return tasks;
}

Result<std::vector<Candidate>> read_apps_solutions(const fs::path& folder) {
  OYER_TRY(const std::vector<Task> tasks, load_apps(folder));
  std::set<std::string> ids;
  for (const Task& task : tasks) ids.insert(task.id);
  OYER_TRY(const std::vector<fs::path> folders, problem_folders(folder));
  std::vector<Candidate> candidates;
  for (const fs::path& one : folders) {
    OYER_TRY(const AppsProblem problem, read_problem(one));
    const std::string id = "APPS/" + problem.folder;
    if (!ids.contains(id)) continue;
    OYER_TRY(const std::vector<std::string> solutions, read_solutions(problem));
    for (std::size_t index = 0; index < solutions.size(); ++index) {
      Candidate candidate;
      candidate.task_id = id;
      candidate.index = index;
      candidate.kind = Candidate::Kind::solution;
      candidate.text = solutions[index];
      candidate.provenance.origin = "hendrycks/apps";
      candidate.row_json = json::print(json::object{{"task_id", id}, {"solution", solutions[index]}});
      candidates.push_back(std::move(candidate));
    }
  }
  return candidates;
}

}  // namespace oyer::datasets
