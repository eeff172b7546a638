// ParquetStream: rows as JSON to a program beside us, oyer-parquet, that makes Parquet of them while we go on.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "datasets/columns.h"
#include "datasets/detail/child_program.h"

namespace oyer::datasets::detail {

// Whose Arrow writes, as "26.0.1": its bytes are its own. Empty where this build has none.
std::string_view arrow_version() noexcept;

class ParquetStream {
 public:
  // Files go into the folder, which must be there. unsupported where this build cannot write Parquet; host where
  // oyer-parquet is not beside the running program.
  static Result<ParquetStream> start(const std::filesystem::path& folder, const Columns& columns);

  // Between begin and end; one file after another. An error of any call is that of the first row it could not take.
  Status begin(const std::string& name);
  Status write(std::string_view row);
  Status end();
  // Waits until all files are written. Once.
  Status finish();

 private:
  explicit ParquetStream(std::unique_ptr<ChildProgram> program) : program_(std::move(program)) {}
  Status send(std::string_view line);

  std::unique_ptr<ChildProgram> program_;
};

}  // namespace oyer::datasets::detail
