// APPS in its original layout: a folder for each problem with question.txt, input_output.json, and where the problem
// has them solutions.json, starter_code.py and metadata.json.
//
// Problems whose inputs are text become stdio tasks, call-based ones ("fn_name") cases tasks; both under the profile
// "apps". All tests are private. Ids are "APPS/FOLDER".
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "datasets/sample_file.h"
#include "datasets/task.h"
#include "datasets/task_file.h"

namespace oyer::datasets {

// The texts of one problem's files.
struct AppsProblem {
  std::string folder;  // its name: "0111"
  std::string question, input_output;
  std::optional<std::string> solutions, starter_code, metadata;
};

// invalid_input for files that are not of this form, as "FILE: reason; remedy". LeftOut: the problem is of this form,
// but has no tests, or tests that JSON has made unusable.
Result<std::variant<Task, LeftOut>> parse_apps_problem(const AppsProblem& problem);

// The problems under `folder` in the order of their names; `folder` may be a problem itself.
Result<std::vector<Task>> load_apps(const std::filesystem::path& folder, std::vector<LeftOut>* left_out = nullptr);

// Every human solution of every problem that load_apps gives, in the file's order, as candidates.
Result<std::vector<Candidate>> read_apps_solutions(const std::filesystem::path& folder);

}  // namespace oyer::datasets
