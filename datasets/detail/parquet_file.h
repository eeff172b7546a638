// ParquetFile: rows of JSON into one Parquet file. Only the program oyer-parquet has it, since Arrow, which does the
// work, is larger than all the rest of Oyer.
//
// The bytes are a pure function of the rows, the columns and Arrow's version: one thread, Zstandard, and a group of
// rows ends with the row by which the JSON of its rows has reached 32 MiB.
#pragma once

#include <memory>

#include "base/fd.h"
#include "base/json.h"
#include "base/result.h"
#include "datasets/columns.h"

namespace oyer::datasets::detail {

class ParquetFile {
 public:
  static Result<ParquetFile> create(Fd file, const Columns& columns);
  ParquetFile(ParquetFile&&) noexcept;
  ParquetFile& operator=(ParquetFile&&) noexcept;
  ~ParquetFile();
  // invalid_input names the column where a row holds something of another type, or a member that is no column.
  Status add(const json::object& row, std::size_t json_bytes);
  Status finish();  // once

 private:
  struct State;
  explicit ParquetFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer::datasets::detail
