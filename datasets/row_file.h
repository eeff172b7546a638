// RowFile: rows of known columns into one file, of JSON lines, Parquet or SQLite, that appears whole or not at all.
//
// The bytes are a function of the columns, the rows and the versions of the libraries that write them.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "datasets/columns.h"

namespace oyer::datasets {

enum class RowFormat {
  jsonl,    // a member for each column in their order, null where a row has none; gzip for ".gz", zstd for ".zst"
  parquet,  // by oyer-parquet, which stands beside this program
  sqlite,   // one table, whose lists and records are JSON in text, and whose truths are 0 and 1
};

class RowFile {
 public:
  // `table` is SQLite's name for it. unsupported where this build cannot write Parquet; host for what cannot be made.
  static Result<RowFile> create(const std::filesystem::path& path, RowFormat format, Columns columns,
                                const std::string& table = "rows");
  RowFile(RowFile&&) noexcept;
  RowFile& operator=(RowFile&&) noexcept;
  ~RowFile();  // without commit() nothing of it is left

  // invalid_input where a row has a member that is no column.
  Status write(const json::object& row);
  // The file stands under its name, and is on disk. Once.
  Status commit();

  // How one format takes rows.
  class Writer {
   public:
    virtual ~Writer() = default;
    virtual Status write(const json::object& row) = 0;
    virtual Status commit() = 0;
  };

 private:
  RowFile(Columns columns, std::unique_ptr<Writer> writer);
  Columns columns_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace oyer::datasets
