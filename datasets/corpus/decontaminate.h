// Decontamination: whether a file holds what a benchmark asks or answers, with the place as evidence.
//
// Three kinds of evidence, each reported once for every part of a benchmark's item (prompt, solution, …):
//   ngram      a run of words that stands in both in the same order. Words are runs of letters,
//              digits and '_', the case of ASCII letters aside; a run counts from the
//              smallest of options.ngrams on, and says the largest that it reaches.
//   substring  the whole part, blind to white space and the case of ASCII letters: for parts of many signs and few
//   words. shape      a syntax tree equal but for names and literals: renamed solutions. The caller gives the shapes.
//
// What many write is no evidence: n-grams and shapes of at least options.common_items items of one benchmark; n-grams
// of options.plain_texts; n-grams with less than half as many different words that begin with a letter or '_' as words
// (runs of numbers). What is left is for a person to judge: items are muted by name, and the caller decides from size
// and share. A pure function of texts and options; the order of the texts does not matter.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/sketch_hash.h"

namespace oyer::datasets {

// One text of one item: "HumanEval", "HumanEval/0", "canonical_solution".
struct BenchmarkText {
  std::string benchmark, item, part;
  std::string text;
  std::vector<std::uint64_t> shapes;  // of the text or of the functions in it, those large enough to tell something
  friend bool operator==(const BenchmarkText&, const BenchmarkText&) = default;
};

struct DecontaminationOptions {
  std::vector<std::size_t> ngrams = {10, 13};  // words, each >= 1; none: no n-grams
  std::size_t least_substring = 60;            // bytes of a part without white space; 0: no substrings
  std::size_t common_items = 3;                // 0: nothing is common
  std::vector<std::string> plain_texts = {};   // whose n-grams are no evidence: licences, templates
  std::vector<std::string> muted = {};         // "ITEM" or "BENCHMARK:ITEM"
};

enum class ContaminationKind { ngram, substring, shape };
std::string_view name_of(ContaminationKind kind) noexcept;

struct Contamination {
  std::string benchmark, item, part;
  ContaminationKind kind = ContaminationKind::ngram;
  std::size_t ngram = 0;  // the largest of options.ngrams that the longest run reaches; 0 for other kinds
  std::size_t words = 0;  // of the longest run; 0 for other kinds
  double share = 0;       // of the part's words that lie in runs; 1 for other kinds
  Piece span;             // in the file's text: the longest run (of equals the first), the substring or the shape
  std::string matched;    // the text there, cut to 240 bytes
  friend bool operator==(const Contamination&, const Contamination&) = default;
};

// A definition of the file, or all of it.
struct ShapedSpan {
  std::uint64_t shape = 0;
  Piece span;
};

// Thread safe once made.
class BenchmarkIndex {
 public:
  explicit BenchmarkIndex(std::vector<BenchmarkText> texts, const DecontaminationOptions& options = {});
  BenchmarkIndex(BenchmarkIndex&&) noexcept;
  BenchmarkIndex& operator=(BenchmarkIndex&&) noexcept;
  ~BenchmarkIndex();

  // Sorted by benchmark, item, part and kind. `text` below 4 GiB.
  std::vector<Contamination> find(std::string_view text, std::span<const ShapedSpan> shapes = {}) const;

  // Of the benchmarks, sorted, each once.
  std::vector<std::string> names() const;
  // Names of options.muted that are no item's.
  const std::vector<std::string>& unknown_muted() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oyer::datasets
