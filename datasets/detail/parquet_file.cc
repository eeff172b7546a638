#include "datasets/detail/parquet_file.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/writer.h>

#include <charconv>
#include <chrono>
#include <optional>

namespace oyer::datasets::detail {
namespace {

constexpr std::size_t kGroupBytes = std::size_t{32} << 20U;

Status checked(const arrow::Status& status) {
  if (status.ok()) return {};
  return fail(host_error("writing Parquet: " + status.ToString(), 0));
}

std::shared_ptr<arrow::DataType> type_of(const Column& column);

arrow::FieldVector fields_of(const Columns& columns) {
  arrow::FieldVector fields;
  for (const Column& column : columns) fields.push_back(arrow::field(column.name, type_of(column)));
  return fields;
}

std::shared_ptr<arrow::DataType> type_of(const Column& column) {
  std::shared_ptr<arrow::DataType> type;
  switch (column.type) {
    case Column::Type::text: type = arrow::utf8(); break;
    case Column::Type::whole: type = arrow::int64(); break;
    case Column::Type::number: type = arrow::float64(); break;
    case Column::Type::truth: type = arrow::boolean(); break;
    case Column::Type::time: type = arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"); break;
    case Column::Type::record: type = arrow::struct_(fields_of(column.fields)); break;
  }
  return column.list ? arrow::list(type) : type;
}

// Microseconds since 1970 of "2026-11-22T17:40:00Z".
std::optional<std::int64_t> microseconds(std::string_view text) {
  if (text.size() != 20 || text[10] != 'T' || text[19] != 'Z') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) {
    int value = -1;
    const char* const end = text.data() + at + digits;
    return std::from_chars(text.data() + at, end, value).ptr == end ? value : -1;
  };
  const std::chrono::year_month_day day(std::chrono::year(number(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(8, 2))));
  const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (!day.ok() || hour < 0 || minute < 0 || second < 0) return std::nullopt;
  const auto whole = std::chrono::sys_days(day) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                     std::chrono::seconds(second);
  return std::chrono::duration_cast<std::chrono::microseconds>(whole.time_since_epoch()).count();
}

Status wrong(const Column& column, const json::value& value) {
  return fail(invalid_input("column " + column.name + " does not take " + json::print(value).substr(0, 200)));
}

Status append_record(const Columns& columns, arrow::StructBuilder& builder, const json::object& row);

Status append_one(const Column& column, arrow::ArrayBuilder& builder, const json::value& value) {
  if (value.is_null()) return checked(builder.AppendNull());
  switch (column.type) {
    case Column::Type::text:
      if (!value.is_string()) return wrong(column, value);
      return checked(static_cast<arrow::StringBuilder&>(builder).Append(json::view(value.as_string())));
    case Column::Type::whole:
      if (value.is_int64()) return checked(static_cast<arrow::Int64Builder&>(builder).Append(value.as_int64()));
      return wrong(column, value);
    case Column::Type::number:
      if (!value.is_number()) return wrong(column, value);
      return checked(static_cast<arrow::DoubleBuilder&>(builder).Append(value.to_number<double>()));
    case Column::Type::truth:
      if (!value.is_bool()) return wrong(column, value);
      return checked(static_cast<arrow::BooleanBuilder&>(builder).Append(value.as_bool()));
    case Column::Type::time: {
      const auto time = value.is_string() ? microseconds(json::view(value.as_string())) : std::nullopt;
      if (!time) return wrong(column, value);
      return checked(static_cast<arrow::TimestampBuilder&>(builder).Append(*time));
    }
    case Column::Type::record:
      if (!value.is_object()) return wrong(column, value);
      return append_record(column.fields, static_cast<arrow::StructBuilder&>(builder), value.as_object());
  }
  return {};
}

Status append(const Column& column, arrow::ArrayBuilder& builder, const json::value& value) {
  if (!column.list || value.is_null()) return append_one(column, builder, value);
  if (!value.is_array()) return wrong(column, value);
  auto& list = static_cast<arrow::ListBuilder&>(builder);
  OYER_TRY_STATUS(checked(list.Append()));
  for (const json::value& one : value.as_array()) OYER_TRY_STATUS(append_one(column, *list.value_builder(), one));
  return {};
}

// Members are looked for in the order of the columns, and none may be left over.
template <class BuilderOf>
Status append_members(const Columns& columns, const json::object& row, const BuilderOf& builder_of) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const json::value* value = json::find(row, columns[i].name);
    if (value != nullptr) ++found;
    OYER_TRY_STATUS(append(columns[i], builder_of(static_cast<int>(i)), value != nullptr ? *value : json::value()));
  }
  if (found == row.size()) return {};
  for (const auto& [key, value] : row) {
    const auto is_it = [&name = key](const Column& column) { return std::string_view(name) == column.name; };
    if (std::none_of(columns.begin(), columns.end(), is_it))
      return fail(invalid_input("no column is called " + std::string(key)));
  }
  return {};
}

Status append_record(const Columns& columns, arrow::StructBuilder& builder, const json::object& row) {
  OYER_TRY_STATUS(checked(builder.Append()));
  return append_members(columns, row, [&](int i) -> arrow::ArrayBuilder& { return *builder.field_builder(i); });
}

std::shared_ptr<parquet::WriterProperties> properties() {
  parquet::WriterProperties::Builder builder;
  builder.compression(parquet::Compression::ZSTD)->compression_level(3);
  builder.max_row_group_length(std::int64_t{1} << 40U);  // groups end where this file says
  return builder.build();
}

}  // namespace

struct ParquetFile::State {
  Columns columns;
  std::shared_ptr<arrow::Schema> schema;
  std::vector<std::unique_ptr<arrow::ArrayBuilder>> builders;
  std::unique_ptr<parquet::arrow::FileWriter> writer;
  std::shared_ptr<arrow::io::FileOutputStream> file;
  std::int64_t rows = 0;  // of the group
  std::size_t bytes = 0;

  Status end_group() {
    if (rows == 0) return {};
    arrow::ArrayVector arrays(builders.size());
    for (std::size_t i = 0; i < builders.size(); ++i) OYER_TRY_STATUS(checked(builders[i]->Finish(&arrays[i])));
    const auto table = arrow::Table::Make(schema, std::move(arrays), rows);
    const std::int64_t all = rows;
    rows = 0;
    bytes = 0;
    return checked(writer->WriteTable(*table, all));
  }
};

ParquetFile::ParquetFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
ParquetFile::ParquetFile(ParquetFile&&) noexcept = default;
ParquetFile& ParquetFile::operator=(ParquetFile&&) noexcept = default;
ParquetFile::~ParquetFile() = default;

Result<ParquetFile> ParquetFile::create(Fd file, const Columns& columns) {
  auto state = std::make_unique<State>();
  state->columns = columns;
  state->schema = arrow::schema(fields_of(columns));
  for (const auto& field : state->schema->fields()) {
    std::unique_ptr<arrow::ArrayBuilder> builder;
    OYER_TRY_STATUS(checked(arrow::MakeBuilder(arrow::default_memory_pool(), field->type(), &builder)));
    state->builders.push_back(std::move(builder));
  }
  auto stream = arrow::io::FileOutputStream::Open(file.get());
  OYER_TRY_STATUS(checked(stream.status()));
  static_cast<void>(file.release());  // the stream closes it
  state->file = *stream;
  auto writer =
      parquet::arrow::FileWriter::Open(*state->schema, arrow::default_memory_pool(), state->file, properties());
  OYER_TRY_STATUS(checked(writer.status()));
  state->writer = std::move(*writer);
  return ParquetFile(std::move(state));
}

Status ParquetFile::add(const json::object& row, std::size_t json_bytes) {
  State& state = *state_;
  OYER_TRY_STATUS(append_members(
      state.columns, row, [&](int i) -> arrow::ArrayBuilder& { return *state.builders[static_cast<std::size_t>(i)]; }));
  ++state.rows;
  state.bytes += json_bytes;
  return state.bytes < kGroupBytes ? Status() : state.end_group();
}

Status ParquetFile::finish() {
  OYER_TRY_STATUS(state_->end_group());
  OYER_TRY_STATUS(checked(state_->writer->Close()));
  return checked(state_->file->Close());
}

}  // namespace oyer::datasets::detail
