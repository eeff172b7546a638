// HumanEval's own format.
#include "datasets/detail/candidate_names.h"
#include "datasets/detail/fields.h"
#include "datasets/task_file.h"
#include "parsers/tree.h"

namespace oyer::datasets {
namespace {

// The prompt up to the definition that the candidate is to finish: imports and helper functions. The last definition
// of the name counts, since the prompt ends in it.
Result<std::string> prelude_of(const std::string& prompt, const std::string& entry_point) {
  const parsers::Tree tree = parsers::Tree::parse(Language::python, prompt);
  std::optional<std::size_t> begin;
  for (const parsers::Symbol& symbol : tree.symbols()) {
    if (!symbol.parent.has_value() && symbol.name == entry_point) begin = symbol.span.byte_begin;
  }
  if (!begin.has_value()) {
    return fail(invalid_input("the prompt does not define the entry point \"" + entry_point +
                              "\"; name the function that the prompt begins"));
  }
  return prompt.substr(0, *begin);
}

}  // namespace

Result<Task> parse_humaneval_task(std::string_view row) {
  OYER_TRY(detail::Fields fields, detail::Fields::of(row, "a HumanEval task", detail::kMostForeignDepth));
  Task task;
  OYER_TRY(task.id, fields.id("task_id"));
  OYER_TRY(task.prompt, fields.text("prompt"));
  OYER_TRY(task.entry_point, fields.name("entry_point"));
  OYER_TRY(const std::optional<std::string> solution, fields.optional_text("canonical_solution"));
  OYER_TRY(const std::string test, fields.text("test"));
  OYER_TRY(task.extra, fields.rest());
  task.benchmark = "humaneval";
  task.provenance.origin = "openai/human-eval";
  if (solution.has_value()) task.reference = task.prompt + *solution;
  FunctionShape shape;
  OYER_TRY(shape.prelude, prelude_of(task.prompt, task.entry_point));
  shape.tests.push_back({"check", test + "\ncheck(" + task.entry_point + ")\n"});
  detail::find_candidate_names(task.language, task.entry_point, task.reference, shape);
  task.shape = std::move(shape);
  return task;
}

}  // namespace oyer::datasets
