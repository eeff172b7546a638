// EvalPlus's own format, HumanEval+ and MBPP+.
//
// What JSON lost of MBPP+'s inputs and the special comparisons are facts of evalplus at commit 26d6d00 (its
// functions mbpp_deserialize_inputs and unsafe_execute); they are not in the data files.
#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "datasets/detail/fields.h"
#include "datasets/task_file.h"

namespace oyer::datasets {
namespace {

struct RebuildRow {
  std::vector<int> tasks;
  std::vector<Rebuild> rules;  // as CasesShape::rebuild
};

const std::vector<RebuildRow>& rebuild_table() {
  using enum Rebuild;
  static const std::vector<RebuildRow> table = {
      {{2, 116, 132, 143, 222, 261, 273, 394, 399, 421, 424, 429, 470, 560, 579, 596, 616, 630, 726, 740, 744, 809},
       {tuple}},
      {{63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780}, {list_of_tuples}},
      {{259, 401, 445}, {tuple_of_tuples}},
      {{75, 413, 444, 753}, {list_of_tuples, as_is}},
      {{106, 750}, {as_is, tuple}},
      {{115}, {list_of_sets}},
      {{124}, {to_float, to_complex}},
      {{252}, {to_complex}},
      {{250, 405, 446, 617, 720, 763, 808}, {tuple, as_is}},
      {{278}, {tuple_of_list_tuples}},
      {{307}, {tuple, as_is}},
      {{722}, {dict_of_tuples, as_is}},
      {{580, 615, 791}, {tuples_deep}},
  };
  return table;
}

std::vector<Rebuild> rebuild_of(int task) {
  for (const RebuildRow& row : rebuild_table()) {
    if (std::find(row.tasks.begin(), row.tasks.end(), task) != row.tasks.end()) return row.rules;
  }
  return {};
}

bool among(const std::string& name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Oracle mbpp_oracle(int task, const std::string& entry_point) {
  if (task == 581) return Oracle::evalplus_mbpp_581;
  if (task == 558) return Oracle::evalplus_mbpp_558;
  for (const int set_task : {2, 7, 111, 140, 232, 249, 579, 769}) {
    if (task == set_task) return Oracle::set_equal;
  }
  if (among(entry_point, {"check_str", "text_match_three", "text_starta_endb"})) return Oracle::not_none;
  return Oracle::equal;
}

Status add_cases(detail::Fields& fields, const std::string& group, CasesShape& shape) {
  const std::string key = group + "_input";
  OYER_TRY(const std::string_view text, fields.raw(key));
  if (text == "{}") return {};  // how MBPP+ writes that there are none (Mbpp/793)
  const auto inputs = detail::split_array(text);
  if (!inputs.has_value()) return fields.wrong(key, "a list of argument lists");
  for (std::size_t i = 0; i < inputs->size(); ++i) {
    if ((*inputs)[i].front() != '[') return fields.wrong(key, "a list of argument lists");
    shape.cases.push_back({group + "/" + std::to_string(i), group, std::string((*inputs)[i]), std::nullopt});
  }
  return {};
}

// The number in "Mbpp/NUMBER" or "HumanEval/NUMBER".
Result<int> number_of(const std::string& id, std::size_t prefix) {
  int number = 0;
  const auto [end, code] = std::from_chars(id.data() + prefix, id.data() + id.size(), number);
  if (code != std::errc{} || end != id.data() + id.size() || number < 0) {
    return fail(invalid_input("the id \"" + id + "\" has no number; write HumanEval/N or Mbpp/N"));
  }
  return number;
}

}  // namespace

Result<Task> parse_evalplus_task(std::string_view row) {
  OYER_TRY(detail::Fields fields, detail::Fields::of(row, "an EvalPlus task", detail::kMostForeignDepth));
  Task task;
  OYER_TRY(task.id, fields.id("task_id"));
  const bool mbpp = task.id.starts_with("Mbpp/");
  if (!mbpp && !task.id.starts_with("HumanEval/")) {
    return fail(invalid_input("the id \"" + task.id + "\" is of neither set; write HumanEval/N or Mbpp/N"));
  }
  OYER_TRY(const int number, number_of(task.id, mbpp ? 5 : 10));
  OYER_TRY(task.prompt, fields.text("prompt"));
  OYER_TRY(task.entry_point, fields.name("entry_point"));
  OYER_TRY(const std::string solution, fields.text("canonical_solution"));
  CasesShape shape;
  shape.profile = "evalplus";
  OYER_TRY(shape.atol, fields.number_or("atol", 0));
  if (shape.atol < 0) return fields.wrong("atol", "0 or more");
  OYER_TRY(shape.contract, fields.text_or("contract", ""));
  OYER_TRY_STATUS(add_cases(fields, "base", shape));
  OYER_TRY_STATUS(add_cases(fields, "plus", shape));
  if (shape.cases.empty()) return fields.wrong("base_input", "a list of at least one argument list");
  fields.optional_raw("test");
  fields.optional_raw("assertion");
  OYER_TRY(task.extra, fields.rest());
  task.benchmark = mbpp ? "mbpp+" : "humaneval+";
  task.provenance.origin = mbpp ? "evalplus/mbppplus" : "evalplus/humanevalplus";
  task.reference = task.prompt + solution;
  if (mbpp) {
    shape.rebuild = rebuild_of(number);
    shape.oracle = mbpp_oracle(number, task.entry_point);
  } else if (number == 32) {
    shape.oracle = Oracle::evalplus_humaneval_32;
  }
  task.shape = std::move(shape);
  return task;
}

}  // namespace oyer::datasets
