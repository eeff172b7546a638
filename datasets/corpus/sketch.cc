#include "datasets/corpus/sketch.h"

#include <algorithm>
#include <limits>
#include <string>

#include "base/error.h"
#include "datasets/detail/minhash.h"
#include "datasets/detail/sort_numbers.h"
#include "datasets/detail/words.h"

namespace oyer::datasets {
namespace {

using detail::is_blank;
using detail::word_byte;

// The text without white space, but for one space where two words would run together.
class Normaliser {
 public:
  // For parts of `most` bytes together: each space that is put in stands for white space that was left out.
  explicit Normaliser(std::size_t most) : text_(most + 1, '\0'), end_(text_.data()) {}

  void add(std::string_view part) {
    char* out = end_;
    char last = out == text_.data() ? '(' : out[-1];
    bool parted = parted_;
    for (const char c : part) {
      if (is_blank(c)) {
        parted = true;
        continue;
      }
      if (parted && word_byte(c) != 0 && word_byte(last) != 0) *out++ = ' ';
      parted = false;
      *out++ = last = c;
    }
    end_ = out;
    parted_ = parted;
  }

  // What was left out parts words as white space does.
  void part() { parted_ = true; }

  std::uint64_t hash() const {
    return sketch_hash(std::string_view(text_.data(), static_cast<std::size_t>(end_ - text_.data())));
  }

 private:
  std::string text_;
  char* end_;
  bool parted_ = false;
};

std::uint64_t normalised_hash(std::string_view text, std::span<const Piece> comments) {
  Normaliser normaliser(text.size());
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (const Piece comment : comments) {
    OYER_CHECK(comment.begin <= comment.end && comment.end <= text.size());
    if (comment.end <= at) continue;
    if (comment.begin > at) normaliser.add(text.substr(at, comment.begin - at));
    normaliser.part();
    at = comment.end;
  }
  normaliser.add(text.substr(at));
  return normaliser.hash();
}

// With a blank for each byte that is part of no word, five words in a row with one space between each two are a piece
// of the text as it stands.
std::vector<std::uint32_t> shingles_of(std::string_view text) {
  std::string blanked(text.size(), ' ');
  std::vector<std::uint32_t> begins = {0};  // of words, empty ones too
  begins.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = word_byte(text[i]);
    if (c == 0)
      begins.push_back(static_cast<std::uint32_t>(i + 1));
    else
      blanked[i] = c;
  }
  begins.push_back(static_cast<std::uint32_t>(text.size() + 1));
  std::vector<Piece> pieces;
  pieces.reserve(begins.size());
  for (std::size_t i = 0; i + shingle_words < begins.size(); ++i) {
    const Piece piece{begins[i], begins[i + shingle_words] - 1};
    if (piece.end - piece.begin >= shingle_words) pieces.push_back(piece);  // the rest are blanks alone
  }
  std::vector<std::uint32_t> shingles(pieces.size());
  sketch_hashes(blanked, pieces, shingles);
  detail::sort_numbers(shingles);
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
  shingles.shrink_to_fit();
  return shingles;
}

}  // namespace

Sketch sketch_of(std::string_view text, std::uint64_t shape, std::span<const Piece> comments) {
  OYER_CHECK(text.size() < std::numeric_limits<std::uint32_t>::max());
  Sketch sketch;
  sketch.exact = sha256(text);
  sketch.normalised = normalised_hash(text, comments);
  sketch.shape = shape;
  sketch.shingles = shingles_of(text);
  sketch.shingle_count = static_cast<std::uint32_t>(sketch.shingles.size());
  if (!sketch.shingles.empty()) sketch.minhash = minhash_of(sketch.shingles);
  return sketch;
}

std::string_view sketch_version() noexcept { return "oyer.sketch/1"; }

double jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) noexcept {
  if (a.empty() && b.empty()) return 1;
  std::size_t i = 0, j = 0, both = 0;
  while (i < a.size() && j < b.size()) {
    const std::uint32_t left = a[i], right = b[j];
    both += left == right;
    i += left <= right;
    j += right <= left;
  }
  return static_cast<double>(both) / static_cast<double>(a.size() + b.size() - both);
}

double estimated_jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) noexcept {
  const std::size_t size = std::min(a.size(), b.size());
  if (size == 0) return 0;
  std::uint32_t equal = 0;
  for (std::size_t i = 0; i < size; ++i) equal += a[i] == b[i];
  return static_cast<double>(equal) / static_cast<double>(size);
}

std::vector<std::uint32_t> minhash_of(std::span<const std::uint32_t> shingles) {
  OYER_CHECK(!shingles.empty());
  alignas(64) detail::Signature signature;
  signature.fill(std::numeric_limits<std::uint32_t>::max());
  detail::lower_signature(shingles, signature);
  return {signature.begin(), signature.end()};
}

}  // namespace oyer::datasets
