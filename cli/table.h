// Table: columns of text, aligned, for a person or a golden file.
#pragma once

#include <string>
#include <vector>

namespace oyer::cli {

struct Column {
  std::string title;  // may have several lines; they stand at the bottom of the heading
  enum class Align { left, right } align = Align::left;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  // As many cells as columns. They must be printable.
  void row(std::vector<std::string> cells);
  // A line between the rows before and the rows behind.
  void rule();
  // Heading, rows, each ended by a line end; two blanks between columns, none at the end of a line.
  std::string text() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;  // an empty one is a rule
};

// Characters that a terminal shows for UTF-8 text, counting each code point as one.
std::size_t width_of(const std::string& text) noexcept;

// At most `most` characters, with "…" for what is left out.
std::string shortened(const std::string& text, std::size_t most);

}  // namespace oyer::cli
