#include "datasets/columns.h"

#include <array>

namespace oyer::datasets {
namespace {

constexpr int kDeepest = 8;
constexpr std::array kTypes = {"text", "whole", "number", "truth", "time", "record"};

Result<Columns> parse(const json::value& value, int depth) {
  const auto bad = [](const std::string& what) { return fail(invalid_input("columns: " + what)); };
  if (!value.is_array()) return bad("expected a list");
  if (depth > kDeepest) return bad("records lie too deep");
  Columns columns;
  for (const json::value& one : value.as_array()) {
    if (!one.is_object()) return bad("expected an object for each column");
    const json::string* name = json::find_string(one.as_object(), "name");
    const json::string* type = json::find_string(one.as_object(), "type");
    if (name == nullptr || type == nullptr) return bad("a column has a name and a type");
    std::size_t found = 0;
    while (found < kTypes.size() && json::view(*type) != kTypes[found]) ++found;
    if (found == kTypes.size()) return bad("no type is called '" + std::string(json::view(*type)) + "'");
    Column column{std::string(json::view(*name)), static_cast<Column::Type>(found), false, {}};
    if (const json::value* list = json::find(one.as_object(), "list")) column.list = list->is_bool() && list->as_bool();
    if (column.type == Column::Type::record) {
      const json::value* fields = json::find(one.as_object(), "fields");
      if (fields == nullptr) return bad("a record has fields");
      OYER_TRY(column.fields, parse(*fields, depth + 1));
    }
    columns.push_back(std::move(column));
  }
  if (columns.empty()) return bad("there is none");
  return columns;
}

}  // namespace

json::array to_json(const Columns& columns) {
  json::array list;
  for (const Column& column : columns) {
    json::object one{{"name", column.name}, {"type", kTypes[static_cast<std::size_t>(column.type)]}};
    if (column.list) one["list"] = true;
    if (column.type == Column::Type::record) one["fields"] = to_json(column.fields);
    list.push_back(std::move(one));
  }
  return list;
}

Result<Columns> parse_columns(const json::value& value) { return parse(value, 0); }

}  // namespace oyer::datasets
