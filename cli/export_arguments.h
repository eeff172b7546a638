// What the command line of `oyer export` says.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "datasets/row_file.h"
#include "graders/export.h"

namespace CLI {
class App;
}

namespace oyer::cli {

// oyer export: records as the rows that trainers read.
struct ExportArguments {
  std::string source;  // a ledger, or a file of rows
  std::string out;
  std::string tasks;  // a task file for rows without bodies of tasks; empty: none
  graders::ExportOptions options;
  std::optional<datasets::RowFormat> format;  // of "jsonl", "parquet" and "sqlite"
  bool to = false;                            // --to was given
  bool json = false;
};

void add_export(CLI::App& app, ExportArguments& arguments);
// With the format that the file's name asks for, where none was named; invalid_input says what does not fit.
Result<ExportArguments> choose_export(ExportArguments arguments);

}  // namespace oyer::cli
