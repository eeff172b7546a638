#include "cli/plot.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "cli/output.h"
#include "cli/table.h"

namespace oyer::cli {
namespace {

// In the units of the drawing, which the page scales.
constexpr double kWidth = 460, kLabels = 158, kRow = 24, kBar = 15;
constexpr double kHeight = 170, kTop = 26, kGround = 140;

std::uint64_t sum_of(const PlotRow& row) {
  return std::accumulate(row.parts.begin(), row.parts.end(), std::uint64_t{0});
}

std::uint64_t most_of(const std::vector<PlotRow>& rows) {
  std::uint64_t most = 0;
  for (const PlotRow& row : rows) most = std::max(most, sum_of(row));
  return most;
}

double scaled(std::uint64_t number, std::uint64_t most, double length) {
  return most == 0 ? 0 : length * static_cast<double>(number) / static_cast<double>(most);
}

std::string table_of(const Plot& plot) {
  std::string text =
      "<details><summary>As a table</summary><table><thead><tr><th scope=\"col\">" + html_text(plot.head) + "</th>";
  for (const auto* heads : {&plot.series, &plot.more})
    for (const std::string& head : *heads) text += "<th scope=\"col\">" + html_text(head) + "</th>";
  text += "</tr></thead><tbody>\n";
  for (const PlotRow& row : plot.rows) {
    text += "<tr><th scope=\"row\">" + html_text(row.label) + "</th>";
    for (const std::uint64_t part : row.parts) text += "<td>" + with_commas(part) + "</td>";
    for (const std::string& cell : row.more) text += "<td>" + html_text(cell) + "</td>";
    text += "</tr>\n";
  }
  return text + "</tbody></table></details>";
}

std::string legend_of(const Plot& plot) {
  if (plot.series.size() < 2) return "";
  std::string text = "<p class=\"legend\">";
  for (std::size_t i = 0; i < plot.series.size(); ++i)
    text += fmt::format("<span><i class=\"s{}\"></i>{}</span>", i, html_text(plot.series[i]));
  return text + "</p>\n";
}

std::string figure(const Plot& plot, double height, const std::string& drawing) {
  std::string text = fmt::format("<figure id=\"plot-{}\"><figcaption><h2>{}</h2>", plot.id, html_text(plot.title));
  if (!plot.note.empty()) text += "<p>" + html_text(plot.note) + "</p>";
  text += "</figcaption>\n";
  if (plot.rows.empty()) return text + "<p class=\"none\">none</p></figure>\n";
  text += legend_of(plot);
  text += fmt::format(
      "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"title-{}\"><title id=\"title-{}\">{}. The table "
      "below has the numbers.</title>\n{}</svg>\n",
      kWidth, height, plot.id, plot.id, html_text(plot.title), drawing);
  return text + table_of(plot) + "</figure>\n";
}

// What a pointer that rests on it is told.
std::string tip(const Plot& plot, const PlotRow& row) {
  std::string text = html_text(row.label) + ":";
  for (std::size_t i = 0; i < row.parts.size(); ++i)
    text += fmt::format("{} {} {}", i == 0 ? "" : ",", with_commas(row.parts[i]), html_text(plot.series[i]));
  return "<title>" + text + "</title>";
}

std::vector<PlotRow> with_rest(const std::vector<PlotRow>& rows, std::size_t most) {
  if (rows.size() <= most + 1) return rows;
  std::vector<PlotRow> some(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(most));
  PlotRow rest{
      fmt::format("{} more", with_commas(rows.size() - most)), std::vector<std::uint64_t>(rows[0].parts.size()), {}};
  for (std::size_t i = most; i < rows.size(); ++i)
    for (std::size_t part = 0; part < rest.parts.size(); ++part) rest.parts[part] += rows[i].parts[part];
  some.push_back(std::move(rest));
  return some;
}

// "1.2k" where room is short.
std::string briefly(std::uint64_t number) {
  constexpr std::string_view units = "kMGTPE";
  if (number < 10000) return std::to_string(number);
  auto value = static_cast<double>(number);
  std::size_t unit = 0;
  for (value /= 1000; value >= 999.5 && unit + 1 < units.size(); ++unit) value /= 1000;
  return fmt::format("{:.{}f}{}", value, value < 9.95 ? 1 : 0, units[unit]);
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text)) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

std::string with_commas(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string bars_figure(const Plot& plot, std::size_t most) {
  const std::vector<PlotRow> rows = with_rest(plot.rows, most);
  const std::uint64_t longest = most_of(rows);
  const double room = kWidth - kLabels - 72;
  std::string drawing;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double top = static_cast<double>(i) * kRow + (kRow - kBar) / 2, base = top + kBar - 3;
    drawing += fmt::format("<g class=\"row\">{}<text class=\"label\" x=\"{:.2f}\" y=\"{:.2f}\">{}</text>",
                           tip(plot, rows[i]), kLabels, base, html_text(shortened(printable(rows[i].label), 20)));
    double left = kLabels + 8;
    for (std::size_t part = 0; part < rows[i].parts.size(); ++part) {
      const double width = scaled(rows[i].parts[part], longest, room);
      if (rows[i].parts[part] == 0) continue;
      drawing += fmt::format("<rect class=\"s{}\" x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{}\"/>", part,
                             left, top, std::max(width, 0.5), kBar);
      left += width;
    }
    drawing += fmt::format("<text class=\"value\" x=\"{:.2f}\" y=\"{:.2f}\">{}</text></g>\n", left + 5, base,
                           with_commas(sum_of(rows[i])));
  }
  return figure(plot, std::max(static_cast<double>(rows.size()) * kRow, kRow), drawing);
}

std::string columns_figure(const Plot& plot, const std::optional<ColumnMark>& mark) {
  const std::uint64_t highest = most_of(plot.rows);
  const double step = kWidth / static_cast<double>(std::max<std::size_t>(plot.rows.size(), 1));
  const double width = std::min(step * 0.82, 60.0);
  // Every label where there is room, else every second, third, …
  const auto every = static_cast<std::size_t>(44.0 / step) + 1;
  std::string drawing = fmt::format("<path class=\"ground\" d=\"M0 {}H{}\"/>\n", kGround + 0.5, kWidth);
  for (std::size_t i = 0; i < plot.rows.size(); ++i) {
    const PlotRow& row = plot.rows[i];
    const double middle = (static_cast<double>(i) + 0.5) * step;
    const double height = scaled(sum_of(row), highest, kGround - kTop);
    drawing += "<g class=\"row\">" + tip(plot, row);
    if (sum_of(row) > 0) {
      drawing += fmt::format("<rect class=\"s0\" x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\"/>",
                             middle - width / 2, kGround - std::max(height, 0.5), width, std::max(height, 0.5));
      drawing += fmt::format("<text class=\"count\" x=\"{:.2f}\" y=\"{:.2f}\">{}</text>", middle, kGround - height - 5,
                             briefly(sum_of(row)));
    }
    if (i % every == 0)
      drawing += fmt::format("<text class=\"bin\" x=\"{:.2f}\" y=\"{}\">{}</text>", middle, kGround + 17,
                             html_text(row.label));
    drawing += "</g>\n";
  }
  if (mark) {
    const double x = std::clamp(static_cast<double>(mark->before) * step, 1.0, kWidth - 1);
    const bool is_left = x < kWidth / 2;
    drawing += fmt::format(
        "<path class=\"mark\" d=\"M{:.2f} 12V{}\"/><text class=\"mark-text\" x=\"{:.2f}\" y=\"10\" "
        "text-anchor=\"{}\">{}</text>\n",
        x, kGround, x, is_left ? "start" : "end", html_text(mark->text));
  }
  return figure(plot, kHeight, drawing);
}

}  // namespace oyer::cli
