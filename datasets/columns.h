// Columns: the names and types of what a row holds, for formats that must know them before the first row.
//
// Every column may be null, and is where a row lacks it.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace oyer::datasets {

struct Column {
  enum class Type {
    text,
    whole,   // 64 bits, signed
    number,  // a double
    truth,
    time,    // in JSON "2026-11-22T17:40:00Z"; to the microsecond
    record,  // of `fields`
  };
  std::string name;
  Type type = Type::text;
  bool list = false;
  std::vector<Column> fields;
  friend bool operator==(const Column&, const Column&) = default;
};

using Columns = std::vector<Column>;

json::array to_json(const Columns& columns);
// What to_json gave; invalid_input for anything else, and for records within more than 8 records.
Result<Columns> parse_columns(const json::value& value);

}  // namespace oyer::datasets
