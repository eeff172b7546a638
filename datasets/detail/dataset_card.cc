#include "datasets/detail/dataset_card.h"

#include <algorithm>
#include <array>
#include <optional>

namespace oyer::datasets::detail {
namespace {

// Of the format that the loader is shown, in one split; nullopt where there is none. It takes one format a folder.
std::optional<Shard> sum_of(const std::vector<Shard>& shards, const std::string& split, const std::string& ending) {
  std::optional<Shard> sum;
  for (const Shard& shard : shards) {
    if (!shard.path.starts_with("data/" + split + "-") || !shard.path.ends_with(ending)) continue;
    if (!sum) sum.emplace();
    sum->rows += shard.rows;
    sum->bytes += shard.bytes;
  }
  return sum;
}

std::string_view type_name(Column::Type type) {
  switch (type) {
    case Column::Type::text: return "string";
    case Column::Type::whole: return "int64";
    case Column::Type::number: return "float64";
    case Column::Type::truth: return "bool";
    case Column::Type::time: return "timestamp[us, tz=UTC]";
    case Column::Type::record: return "struct";
  }
  return "?";
}

void add_features(std::string& head, const Columns& columns, const std::string& indent) {
  for (const Column& column : columns) {
    head += indent + "- name: " + column.name + "\n";
    if (column.type == Column::Type::record) {
      head += indent + (column.list ? "  list:\n" : "  struct:\n");
      add_features(head, column.fields, indent + "  ");
    } else {
      const std::string type = "'" + std::string(type_name(column.type)) + "'\n";
      head += indent + (column.list ? "  sequence: " : "  dtype: ") + type;
    }
  }
}

std::string size_category(std::uint64_t rows) {
  constexpr std::array<std::pair<std::uint64_t, const char*>, 6> steps = {{{1'000, "n<1K"},
                                                                           {10'000, "1K<n<10K"},
                                                                           {100'000, "10K<n<100K"},
                                                                           {1'000'000, "100K<n<1M"},
                                                                           {10'000'000, "1M<n<10M"},
                                                                           {100'000'000, "10M<n<100M"}}};
  for (const auto& [limit, name] : steps)
    if (rows < limit) return name;
  return "n>100M";
}

std::string head_of(const std::vector<Shard>& shards, const Columns& columns, std::uint64_t samples) {
  std::string head = "---\npretty_name: Code corpus\nlicense: other\nlanguage:\n- code\ntask_categories:\n";
  head += "- text-generation\ntags:\n- code\nsize_categories:\n- " + size_category(samples) + "\n";
  const auto is_parquet = [](const Shard& shard) { return shard.path.ends_with(".parquet"); };
  const std::string ending = std::any_of(shards.begin(), shards.end(), is_parquet) ? ".parquet" : ".jsonl.zst";
  std::string files, splits;
  for (const std::string split : {"train", "validation"}) {
    const auto sum = sum_of(shards, split, ending);
    if (!sum) continue;
    files += "  - split: " + split + "\n    path: data/" + split + "-*" + ending + "\n";
    splits += "  - name: " + split + "\n    num_examples: " + std::to_string(sum->rows) + "\n";
    splits += "    num_bytes: " + std::to_string(sum->bytes) + "\n";  // of the files
  }
  if (files.empty()) return head + "---\n";
  head += "configs:\n- config_name: default\n  data_files:\n" + files;
  head += "dataset_info:\n- config_name: default\n  features:\n";
  add_features(head, columns, "  ");
  head += "  splits:\n" + splits;
  return head + "---\n";
}

// As a cell of a table can hold it: text that Markdown, and the HTML within it, make nothing of.
std::string cell(std::string_view text) {
  constexpr std::string_view special = "\\`*_[]<>|~&!";
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out;
}

std::string counts_table(const json::object& totals, const char* key, const std::string& title) {
  const json::object* counts = json::find_object(totals, key);
  if (counts == nullptr || counts->empty()) return "";
  std::string table = "\n| " + title + " | |\n|---|---:|\n";
  for (const auto& [name, count] : *counts) table += "| " + cell(name) + " | " + json::print(count) + " |\n";
  return table;
}

std::string text_in(const json::value& object, const char* key) {
  const json::string* text = object.is_object() ? json::find_string(object.as_object(), key) : nullptr;
  return text == nullptr ? "" : std::string(json::view(*text));
}

std::string number_in(const json::object& object, const char* key) {
  const json::value* value = json::find(object, key);
  return value == nullptr ? "0" : json::print(*value);
}

}  // namespace

std::string card_of(const json::object& manifest, const std::vector<Shard>& shards, const Columns& columns) {
  const json::object* found = json::find_object(manifest, "totals");
  const json::object totals = found == nullptr ? json::object() : *found;
  const json::value* samples = json::find(totals, "samples");
  const bool counted = samples != nullptr && samples->is_number();
  const json::value* options = json::find(manifest, "options");
  std::string card = head_of(shards, columns, counted ? samples->to_number<std::uint64_t>() : 0);
  card +=
      "\n# Code corpus\n\nBuilt by Oyer from git repositories: " + number_in(totals, "samples") +
      " samples of the unit `" + (options == nullptr ? "" : text_in(*options, "unit")) + "`, " +
      number_in(totals, "tokens") + " tokens together, out of " + number_in(totals, "kept") + " of " +
      number_in(totals, "files") +
      " files.\n\n    datasets.load_dataset(\"FOLDER\")\n\n`manifest.json` holds the options, the inputs with their "
      "commits, the digest of every shard and the totals;\n`files/` and `dropped/` say of every file why it is "
      "here or not. Each row carries the licences that were found for its files, with the evidence, and what each "
      "rule decided.\n\n";
  card += "| repository | commit |\n|---|---|\n";
  if (const json::array* inputs = json::find_array(manifest, "inputs"))
    for (const json::value& input : *inputs)
      card += "| " + cell(text_in(input, "name")) + " | " + cell(text_in(input, "commit")) + " |\n";
  card += counts_table(totals, "licenses", "kept by licence");
  card += counts_table(totals, "languages", "kept by language");
  card += counts_table(totals, "dropped", "files dropped because");
  return card + counts_table(totals, "left_out", "units left out because");
}

}  // namespace oyer::datasets::detail
