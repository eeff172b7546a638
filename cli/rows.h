// Rows: a record as one line of JSON, with what was derived from it and what came with its candidate.
//
// A row is the record's fields (oyer.record/1), then "reward" and "rule", then where there is something to say
// "seq", "extra" (fields of the candidate's row that Oyer does not read, as they stood), "task_extra" (those of the
// task) and "task_body" (the whole task, so that the row alone can be replayed; its JSON as a string, since test inputs
// hold integers and NaN that JSON readers lose).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "datasets/task.h"
#include "graders/record.h"

namespace oyer::cli {

struct RowExtras {
  std::optional<std::uint64_t> seq;
  std::string candidate;                 // one JSON object; "" or "{}": none
  const datasets::Task* task = nullptr;  // of which the unknown fields are carried through
  bool with_task_body = false;
};

// One line without its end.
std::string print_row(const graders::RewardRecord& record, const graders::RewardRule& rule, const RowExtras& extras);

// What a row holds beside the record.
struct Row {
  std::optional<std::uint64_t> seq;
  graders::RewardRecord record;
  std::optional<datasets::Task> task;  // of "task_body"
};

// Reads a row or a bare record. corrupt or invalid_input say what is wrong with it.
Result<Row> parse_row(std::string_view text);

}  // namespace oyer::cli
