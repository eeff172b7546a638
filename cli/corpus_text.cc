#include "cli/corpus_text.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/units.h"
#include "cli/output.h"
#include "cli/table.h"

namespace oyer::cli {
namespace {

using json::count_in;
using json::number_in;

std::string text_in(const json::object& o, std::string_view key) { return printable(json::text_in(o, key)); }

// The counts of an object, the largest first, of equals by name.
std::string counts_table(const json::object& totals, std::string_view key, const char* title) {
  const json::object* counts = json::find_object(totals, key);
  if (counts == nullptr || counts->empty()) return "";
  std::vector<std::pair<std::uint64_t, std::string>> rows;
  for (const auto& [name, value] : *counts) rows.emplace_back(count_in(*counts, name), printable(name));
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  Table table({{title}, {"files", Column::Align::right}});
  for (const auto& [count, name] : rows) table.row({name, std::to_string(count)});
  return "\n" + table.text();
}

// What else, beside rules with numbers, decided: a request, another file, a benchmark.
std::string why_lost(const json::object& row) {
  std::string text;
  if (const std::string asked = text_in(row, "opt_out"); !asked.empty())
    text += fmt::format("  asked for: {}\n", asked);
  if (const json::object* of = json::find_object(row, "duplicate_of"))
    text += fmt::format("  says again ({}, Jaccard {:.3f}) what {} {} says\n", text_in(*of, "how"),
                        number_in(*of, "jaccard"), text_in(*of, "repo_name"), text_in(*of, "path"));
  if (const std::uint64_t others = count_in(row, "duplicates"); others > 0)
    text += fmt::format("  {} files that say the same were dropped for it\n", others);
  const json::array* evidence = json::find_array(row, "contamination");
  for (std::size_t i = 0; evidence != nullptr && i < evidence->size(); ++i) {
    if (!(*evidence)[i].is_object()) continue;
    const json::object& one = (*evidence)[i].as_object();
    text += fmt::format("  {} {} {}: {} at bytes {} to {}\n", text_in(one, "benchmark"), text_in(one, "item"),
                        text_in(one, "part"), text_in(one, "kind"), count_in(one, "begin"), count_in(one, "end"));
  }
  return text;
}

std::string people_text(const json::object& totals) {
  const json::object* dropped = json::find_object(totals, "dropped");
  const std::uint64_t cut =
      dropped == nullptr ? 0 : count_in(*dropped, "people:missing") + count_in(*dropped, "people:corrupt");
  if (cut == 0) return "";
  return fmt::format(
      "\nthe history of {} cannot be read to its beginning, so that not all who worked there are known and taken out "
      "of texts; 'oyer corpus why OUT NAME' says how far\n",
      cut == 1 ? "one repository" : fmt::format("{} repositories", cut));
}

std::string unread_text(const json::object& manifest) {
  const json::object* totals = json::find_object(manifest, "totals");
  const std::uint64_t unread = totals == nullptr ? 0 : count_in(*totals, "repositories_unread");
  if (unread == 0) return "";
  return fmt::format("\n{} could not be read and {} left out; 'oyer corpus why OUT NAME' says why\n",
                     unread == 1 ? "one repository" : fmt::format("{} repositories", unread),
                     unread == 1 ? "is" : "are");
}

}  // namespace

std::string corpus_text(const json::object& manifest) {
  const json::object* found = json::find_object(manifest, "totals");
  const json::object totals = found == nullptr ? json::object() : *found;
  const std::uint64_t files = count_in(totals, "files"), kept = count_in(totals, "kept");
  const std::uint64_t repositories = count_in(totals, "repositories");
  std::string text = fmt::format("{} of {} files of {} kept ({}), in {} samples of {} tokens together\n", kept, files,
                                 repositories == 1 ? "one repository" : fmt::format("{} repositories", repositories),
                                 to_string(Bytes{count_in(totals, "bytes_kept")}), count_in(totals, "samples"),
                                 count_in(totals, "tokens"));
  if (const json::object* imports = json::find_object(totals, "imports")) {
    text += fmt::format("imports: {} unique, {} ambiguous, {} external, {} dynamic\n", count_in(*imports, "unique"),
                        count_in(*imports, "ambiguous"), count_in(*imports, "external"), count_in(*imports, "dynamic"));
  }
  text += fmt::format("context_resolution {:.3f}: {} of {} references resolved before their use\n",
                      number_in(totals, "context_resolution"), count_in(totals, "references_resolved"),
                      count_in(totals, "references_resolvable"));
  text += counts_table(totals, "languages", "kept by language");
  text += counts_table(totals, "licenses", "kept by licence");
  text += counts_table(totals, "dropped", "dropped because");
  return text + people_text(totals) + unread_text(manifest);
}

std::string why_text(const json::object& row) {
  const json::value* kept = json::find(row, "kept");
  const bool is_kept = kept != nullptr && kept->is_bool() && kept->as_bool();
  std::string text =
      fmt::format("{} {} @ {}\n  {}\n", text_in(row, "repo_name"), text_in(row, "path"),
                  text_in(row, "revision_id").substr(0, 12), is_kept ? "kept" : "dropped: " + text_in(row, "reason"));
  if (const std::string unread = text_in(row, "unread"); !unread.empty()) return text + "  " + unread + "\n";
  text += fmt::format(
      "  blob {}, {}, {}, {}\n", text_in(row, "blob_id"), to_string(Bytes{count_in(row, "length_bytes")}),
      text_in(row, "language").empty() ? "language unknown" : text_in(row, "language"), text_in(row, "src_encoding"));
  for (const char* key : {"why_vendored", "why_generated", "license", "license_type"})
    if (const std::string why = text_in(row, key); !why.empty()) text += fmt::format("  {}: {}\n", key, why);
  text += why_lost(row);
  if (const json::array* decisions = json::find_array(row, "decisions"); decisions != nullptr && !decisions->empty()) {
    Table table({{"  rule"}, {"value", Column::Align::right}, {"limit", Column::Align::right}, {""}});
    for (const json::value& value : *decisions) {
      if (!value.is_object()) continue;
      const json::object& d = value.as_object();
      const json::value* drop = json::find(d, "drop");
      table.row({"  " + text_in(d, "rule"), fmt::format("{:.4g}", number_in(d, "value")),
                 fmt::format("{:.4g}", number_in(d, "limit")),
                 drop != nullptr && drop->is_bool() && drop->as_bool() ? "drops" : ""});
    }
    text += table.text();
  }
  if (const json::array* samples = json::find_array(row, "samples"))
    for (const json::value& sample : *samples)
      if (sample.is_string()) text += fmt::format("  in sample {}\n", printable(json::view(sample.as_string())));
  return text;
}

}  // namespace oyer::cli
