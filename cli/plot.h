// Plots as parts of a page of HTML: a figure with an inline SVG and, behind it, the same numbers as a table.
//
// Everything a caller passes as text may come from a hostile repository and is escaped here; ids, units and the names
// of series are ours. No script, no style that is not the page's, nothing fetched.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oyer::cli {

// `text` as the text of an element or the value of a quoted attribute: printable, and with & < > " ' as references.
std::string html_text(std::string_view text);

// "12,345"
std::string with_commas(std::uint64_t number);

struct PlotRow {
  std::string label;
  std::vector<std::uint64_t> parts;  // one for each series
  std::vector<std::string> more;     // further cells of the table
};

struct Plot {
  std::string id;                               // [a-z-]+, one of its kind on a page
  std::string title;                            // what is counted, as a sentence's beginning
  std::string note;                             // one line under the title; may be empty
  std::string head;                             // of the table's first column
  std::vector<std::string> series = {"files"};  // four at most
  std::vector<std::string> more = {};           // heads of further columns
  std::vector<PlotRow> rows = {};
};

// Horizontal bars, a row each, in the order given; behind the first `most` rows the rest is one bar. The table has all.
std::string bars_figure(const Plot& plot, std::size_t most = 14);

// Upright columns side by side, for numbers in bins. `mark`: a line in front of the column of that place, with a word.
struct ColumnMark {
  std::size_t before = 0;
  std::string text;
};
std::string columns_figure(const Plot& plot, const std::optional<ColumnMark>& mark = std::nullopt);

}  // namespace oyer::cli
