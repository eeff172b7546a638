// Export: records as the rows that trainers read.
//
// A row of a trainer holds what a model may be trained on and nothing that a task keeps from it: prompts, answers as
// they were given, verdicts and counts. Inputs and outputs of private tests are in no column, nor is what a candidate
// said while tests ran, since it may have been told them by one (reasons, exceptions), nor the fields of a task that
// Oyer does not know.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/columns.h"
#include "datasets/row_file.h"
#include "datasets/task.h"
#include "graders/record.h"

namespace oyer::graders {

enum class ExportTarget {
  records,         // a row for each candidate, every field flat
  trl_prompt,      // of these and the rest docs/formats.md tells what the trainer wants
  trl_preference,  // a row for each pair
  trl_kto,         // a row for each candidate
  verl,            // these four: a row for each task
  openrlhf,
  skyrl,
  nemo_rl,
};

// "records", "trl-prompt", ..., "nemo-rl", and back.
std::string_view name_of(ExportTarget target) noexcept;
std::optional<ExportTarget> parse_export_target(std::string_view name) noexcept;

// Which two candidates of a task make a pair: by the shares of tests they pass, the better one is chosen.
struct PairRule {
  double chosen_at_least = 0.8;  // AceCoder's (Zeng et al., arXiv 2502.01718): the better one passes 80 % at least,
  double gap_at_least = 0.4;     // and 40 points more than the other
  bool accepted = false;         // instead of both: one that was accepted over one that was not
  std::uint64_t most = 32;       // for one task: those with the largest gaps, then by the candidates' order
  friend bool operator==(const PairRule&, const PairRule&) = default;
};

// "acecoder", "accepted", or "0.9/0.5": at least, gap. invalid_input otherwise.
Result<PairRule> parse_pair_rule(std::string_view text);

struct ExportOptions {
  ExportTarget target = ExportTarget::records;
  RewardRule rule;
  PairRule pairs;
  bool chat = true;             // TRL's rows as lists of messages; false: as text
  std::string split = "train";  // what verl's and SkyRL's rows say of themselves
};

struct ExportItem {
  std::optional<std::uint64_t> seq;  // in its log
  RewardRecord record;
  std::shared_ptr<const datasets::Task> task;  // null where its body is not at hand
};

// What became of the records.
struct ExportReport {
  std::uint64_t records = 0;       // that were given
  std::uint64_t rows = 0;          // that were written
  std::uint64_t superseded = 0;    // an earlier record of the same candidate, or its infra_error before it was judged
  std::uint64_t infra_errors = 0;  // null where a row can say so, else left out
  std::uint64_t unsound = 0;       // the same of grades that earn no reward
  std::uint64_t turns = 0;         // left out: of an episode, and not judged by all tests or not by the prompt alone
  std::uint64_t promptless = 0;    // left out: the task's body, and so its prompt, is not at hand
  friend bool operator==(const ExportReport&, const ExportReport&) = default;
};

datasets::Columns export_columns(const ExportOptions& options);

// Orders the records by task id, tests, index, episode and turn, and hands the rows to `write` in this order. Of
// several records of one candidate the last one given with a verdict counts. An Error of `write` ends it.
Result<ExportReport> export_records(std::vector<ExportItem> items, const ExportOptions& options,
                                    const std::function<Status(const json::object&)>& write);

}  // namespace oyer::graders
