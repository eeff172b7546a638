// How scores are told: tables for people, one object for programs.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "cli/score.h"
#include "datasets/task_file.h"

namespace oyer::cli {

// One line a task and one for all: candidates, outcomes that occur, mean reward under `rule`. Of more than `most_tasks`
// tasks only the last line.
std::string grade_table(const Score& score, const std::string& rule, std::size_t most_tasks = 60);

// pass@k with its interval, outcome counts, slowest candidates; what was left out and why.
struct EvalReport {
  std::string benchmark;
  std::uint64_t tasks_in_data = 0;
  std::vector<std::uint64_t> asked;  // the k asked for
  std::vector<PassAtK> scores;
  Score score;
  std::vector<datasets::LeftOut> left_out = {};  // problems of the data that no task was made of
};
std::string eval_text(const EvalReport& report);
json::object to_json(const EvalReport& report);

// {"schema": "oyer.summary/1", "rule", "candidates", "outcomes", "reward_mean", "tasks": [...]}
json::object summary_json(const Score& score, const std::string& rule);

}  // namespace oyer::cli
