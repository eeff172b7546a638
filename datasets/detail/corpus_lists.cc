#include "datasets/detail/corpus_lists.h"

#include <map>
#include <set>

#include "base/digest.h"
#include "base/file.h"
#include "datasets/detail/decontamination.h"

namespace oyer::datasets::detail {

Result<Lists> read_lists(const CorpusOptions& options) {
  OYER_TRY(OptOuts opt_outs, OptOuts::read(options.opt_outs));
  OYER_TRY(std::vector<BenchmarkText> benchmarks, read_benchmarks(options.benchmarks));
  Lists lists{std::move(opt_outs), std::move(benchmarks), {}, options.muted, std::nullopt};
  for (const std::filesystem::path& path : options.plain_texts) {
    OYER_TRY(std::string text, read_file(path));
    lists.plain_texts.push_back(std::move(text));
  }
  if (!options.tokenizer.empty()) {
    OYER_TRY(lists.tokenizer, Tokenizer::read(options.tokenizer));
  }
  return lists;
}

namespace {

// As the user gave them.
json::object places_json(const CorpusOptions& options) {
  json::array opt_outs, benchmarks, plain_texts;
  for (const std::filesystem::path& path : options.opt_outs) opt_outs.push_back(json::string(path.string()));
  for (const BenchmarkFile& file : options.benchmarks)
    benchmarks.push_back(json::object{{"name", file.name}, {"path", file.path.string()}});
  for (const std::filesystem::path& path : options.plain_texts) plain_texts.push_back(json::string(path.string()));
  json::object places;
  places["opt_outs"] = std::move(opt_outs);
  places["benchmarks"] = std::move(benchmarks);
  places["plain_texts"] = std::move(plain_texts);
  places["tokenizer"] = options.tokenizer.string();
  return places;
}

std::vector<std::filesystem::path> paths_in(const json::object& places, std::string_view key) {
  std::vector<std::filesystem::path> paths;
  if (const json::array* list = json::find_array(places, key))
    for (const json::value& path : *list)
      if (path.is_string()) paths.emplace_back(json::view(path.get_string()));
  return paths;
}

}  // namespace

bool take_lists(const json::object& named, CorpusOptions& options) {
  const json::object* places = json::find_object(named, "places");
  if (places == nullptr) return false;
  options.opt_outs = paths_in(*places, "opt_outs");
  options.plain_texts = paths_in(*places, "plain_texts");
  options.tokenizer = json::text_in(*places, "tokenizer");
  if (const json::array* list = json::find_array(*places, "benchmarks"))
    for (const json::value& one : *list)
      if (one.is_object())
        options.benchmarks.push_back(
            {json::text_in(one.get_object(), "name"), json::text_in(one.get_object(), "path")});
  if (const json::array* list = json::find_array(named, "muted"))
    for (const json::value& item : *list)
      if (item.is_string()) options.muted.emplace_back(json::view(item.get_string()));
  const json::value* muted = json::find(named, "muted");
  return json::print(places_json(options)) == json::print(*places) && muted != nullptr &&
         json::print(*muted) == json::print(json::value_from(options.muted));
}

json::object lists_json(const Lists& lists, const CorpusOptions& options) {
  std::map<std::string, std::vector<BenchmarkText>> by_name;
  for (const BenchmarkText& text : lists.benchmarks) by_name[text.benchmark].push_back(text);
  json::object benchmarks;
  for (const auto& [name, texts] : by_name) {
    std::set<std::string> items;
    for (const BenchmarkText& text : texts) items.insert(text.item);
    benchmarks[name] =
        json::object{{"items", items.size()}, {"texts", texts.size()}, {"digest", to_string(digest_of(texts))}};
  }
  json::array plain;
  for (const std::string& text : lists.plain_texts) plain.push_back(json::string(to_string(sha256(text))));
  json::object object;
  object["opt_outs"] = lists.opt_outs.empty() ? "" : to_string(lists.opt_outs.digest());
  object["benchmarks"] = std::move(benchmarks);
  object["plain_texts"] = std::move(plain);
  object["tokenizer"] = lists.tokenizer ? to_string(lists.tokenizer->digest()) : "";
  object["muted"] = json::value_from(lists.muted);
  object["places"] = places_json(options);
  return object;
}

Result<std::optional<BenchmarkIndex>> benchmark_index(Lists& lists) {
  DecontaminationOptions how;
  how.plain_texts = std::move(lists.plain_texts);
  how.muted = lists.muted;
  std::optional<BenchmarkIndex> index;
  if (!lists.benchmarks.empty()) {
    add_shapes(lists.benchmarks);
    index.emplace(std::move(lists.benchmarks), how);
    if (!index->unknown_muted().empty())
      return fail(invalid_input("'" + index->unknown_muted().front() +
                                "' is to be muted, but no item of the benchmarks given is called so"));
  } else if (!lists.muted.empty()) {
    return fail(invalid_input("'" + lists.muted.front() + "' is to be muted, but no benchmark is given"));
  }
  return index;
}

}  // namespace oyer::datasets::detail
