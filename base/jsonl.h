// JSON lines, plain, gzip or zstd: one object a line, read without holding the file in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/units.h"
#include "base/utf8.h"

namespace oyer {

// One row: the parsed object and where it stood.
struct JsonLine {
  json::object row;
  std::uint64_t line = 0;  // 1-based
};

// One row unparsed: for formats whose numbers must not pass through a double, and for rows carried through as they are.
struct TextLine {
  std::string text;        // without the line's end
  std::uint64_t line = 0;  // 1-based
};

// Reads a file of JSON lines. gzip and zstd are recognised by their magic bytes, not their names. Blank lines are
// skipped. Not thread safe.
class JsonlReader {
 public:
  // A line longer than `line_limit` (after decompression) is refused rather than held.
  static Result<JsonlReader> open(const std::filesystem::path& path, Bytes line_limit = 64_MiB);

  JsonlReader(JsonlReader&&) noexcept;
  JsonlReader& operator=(JsonlReader&&) noexcept;
  ~JsonlReader();

  // The next row; nullopt at the end of the file. invalid_input as "FILE:LINE: reason; remedy" for a line that is not
  // UTF-8, not JSON, not an object, or too long, and for a truncated stream. After an error about one line the
  // reader stands behind that line and may be asked for the next.
  Result<std::optional<JsonLine>> next();

  // The same, but the line is only known to be UTF-8 and not blank.
  Result<std::optional<TextLine>> next_text();

  const std::filesystem::path& path() const noexcept;

 private:
  struct State;
  explicit JsonlReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Writes JSON lines; gzip when the path ends in ".gz", zstd when in ".zst". commit() makes the file appear under its
// name in one step; without it the destructor removes what was written. Not thread safe.
class JsonlWriter {
 public:
  static Result<JsonlWriter> create(const std::filesystem::path& path);
  JsonlWriter(JsonlWriter&&) noexcept;
  JsonlWriter& operator=(JsonlWriter&&) noexcept;
  ~JsonlWriter();
  Status write(const json::value& row);
  // A row that is JSON text already: one line, without its end.
  Status write_text(std::string_view row);
  Status commit();

 private:
  struct State;
  explicit JsonlWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer
