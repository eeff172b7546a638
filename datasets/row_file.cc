#include "datasets/row_file.h"

#include <unistd.h>

#include <optional>

#include "base/jsonl.h"
#include "base/put_in_place.h"
#include "datasets/detail/parquet_stream.h"
#include "datasets/detail/sqlite_rows.h"

namespace oyer::datasets {
namespace {

namespace fs = std::filesystem;

class JsonlRows final : public RowFile::Writer {
 public:
  explicit JsonlRows(JsonlWriter writer) : writer_(std::move(writer)) {}
  Status write(const json::object& row) override { return writer_.write(row); }
  Status commit() override { return writer_.commit(); }

 private:
  JsonlWriter writer_;
};

// oyer-parquet writes into a folder of ours beside the file, from which it is moved.
class ParquetRows final : public RowFile::Writer {
 public:
  static Result<std::unique_ptr<Writer>> create(const fs::path& path, const Columns& columns) {
    const fs::path folder = path.string() + ".partial." + std::to_string(::getpid());
    std::error_code error;
    fs::remove_all(folder, error);
    fs::create_directory(folder, error);
    if (error) return fail(host_error("cannot make " + folder.string(), error.value()));
    auto stream = detail::ParquetStream::start(folder, columns);
    if (!stream) {
      fs::remove_all(folder, error);
      return fail(std::move(stream).error());
    }
    std::unique_ptr<ParquetRows> rows(new ParquetRows(path, folder, std::move(*stream)));
    OYER_TRY_STATUS(rows->stream_->begin(kName));
    return std::unique_ptr<Writer>(std::move(rows));
  }
  ~ParquetRows() override {
    stream_.reset();  // ends the program, so that nothing is written any more
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Status write(const json::object& row) override { return stream_->write(json::print(row)); }
  Status commit() override {
    OYER_TRY_STATUS(stream_->end());
    OYER_TRY_STATUS(stream_->finish());
    return put_in_place(folder_ / kName, path_);
  }

 private:
  static constexpr const char* kName = "rows.parquet";
  ParquetRows(fs::path path, fs::path folder, detail::ParquetStream stream)
      : path_(std::move(path)), folder_(std::move(folder)), stream_(std::move(stream)) {}
  fs::path path_, folder_;
  std::optional<detail::ParquetStream> stream_;
};

Result<std::unique_ptr<RowFile::Writer>> writer_of(const fs::path& path, RowFormat format, const Columns& columns,
                                                   const std::string& table) {
  switch (format) {
    case RowFormat::jsonl: {
      OYER_TRY(auto writer, JsonlWriter::create(path));
      return std::unique_ptr<RowFile::Writer>(std::make_unique<JsonlRows>(std::move(writer)));
    }
    case RowFormat::parquet: return ParquetRows::create(path, columns);
    case RowFormat::sqlite: return detail::open_sqlite_rows(path, columns, table);
  }
  return fail(invalid_input("no such format of rows"));
}

}  // namespace

RowFile::RowFile(Columns columns, std::unique_ptr<Writer> writer)
    : columns_(std::move(columns)), writer_(std::move(writer)) {}
RowFile::RowFile(RowFile&&) noexcept = default;
RowFile& RowFile::operator=(RowFile&&) noexcept = default;
RowFile::~RowFile() = default;

Result<RowFile> RowFile::create(const fs::path& path, RowFormat format, Columns columns, const std::string& table) {
  OYER_TRY(auto writer, writer_of(path, format, columns, table));
  return RowFile(std::move(columns), std::move(writer));
}

Status RowFile::write(const json::object& row) {
  json::object whole;
  std::size_t found = 0;
  for (const Column& column : columns_) {
    const json::value* value = json::find(row, column.name);
    if (value != nullptr) ++found;
    whole[column.name] = value != nullptr ? *value : json::value(nullptr);
  }
  if (found != row.size()) return fail(invalid_input("a row has a member that is no column: " + json::print(row)));
  return writer_->write(whole);
}

Status RowFile::commit() { return writer_->commit(); }

}  // namespace oyer::datasets
