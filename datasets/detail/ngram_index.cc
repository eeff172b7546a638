#include "datasets/detail/ngram_index.h"

#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "base/sketch_hash.h"
#include "datasets/detail/words.h"

namespace oyer::datasets::detail {
namespace {

// An n-gram's hash is the value of a polynomial in its words' hashes, so that the next one costs two products.
constexpr std::uint64_t base = 0x9e3779b97f4a7c15ULL;

// The lowest bit of a word's hash: set where the word is a name of two bytes or more, neither a number nor `i`.
constexpr std::uint64_t name = 1;

template <class Visit>
void each_ngram(std::span<const std::uint64_t> words, std::size_t n, Visit visit) {
  if (words.size() < n) return;
  std::uint64_t top = 1, sum = 0;
  for (std::size_t i = 1; i < n; ++i) top *= base;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i >= n) sum -= words[i - n] * top;
    sum = sum * base + words[i];
    // The low bits of a polynomial see the low bits of the words alone.
    if (i + 1 >= n) visit(sum ^ (sum >> 32U), static_cast<std::uint32_t>(i + 1 - n));
  }
}

bool tells_something(std::span<const std::uint64_t> words) {
  std::set<std::uint64_t> names;
  for (const std::uint64_t word : words)
    if ((word & name) != 0) names.insert(word);
  return 2 * names.size() >= words.size();
}

// Of one n-gram that a part repeats (rows of a table) the first places are enough.
constexpr std::size_t most_places = 4;

// Of one part in one file: a file that says the same thing a hundred thousand times needs no longer list.
constexpr std::size_t most_runs = 1000;

}  // namespace

std::vector<std::uint64_t> word_hashes(std::string_view text) {
  const Words words = words_of(text);
  std::vector<std::uint64_t> hashes;
  hashes.reserve(words.pieces.size());
  for (const Piece piece : words.pieces) {
    const char first = words.joined[piece.begin];
    const std::uint64_t hash = sketch_hash(std::string_view(words.joined).substr(piece.begin, piece.end - piece.begin));
    const bool named = piece.end - piece.begin >= 2 && !(first >= '0' && first <= '9');
    hashes.push_back((hash & ~name) | (named ? name : 0));
  }
  return hashes;
}

void NgramIndex::add(std::string_view text, std::uint32_t group, std::uint32_t family) {
  parts_.push_back({word_hashes(text), group, family});
  const std::vector<std::uint64_t>& words = parts_.back().words;
  const auto part = static_cast<std::uint32_t>(parts_.size() - 1);
  each_ngram(words, n_, [&](std::uint64_t hash, std::uint32_t begin) {
    if (tells_something(std::span(words).subspan(begin, n_))) postings_.push_back({hash, part, begin});
  });
}

void NgramIndex::add_plain(std::string_view text) {
  each_ngram(word_hashes(text), n_, [&](std::uint64_t hash, std::uint32_t) { plain_.push_back(hash); });
}

void NgramIndex::finish() {
  std::sort(plain_.begin(), plain_.end());
  std::sort(postings_.begin(), postings_.end());
  drop_common();
  make_filter();
}

void NgramIndex::drop_common() {
  std::vector<Posting> kept;
  for (std::size_t first = 0, last = 0; first < postings_.size(); first = last) {
    while (last < postings_.size() && postings_[last].hash == postings_[first].hash) ++last;
    if (std::binary_search(plain_.begin(), plain_.end(), postings_[first].hash)) continue;
    std::map<std::uint32_t, std::set<std::uint32_t>> groups;  // by family
    bool common = false;
    for (std::size_t i = first; i < last && !common; ++i) {
      const Part& part = parts_[postings_[i].part];
      std::set<std::uint32_t>& of_family = groups[part.family];
      of_family.insert(part.group);
      common = common_ != 0 && of_family.size() >= common_;
    }
    if (common) continue;
    std::size_t places = 0;
    for (std::size_t i = first; i < last; ++i) {
      places = i > first && postings_[i].part == postings_[i - 1].part ? places + 1 : 1;
      if (places <= most_places) kept.push_back(postings_[i]);
    }
  }
  postings_ = std::move(kept);
  postings_.shrink_to_fit();
}

void NgramIndex::make_filter() {
  const std::size_t bits = std::bit_ceil(std::max<std::size_t>(16 * postings_.size(), 1024));
  filter_.assign(bits / 64, 0);
  for (const Posting& posting : postings_) {
    const std::uint64_t bit = posting.hash & (bits - 1);
    filter_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
}

std::span<const NgramIndex::Posting> NgramIndex::find(std::uint64_t hash) const {
  const std::uint64_t bit = hash & (filter_.size() * 64 - 1);
  if ((filter_[bit / 64] >> (bit % 64) & 1U) == 0) return {};
  const auto first = std::lower_bound(postings_.begin(), postings_.end(), Posting{hash, 0, 0});
  auto last = first;
  while (last != postings_.end() && last->hash == hash) ++last;
  return {first, last};
}

std::vector<NgramIndex::Run> NgramIndex::runs(std::span<const std::uint64_t> file_words) const {
  std::vector<Run> found;
  // Where the run on a diagonal (part, place in the file - place in the part) ends: what lies in it is not told again.
  std::map<std::pair<std::uint32_t, std::int64_t>, std::uint32_t> ends;
  std::map<std::uint32_t, std::size_t> counts;  // of runs, by part
  each_ngram(file_words, n_, [&](std::uint64_t hash, std::uint32_t at) {
    for (const Posting& posting : find(hash)) {
      const std::vector<std::uint64_t>& words = parts_[posting.part].words;
      std::size_t& count = counts[posting.part];
      if (count == most_runs) continue;
      std::uint32_t& end = ends[{posting.part, std::int64_t{at} - posting.begin}];
      if (at + n_ <= end) continue;
      if (!std::equal(words.begin() + posting.begin, words.begin() + posting.begin + static_cast<std::ptrdiff_t>(n_),
                      file_words.begin() + at))
        continue;
      std::uint32_t file = at, part = posting.begin;
      while (file > end && part > 0 && file_words[file - 1] == words[part - 1]) --file, --part;
      std::uint32_t size = at - file + static_cast<std::uint32_t>(n_);
      while (file + size < file_words.size() && part + size < words.size() &&
             file_words[file + size] == words[part + size])
        ++size;
      end = file + size;
      ++count;
      found.push_back({posting.part, part, file, size});
    }
  });
  std::sort(found.begin(), found.end(), [](const Run& a, const Run& b) {
    return std::tie(a.file_begin, a.part, a.part_begin) < std::tie(b.file_begin, b.part, b.part_begin);
  });
  return found;
}

}  // namespace oyer::datasets::detail
