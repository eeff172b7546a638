#include "cli/table.h"

#include <algorithm>

#include "base/error.h"

namespace oyer::cli {
namespace {

std::vector<std::string> lines_of(const std::string& title) {
  std::vector<std::string> lines(1);
  for (const char c : title) {
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  }
  return lines;
}

bool starts_character(char byte) noexcept { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

}  // namespace

std::size_t width_of(const std::string& text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string shortened(const std::string& text, std::size_t most) {
  if (width_of(text) <= most) return text;
  std::string kept;
  std::size_t characters = 0;
  for (const char byte : text) {
    if (starts_character(byte) && ++characters >= most) break;
    kept += byte;
  }
  return kept + "…";
}

void Table::row(std::vector<std::string> cells) {
  OYER_CHECK(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

void Table::rule() { rows_.emplace_back(); }

std::string Table::text() const {
  std::vector<std::size_t> widths;
  std::vector<std::vector<std::string>> titles;
  std::size_t heading = 0;
  for (const Column& column : columns_) {
    titles.push_back(lines_of(column.title));
    heading = std::max(heading, titles.back().size());
    widths.push_back(0);
    for (const std::string& title : titles.back()) widths.back() = std::max(widths.back(), width_of(title));
  }
  for (const auto& cells : rows_) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], width_of(cells[i]));
  }
  std::string text;
  const auto line = [&](const auto& cell_of) {
    std::string one;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string cell = cell_of(i);
      const std::string blanks(widths[i] - width_of(cell), ' ');
      one += columns_[i].align == Column::Align::left ? cell + blanks : blanks + cell;
      one += "  ";
    }
    one.erase(one.find_last_not_of(' ') + 1);
    text += one + "\n";
  };
  for (std::size_t n = heading; n > 0; --n) {
    line([&](std::size_t i) { return titles[i].size() < n ? "" : titles[i][titles[i].size() - n]; });
  }
  for (const auto& cells : rows_) {
    if (cells.empty())
      line([&](std::size_t i) { return std::string(widths[i], '-'); });
    else
      line([&](std::size_t i) { return cells[i]; });
  }
  return text;
}

}  // namespace oyer::cli
