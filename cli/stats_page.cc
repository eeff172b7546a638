#include "cli/stats_page.h"

#include <algorithm>
#include <functional>
#include <vector>

#include <fmt/format.h>

#include "base/units.h"
#include "cli/plot.h"
#include "cli/stats_style.h"

namespace oyer::cli {
namespace {

using json::count_in;
using json::count_of;
using json::number_in;
using json::text_in;

std::string named(std::string_view name, std::string_view otherwise) {
  return std::string(name.empty() ? otherwise : name);
}

// The largest first, of equals by name.
void sort_rows(std::vector<PlotRow>& rows) {
  std::sort(rows.begin(), rows.end(), [](const PlotRow& a, const PlotRow& b) {
    return a.parts.front() != b.parts.front() ? a.parts.front() > b.parts.front() : a.label < b.label;
  });
}

// {"name": 3, …}
std::vector<PlotRow> rows_of_counts(const json::object& stats, std::string_view key, std::string_view unnamed) {
  std::vector<PlotRow> rows;
  if (const json::object* counts = json::find_object(stats, key))
    for (const auto& [name, count] : *counts) rows.push_back({named(name, unnamed), {count_of(count)}, {}});
  sort_rows(rows);
  return rows;
}

// What the table says of a tally beside its files.
std::string together(const json::object& tally) { return to_string(Bytes{count_in(tally, "bytes")}); }
std::string items_found(const json::object& tally) { return with_commas(count_in(tally, "items")); }

// {"name": {"files": 3, …}, …}
std::vector<PlotRow> rows_of_tallies(const json::object& stats, std::string_view key, std::string_view unnamed,
                                     std::string (*more)(const json::object&)) {
  std::vector<PlotRow> rows;
  if (const json::object* tallies = json::find_object(stats, key))
    for (const auto& [name, tally] : *tallies)
      if (tally.is_object())
        rows.push_back({named(name, unnamed), {count_in(tally.as_object(), "files")}, {more(tally.as_object())}});
  sort_rows(rows);
  return rows;
}

// [{"from", "to", "count"}, …]
std::vector<PlotRow> rows_of_bins(const json::object& stats, std::string_view key,
                                  const std::function<std::string(const json::object&)>& label) {
  std::vector<PlotRow> rows;
  if (const json::array* bins = json::find_array(stats, key))
    for (const json::value& bin : *bins)
      if (bin.is_object()) rows.push_back({label(bin.as_object()), {count_in(bin.as_object(), "count")}, {}});
  const bool any = std::any_of(rows.begin(), rows.end(), [](const PlotRow& row) { return row.parts[0] > 0; });
  return any ? rows : std::vector<PlotRow>();
}

// Bins that double begin at a power of two: "512", "4k", "1M".
std::string doubled(std::uint64_t from) {
  constexpr std::string_view units = " kMGTPE";
  std::size_t unit = 0;
  for (; from >= 1024 && from % 1024 == 0 && unit + 1 < units.size(); ++unit) from /= 1024;
  return unit == 0 ? std::to_string(from) : std::to_string(from) + units[unit];
}
std::string doubling_label(const json::object& bin) { return doubled(count_in(bin, "from")); }

std::string fates(const json::object& stats) {
  Plot plot{
      "fates", "Files kept and left out", "Left out: by the first reason that was found", "", {"kept", "left out"}};
  plot.head = "fate";
  plot.more = {"together"};
  std::vector<PlotRow> dropped = rows_of_tallies(stats, "by_reason", "no reason given", together);
  if (count_in(stats, "files") > 0)
    plot.rows.push_back({"kept", {count_in(stats, "kept"), 0}, {to_string(Bytes{count_in(stats, "bytes_kept")})}});
  for (PlotRow& row : dropped) plot.rows.push_back({row.label, {0, row.parts[0]}, row.more});
  return bars_figure(plot, 18);
}

std::string repositories(const json::object& stats) {
  Plot plot{"repositories", "Repositories", "Files kept and left out of each", "repository", {"kept", "left out"}};
  plot.more = {"kept together"};
  if (const json::array* list = json::find_array(stats, "by_repository"))
    for (const json::value& value : *list) {
      if (!value.is_object()) continue;
      const json::object& one = value.as_object();
      const std::uint64_t files = count_in(one, "files"), kept = std::min(count_in(one, "kept"), files);
      plot.rows.push_back(
          {text_in(one, "name"), {kept, files - kept}, {to_string(Bytes{count_in(one, "bytes_kept")})}});
    }
  sort_rows(plot.rows);
  return bars_figure(plot);
}

std::string languages(const json::object& stats) {
  Plot plot{"languages", "Languages", "Files kept", "language"};
  plot.more = {"together"};
  plot.rows = rows_of_tallies(stats, "by_language", "unknown", together);
  return bars_figure(plot);
}

std::string counts(const json::object& stats, const char* key, Plot plot, const char* unnamed) {
  plot.rows = rows_of_counts(stats, key, unnamed);
  return bars_figure(plot);
}

std::string imports(const json::object& stats) {
  Plot plot{"imports",
            "Imports",
            "What import statements of the files kept resolve to",
            "language",
            {"unique", "ambiguous", "external", "dynamic"}};
  const auto add = [&plot](const std::string& label, const json::object& by_status) {
    PlotRow row{label, {}, {}};
    for (const std::string& status : plot.series) row.parts.push_back(count_in(by_status, status));
    plot.rows.push_back(std::move(row));
  };
  const json::object* by_language = json::find_object(stats, "imports_by_language");
  if (by_language != nullptr) {
    for (const auto& [language, by_status] : *by_language)
      if (by_status.is_object()) add(language, by_status.as_object());
    sort_rows(plot.rows);
  } else if (const json::object* all = json::find_object(stats, "imports")) {
    add("all languages", *all);
  }
  const auto is_empty = [](const PlotRow& row) {
    return std::all_of(row.parts.begin(), row.parts.end(), [](std::uint64_t part) { return part == 0; });
  };
  std::erase_if(plot.rows, is_empty);
  return bars_figure(plot);
}

std::string duplicates(const json::object& stats) {
  Plot plot{
      "duplicates", "Duplicates", "Members of clusters, whose best one alone stays", "kind", {"files", "repositories"}};
  const json::object* levels = json::find_object(stats, "duplicates");
  const json::object none;
  const json::object* files = levels == nullptr ? nullptr : json::find_object(*levels, "file");
  const json::object* projects = levels == nullptr ? nullptr : json::find_object(*levels, "project");
  if (files == nullptr) files = &none;
  if (projects == nullptr) projects = &none;
  for (const auto& [kind, count] : *files)
    plot.rows.push_back({kind, {count_of(count), count_in(*projects, kind)}, {}});
  for (const auto& [kind, count] : *projects)
    if (json::find(*files, kind) == nullptr) plot.rows.push_back({kind, {0, count_of(count)}, {}});
  sort_rows(plot.rows);
  return bars_figure(plot);
}

std::string cluster_sizes(const json::object& stats) {
  Plot plot{"cluster-sizes",
            "Sizes of clusters",
            "Clusters, from so many files to twice as many",
            "files, from",
            {"clusters"}};
  plot.rows = rows_of_bins(stats, "cluster_sizes", doubling_label);
  return columns_figure(plot);
}

std::string contaminated(const json::object& stats) {
  Plot plot{"contaminated", "Benchmarks", "Files left out for what they hold of one", "benchmark"};
  plot.more = {"items found"};
  plot.rows = rows_of_tallies(stats, "contaminated", "", items_found);
  return bars_figure(plot);
}

std::string file_sizes(const json::object& stats) {
  Plot plot{"file-sizes", "Sizes of files", "Files kept, from so many bytes to twice as many", "bytes, from"};
  plot.rows = rows_of_bins(stats, "file_bytes", doubling_label);
  return columns_figure(plot);
}

std::string sample_tokens(const json::object& stats) {
  Plot plot{"sample-tokens", "Sizes of samples", "", "tokens, from", {"samples"}};
  plot.rows = rows_of_bins(stats, "sample_tokens", doubling_label);
  const json::object* options = json::find_object(stats, "options");
  const std::uint64_t budget = options == nullptr ? 0 : count_in(*options, "budget");
  plot.note = "Samples, from so many tokens to twice as many";
  if (count_in(stats, "samples_unread") > 0) plot.note = "Unknown: the samples are in Parquet, which is not read here";
  if (budget == 0) return columns_figure(plot);
  const std::uint64_t over = count_in(stats, "samples_over_budget");
  plot.note += over == 0 ? fmt::format("; none is over the budget of {}", with_commas(budget))
                         : fmt::format("; {} over the budget of {}: single files that are larger", with_commas(over),
                                       with_commas(budget));
  // In front of the first bin that begins at the budget or above.
  ColumnMark mark{0, "budget " + with_commas(budget)};
  if (const json::array* bins = json::find_array(stats, "sample_tokens"))
    for (const json::value& bin : *bins)
      if (bin.is_object() && count_in(bin.as_object(), "from") < budget) ++mark.before;
  return columns_figure(plot, mark);
}

std::string context(const json::object& stats) {
  Plot plot{"context", "Context", "", "share of references resolved, from", {"samples"}};
  plot.rows = rows_of_bins(stats, "sample_context_resolution",
                           [](const json::object& bin) { return fmt::format("{:.1f}", number_in(bin, "from")); });
  plot.note =
      fmt::format("Samples by the share of references that are resolved before their use; {} have none to resolve",
                  with_commas(count_in(stats, "samples_without_references")));
  return columns_figure(plot);
}

std::string tile(const char* name, const std::string& value, const std::string& more) {
  return fmt::format("<div><dt>{}</dt><dd>{}<small>{}</small></dd></div>\n", name, html_text(value), html_text(more));
}

std::string tiles(const json::object& stats) {
  const std::uint64_t files = count_in(stats, "files"), kept = count_in(stats, "kept");
  std::string text = "<dl class=\"tiles\">\n";
  text += tile("Files kept", with_commas(kept),
               fmt::format("of {} ({:.1f} %)", with_commas(files),
                           files == 0 ? 0.0 : 100.0 * static_cast<double>(kept) / static_cast<double>(files)));
  text += tile("Text kept", to_string(Bytes{count_in(stats, "bytes_kept")}),
               count_in(stats, "repositories") == 1
                   ? "of one repository"
                   : fmt::format("of {} repositories", with_commas(count_in(stats, "repositories"))));
  text += tile("Samples", with_commas(count_in(stats, "samples")),
               fmt::format("{} tokens together", with_commas(count_in(stats, "tokens"))));
  text += tile("context_resolution", fmt::format("{:.3f}", number_in(stats, "context_resolution")),
               fmt::format("{} of {} references", with_commas(count_in(stats, "references_resolved")),
                           with_commas(count_in(stats, "references_resolvable"))));
  return text + "</dl>\n";
}

std::string plain(const json::value& value) {
  return value.is_string() ? std::string(json::view(value.as_string())) : json::print(value);
}

std::string inputs(const json::object& stats) {
  std::string text;
  if (const json::array* list = json::find_array(stats, "inputs")) {
    text +=
        "<section><h2>Inputs</h2><table class=\"words\"><thead><tr><th scope=\"col\">repository</th>"
        "<th scope=\"col\">revision</th><th scope=\"col\">commit</th></tr></thead><tbody>\n";
    for (const json::value& value : *list)
      if (value.is_object())
        text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td><code>{}</code></td></tr>\n",
                            html_text(text_in(value.as_object(), "name")),
                            html_text(text_in(value.as_object(), "revision")),
                            html_text(text_in(value.as_object(), "commit")));
    text += "</tbody></table></section>\n";
  }
  if (const json::object* options = json::find_object(stats, "options")) {
    text += "<section><h2>Options</h2><p>";
    for (const auto& [key, value] : *options)
      text += fmt::format("<code>{}={}</code> ", html_text(key), html_text(plain(value)));
    text += "</p></section>\n";
  }
  return text;
}

}  // namespace

std::string stats_page(const json::object& stats) {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src "
      "data:\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Corpus statistics</title>\n"
      "<link rel=\"icon\" href=\"data:,\">\n<style>";
  page += stats_style;
  page +=
      "</style></head>\n<body>\n<h1>Corpus statistics</h1>\n<p>What this corpus holds, and what was left out and "
      "why. A token is estimated as four bytes where no tokenizer was named.</p>\n";
  page += tiles(stats) + "<main>\n";
  page += fates(stats) + repositories(stats) + languages(stats);
  page +=
      counts(stats, "licenses", {"licenses", "Licences", "Files kept, by what the licence allows", "licence"}, "none");
  page += counts(stats, "license_expressions", {"expressions", "Licence expressions", "Files kept", "expression"},
                 "none found");
  page += duplicates(stats) + cluster_sizes(stats) + contaminated(stats);
  if (json::find(stats, "left_out") != nullptr)
    page +=
        counts(stats, "left_out", {"left-out", "Functions and commits that are no samples", "", "reason", {"units"}},
               "no reason given");
  page += imports(stats) + context(stats) + sample_tokens(stats) + file_sizes(stats);
  page += counts(stats, "redacted",
                 {"redacted", "Taken out", "Secrets and personal data in files kept", "class", {"findings"}}, "other");
  page += counts(stats, "redaction_rules", {"rules", "Taken out, by rule", "", "rule", {"findings"}}, "other");
  return page + "</main>\n" + inputs(stats) + "</body></html>\n";
}

}  // namespace oyer::cli
