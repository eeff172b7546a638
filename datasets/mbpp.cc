// MBPP's own formats, full and sanitized.
#include <algorithm>

#include "datasets/detail/candidate_names.h"
#include "datasets/detail/fields.h"
#include "datasets/task_file.h"
#include "parsers/names.h"

namespace oyer::datasets {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The first name in the first test that the reference defines, its imports left out.
Result<std::string> entry_point_of(const std::string& reference, const std::string& first_test) {
  const std::vector<std::string> defined = parsers::defined_names(Language::python, reference);
  const std::vector<std::string> imported = parsers::imported_modules(Language::python, reference);
  for (const std::string& name : parsers::free_names(Language::python, first_test)) {
    if (contains(defined, name) && !contains(imported, name)) return name;
  }
  return fail(invalid_input("the first test calls nothing that \"code\" defines; mend one of the two"));
}

// "import NAME" for every module that tests use by its name, that nothing before them imports, and that the reference
// imports: MBPP runs tests in the candidate's module, where such an import happens to be.
std::string missing_imports(const std::string& reference, const FunctionShape& shape) {
  const std::vector<std::string> given = parsers::defined_names(Language::python, shape.prelude);
  const std::vector<std::string> imported = parsers::imported_modules(Language::python, reference);
  const std::vector<std::string> defined = parsers::defined_names(Language::python, reference);
  std::string code;
  for (const std::string& name : parsers::free_names(Language::python, detail::all_test_code(shape))) {
    if (contains(imported, name) && contains(defined, name) && !contains(given, name)) code += "import " + name + "\n";
  }
  return code;
}

void add_tests(const std::vector<std::string>& codes, const std::string& group, bool challenge, FunctionShape& shape) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const Visibility visibility = challenge ? Visibility::private_test : Visibility::public_test;
    shape.tests.push_back({group + "/" + std::to_string(i), codes[i], visibility, challenge});
  }
}

}  // namespace

Result<Task> parse_mbpp_task(std::string_view row) {
  OYER_TRY(detail::Fields fields, detail::Fields::of(row, "an MBPP task", detail::kMostForeignDepth));
  const bool sanitized = !fields.has("text");
  Task task;
  OYER_TRY(const std::string number, fields.id("task_id"));
  OYER_TRY(task.prompt, fields.text(sanitized ? "prompt" : "text"));
  OYER_TRY(std::string code, fields.text("code"));
  OYER_TRY(const std::vector<std::string> imports, fields.texts_or_none("test_imports"));
  OYER_TRY(const std::vector<std::string> tests, fields.texts_or_none("test_list"));
  OYER_TRY(const std::vector<std::string> challenges, fields.texts_or_none("challenge_test_list"));
  FunctionShape shape;
  OYER_TRY(shape.setup, fields.text_or("test_setup_code", ""));
  OYER_TRY(task.extra, fields.rest());
  if (tests.empty()) return fail(invalid_input("the task has no tests; fill \"test_list\""));
  task.id = "Mbpp/" + number;
  task.benchmark = sanitized ? "mbpp-sanitized" : "mbpp";
  task.provenance.origin = "google-research/mbpp";
  OYER_TRY(task.entry_point, entry_point_of(code, tests.front()));
  for (const std::string& line : imports) shape.prelude += line + "\n";
  // MBPP's prompt shows the asserts of test_list to whoever answers.
  add_tests(tests, "test", false, shape);
  add_tests(challenges, "challenge", true, shape);
  shape.prelude += missing_imports(code, shape);
  task.reference = std::move(code);
  detail::find_candidate_names(task.language, task.entry_point, task.reference, shape);
  task.shape = std::move(shape);
  return task;
}

}  // namespace oyer::datasets
