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

json::object lists_json(const Lists& lists) {
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
