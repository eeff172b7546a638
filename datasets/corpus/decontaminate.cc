#include "datasets/corpus/decontaminate.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "base/error.h"
#include "datasets/detail/ngram_index.h"
#include "datasets/detail/substring_index.h"
#include "datasets/detail/words.h"

namespace oyer::datasets {
namespace {

using Run = detail::NgramIndex::Run;

// In how many items of one benchmark each key occurs, the most of all benchmarks.
template <class Key>
class Commonness {
 public:
  void add(const Key& key, std::uint32_t benchmark, std::uint32_t item) { items_[key][benchmark].insert(item); }

  bool common(const Key& key, std::size_t limit) const {
    const auto found = items_.find(key);
    if (limit == 0 || found == items_.end()) return false;
    return std::any_of(found->second.begin(), found->second.end(),
                       [&](const auto& items) { return items.second.size() >= limit; });
  }

 private:
  std::map<Key, std::map<std::uint32_t, std::set<std::uint32_t>>> items_;
};

std::string evidence(std::string_view text, Piece span) {
  constexpr std::size_t most = 240;
  std::string_view cut = text.substr(span.begin, span.end - span.begin);
  if (cut.size() > most) {
    cut = cut.substr(0, most);
    // Not through the middle of a character: its first byte goes with the rest.
    while (!cut.empty() && (static_cast<unsigned char>(text[span.begin + cut.size()]) & 0xC0U) == 0x80)
      cut.remove_suffix(1);
  }
  return std::string(cut);
}

}  // namespace

std::string_view name_of(ContaminationKind kind) noexcept {
  switch (kind) {
    case ContaminationKind::ngram: return "ngram";
    case ContaminationKind::substring: return "substring";
    case ContaminationKind::shape: return "shape";
  }
  return "ngram";
}

struct BenchmarkIndex::State {
  std::vector<BenchmarkText> texts;  // in order; without their text; the number of each is its place
  std::vector<bool> muted;
  std::vector<std::string> unknown_muted;
  std::vector<std::size_t> sizes;  // of n-grams, rising
  detail::NgramIndex ngrams;
  detail::SubstringIndex substrings;
  std::map<std::uint64_t, std::vector<std::uint32_t>> shapes;

  State(std::vector<BenchmarkText> given, const DecontaminationOptions& options);
  void mute(const std::vector<std::string>& names);
  void add_shapes(std::size_t common_items, const std::vector<std::uint32_t>& items,
                  const std::vector<std::uint32_t>& benchmarks);
  void find_runs(std::string_view text, std::vector<Contamination>& found) const;
  Contamination named(std::uint32_t number, ContaminationKind kind, std::string_view text, Piece span) const;
};

BenchmarkIndex::State::State(std::vector<BenchmarkText> given, const DecontaminationOptions& options)
    : texts(std::move(given)),
      sizes(options.ngrams),
      ngrams(sizes.empty() ? 1 : *std::min_element(sizes.begin(), sizes.end()), options.common_items),
      substrings(options.least_substring) {
  std::sort(sizes.begin(), sizes.end());
  OYER_CHECK(sizes.empty() || sizes.front() > 0);
  std::sort(texts.begin(), texts.end(), [](const BenchmarkText& a, const BenchmarkText& b) {
    return std::tie(a.benchmark, a.item, a.part, a.text) < std::tie(b.benchmark, b.item, b.part, b.text);
  });
  mute(options.muted);
  // Items and benchmarks by number: that of their first text.
  std::vector<std::uint32_t> items, benchmarks;
  Commonness<std::uint64_t> commonness;
  std::vector<std::string> folded;
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    const bool same_benchmark = i > 0 && texts[i].benchmark == texts[i - 1].benchmark;
    benchmarks.push_back(same_benchmark ? benchmarks.back() : i);
    items.push_back(same_benchmark && texts[i].item == texts[i - 1].item ? items.back() : i);
    if (!sizes.empty()) ngrams.add(texts[i].text, items[i], benchmarks[i]);
    folded.push_back(detail::folded(texts[i].text));
    commonness.add(sketch_hash(folded.back()), benchmarks[i], items[i]);
    texts[i].text.clear();
    texts[i].text.shrink_to_fit();
  }
  for (std::uint32_t i = 0; i < texts.size(); ++i)
    if (!commonness.common(sketch_hash(folded[i]), options.common_items)) substrings.add(std::move(folded[i]), i);
  if (!sizes.empty())
    for (const std::string& plain : options.plain_texts) ngrams.add_plain(plain);
  ngrams.finish();
  substrings.finish();
  add_shapes(options.common_items, items, benchmarks);
}

void BenchmarkIndex::State::mute(const std::vector<std::string>& names) {
  std::map<std::string, bool> used;
  for (const std::string& name : names) used[name] = false;
  for (const BenchmarkText& text : texts) {
    const auto item = used.find(text.item), full = used.find(text.benchmark + ":" + text.item);
    if (item != used.end()) item->second = true;
    if (full != used.end()) full->second = true;
    muted.push_back(item != used.end() || full != used.end());
  }
  for (const auto& [name, known] : used)
    if (!known) unknown_muted.push_back(name);
}

void BenchmarkIndex::State::add_shapes(std::size_t common_items, const std::vector<std::uint32_t>& items,
                                       const std::vector<std::uint32_t>& benchmarks) {
  Commonness<std::uint64_t> commonness;
  for (std::uint32_t i = 0; i < texts.size(); ++i)
    for (const std::uint64_t shape : texts[i].shapes) commonness.add(shape, benchmarks[i], items[i]);
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    for (const std::uint64_t shape : texts[i].shapes) {
      if (shape == 0 || commonness.common(shape, common_items)) continue;
      std::vector<std::uint32_t>& numbers = shapes[shape];
      if (numbers.empty() || numbers.back() != i) numbers.push_back(i);
    }
  }
}

Contamination BenchmarkIndex::State::named(std::uint32_t number, ContaminationKind kind, std::string_view text,
                                           Piece span) const {
  const BenchmarkText& own = texts[number];
  return {own.benchmark, own.item, own.part, kind, 0, 0, 1, span, evidence(text, span)};
}

void BenchmarkIndex::State::find_runs(std::string_view text, std::vector<Contamination>& found) const {
  const std::vector<std::uint64_t> words = detail::word_hashes(text);
  std::map<std::uint32_t, std::vector<Run>> by_part;
  for (const Run& run : ngrams.runs(words))
    if (!muted[run.part]) by_part[run.part].push_back(run);
  if (by_part.empty()) return;
  const std::vector<std::uint32_t> places = detail::word_places(text);
  for (auto& [part, runs] : by_part) {
    const Run longest =
        *std::max_element(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.words < b.words; });
    std::uint32_t end = places[longest.file_begin + longest.words - 1];
    while (end < text.size() && detail::word_byte(text[end]) != 0) ++end;
    Contamination one = named(part, ContaminationKind::ngram, text, {places[longest.file_begin], end});
    one.words = longest.words;
    for (const std::size_t size : sizes)
      if (size <= longest.words) one.ngram = size;
    std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.part_begin < b.part_begin; });
    std::uint32_t covered = 0, covered_to = 0;
    for (const Run& run : runs) {
      const std::uint32_t run_end = run.part_begin + run.words;
      if (run_end <= covered_to) continue;
      covered += run_end - std::max(covered_to, run.part_begin);
      covered_to = run_end;
    }
    one.share = static_cast<double>(covered) / static_cast<double>(ngrams.part_words(part));
    found.push_back(std::move(one));
  }
}

BenchmarkIndex::BenchmarkIndex(std::vector<BenchmarkText> texts, const DecontaminationOptions& options)
    : state_(std::make_unique<State>(std::move(texts), options)) {}
BenchmarkIndex::BenchmarkIndex(BenchmarkIndex&&) noexcept = default;
BenchmarkIndex& BenchmarkIndex::operator=(BenchmarkIndex&&) noexcept = default;
BenchmarkIndex::~BenchmarkIndex() = default;

std::vector<Contamination> BenchmarkIndex::find(std::string_view text, std::span<const ShapedSpan> shapes) const {
  OYER_CHECK(text.size() < std::numeric_limits<std::uint32_t>::max());
  std::vector<Contamination> found;
  if (!state_->sizes.empty()) state_->find_runs(text, found);
  for (const auto& [number, span] : state_->substrings.find(text))
    if (!state_->muted[number]) found.push_back(state_->named(number, ContaminationKind::substring, text, span));
  std::map<std::uint32_t, Piece> shaped;  // the first span of each part
  for (const ShapedSpan& one : shapes) {
    OYER_CHECK(one.span.begin <= one.span.end && one.span.end <= text.size());
    const auto parts = state_->shapes.find(one.shape);
    if (parts == state_->shapes.end()) continue;
    for (const std::uint32_t number : parts->second) shaped.try_emplace(number, one.span);
  }
  for (const auto& [number, span] : shaped)
    if (!state_->muted[number]) found.push_back(state_->named(number, ContaminationKind::shape, text, span));
  std::stable_sort(found.begin(), found.end(), [](const Contamination& a, const Contamination& b) {
    return std::tie(a.benchmark, a.item, a.part, a.kind) < std::tie(b.benchmark, b.item, b.part, b.kind);
  });
  return found;
}

std::vector<std::string> BenchmarkIndex::names() const {
  std::vector<std::string> names;
  for (const BenchmarkText& text : state_->texts)
    if (names.empty() || names.back() != text.benchmark) names.push_back(text.benchmark);
  return names;
}

const std::vector<std::string>& BenchmarkIndex::unknown_muted() const noexcept { return state_->unknown_muted; }

}  // namespace oyer::datasets
