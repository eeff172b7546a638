#include "datasets/detail/parquet_stream.h"

#include <fcntl.h>
#include <unistd.h>

namespace oyer::datasets::detail {
namespace {

namespace fs = std::filesystem;

#ifndef OYER_ARROW_VERSION
#define OYER_ARROW_VERSION ""
#endif

Result<fs::path> program_beside_us() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) return fail(host_error("reading /proc/self/exe", error.value()));
  const fs::path program = self.parent_path() / "oyer-parquet";
  if (::access(program.c_str(), X_OK) == 0) return program;
  return fail(host_error(program.string() + " is not there, and only it writes Parquet; build it, copy it beside " +
                             self.filename().string() + " with the folder arrow, or ask for --format jsonl",
                         0));
}

}  // namespace

std::string_view arrow_version() noexcept { return OYER_ARROW_VERSION; }

Result<ParquetStream> ParquetStream::start(const fs::path& folder, const Columns& columns) {
  if (arrow_version().empty())
    return fail(unsupported("this oyer was built without Parquet (OYER_PARQUET=OFF); ask for --format jsonl"));
  OYER_TRY(const fs::path program, program_beside_us());
  Fd place(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!place) return fail(host_error("cannot open " + folder.string()));
  OYER_TRY(auto child, ChildProgram::start(program, {}, {}, std::move(place)));
  ParquetStream stream(std::move(child));
  OYER_TRY_STATUS(stream.send(json::print(to_json(columns))));
  return stream;
}

Status ParquetStream::begin(const std::string& name) { return send(">" + name); }

Status ParquetStream::write(std::string_view row) { return send(row); }

Status ParquetStream::end() { return send("."); }

Status ParquetStream::send(std::string_view line) {
  if (program_->write(line) && program_->write("\n")) return {};
  OYER_TRY_STATUS(finish());
  return fail(host_error("oyer-parquet ended before its input did", 0));
}

Status ParquetStream::finish() {
  const int code = program_->wait();
  if (code == 0) return {};
  return fail(
      host_error(std::string("oyer-parquet ") + (code < 0 ? "was killed: " : "failed: ") + program_->complaint(), 0));
}

}  // namespace oyer::datasets::detail
