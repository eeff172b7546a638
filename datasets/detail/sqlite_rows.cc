#include "datasets/detail/sqlite_rows.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <unistd.h>

#include <exception>
#include <optional>

#include "base/put_in_place.h"

namespace oyer::datasets::detail {
namespace {

namespace fs = std::filesystem;

std::string identifier(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

const char* type_of(const Column& column) {
  if (column.list) return "TEXT";
  switch (column.type) {
    case Column::Type::whole:
    case Column::Type::truth: return "INTEGER";
    case Column::Type::number: return "REAL";
    case Column::Type::text:
    case Column::Type::time:
    case Column::Type::record: return "TEXT";
  }
  return "TEXT";
}

void bind(SQLite::Statement& statement, int place, const Column& column, const json::value& value) {
  if (value.is_null()) return statement.bind(place);
  if (column.list || column.type == Column::Type::record) return statement.bind(place, json::print(value));
  if (value.is_string()) return statement.bind(place, std::string(json::view(value.get_string())));
  if (value.is_bool()) return statement.bind(place, value.get_bool() ? 1 : 0);
  if (column.type == Column::Type::number) return statement.bind(place, value.to_number<double>());
  return statement.bind(place, value.to_number<std::int64_t>());
}

// In one transaction into a file of another name. What a power cut leaves of that is of no interest to anybody, so
// nothing waits for the disk until all is there.
class SqliteRows final : public RowFile::Writer {
 public:
  SqliteRows(fs::path path, Columns columns)
      : path_(std::move(path)),
        partial_(path_.string() + ".partial." + std::to_string(::getpid())),
        columns_(std::move(columns)) {}
  ~SqliteRows() override {
    insert_.reset();
    database_.reset();
    std::error_code ignored;
    fs::remove(partial_, ignored);
  }

  Status begin(const std::string& table) {
    return guard([&] {
      fs::remove(partial_);
      database_.emplace(partial_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      std::string fields, marks;
      for (const Column& column : columns_) {
        fields += (fields.empty() ? "" : ", ") + identifier(column.name) + " " + type_of(column);
        marks += marks.empty() ? "?" : ", ?";
      }
      database_->exec("PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
      database_->exec("CREATE TABLE " + identifier(table) + " (" + fields + ") STRICT");
      database_->exec("BEGIN");
      insert_.emplace(*database_, "INSERT INTO " + identifier(table) + " VALUES (" + marks + ")");
    });
  }

  Status write(const json::object& row) override {
    return guard([&] {
      int place = 0;
      for (const Column& column : columns_) bind(*insert_, ++place, column, row.at(column.name));
      insert_->exec();
      insert_->reset();
    });
  }

  Status commit() override {
    OYER_TRY_STATUS(guard([&] {
      insert_.reset();
      database_->exec("COMMIT");
      database_.reset();
    }));
    return put_in_place(partial_, path_);
  }

 private:
  template <class Work>
  Status guard(Work&& work) const {
    try {
      work();
      return {};
    } catch (const std::exception& error) {
      return fail(host_error("cannot write " + path_.string() + " (SQLite: " + error.what() + ")", 0));
    }
  }

  fs::path path_, partial_;
  Columns columns_;
  std::optional<SQLite::Database> database_;
  std::optional<SQLite::Statement> insert_;
};

}  // namespace

Result<std::unique_ptr<RowFile::Writer>> open_sqlite_rows(const fs::path& path, const Columns& columns,
                                                          const std::string& table) {
  auto rows = std::make_unique<SqliteRows>(path, columns);
  OYER_TRY_STATUS(rows->begin(table));
  return std::unique_ptr<RowFile::Writer>(std::move(rows));
}

}  // namespace oyer::datasets::detail
