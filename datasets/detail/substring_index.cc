#include "datasets/detail/substring_index.h"

#include <algorithm>
#include <bit>

#include "datasets/detail/words.h"

namespace oyer::datasets::detail {
namespace {

constexpr std::uint64_t base = 0x9e3779b97f4a7c15ULL;

// Visits the hash of each window of `size` bytes with its place. Rolling: the next costs two products.
template <class Visit>
void each_window(std::string_view bytes, std::size_t size, Visit visit) {
  if (size == 0 || bytes.size() < size) return;
  std::uint64_t top = 1, sum = 0;
  for (std::size_t i = 1; i < size; ++i) top *= base;
  const auto value = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(bytes[i])} + 1; };
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i >= size) sum -= value(i - size) * top;
    sum = sum * base + value(i);
    if (i + 1 >= size) visit(sum ^ (sum >> 32U), i + 1 - size);
  }
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text)
    if (!is_blank(c)) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

void SubstringIndex::add(std::string text_folded, std::uint32_t number) {
  if (window_ == 0 || text_folded.size() < window_) return;
  Pattern pattern{0, number, std::move(text_folded)};
  each_window(std::string_view(pattern.folded).substr(0, window_), window_,
              [&](std::uint64_t hash, std::size_t) { pattern.hash = hash; });
  patterns_.push_back(std::move(pattern));
}

void SubstringIndex::finish() {
  std::sort(patterns_.begin(), patterns_.end(), [](const Pattern& a, const Pattern& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.number < b.number;
  });
  const std::size_t bits = std::bit_ceil(std::max<std::size_t>(64 * patterns_.size(), 1024));
  filter_.assign(bits / 64, 0);
  for (const Pattern& pattern : patterns_) {
    const std::uint64_t bit = pattern.hash & (bits - 1);
    filter_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
}

std::map<std::uint32_t, Piece> SubstringIndex::find(std::string_view text) const {
  std::map<std::uint32_t, Piece> found;
  if (patterns_.empty()) return found;
  const std::string file = folded(text);
  each_window(file, window_, [&](std::uint64_t hash, std::size_t at) {
    const std::uint64_t bit = hash & (filter_.size() * 64 - 1);
    if ((filter_[bit / 64] >> (bit % 64) & 1U) == 0) return;
    auto pattern = std::lower_bound(patterns_.begin(), patterns_.end(), hash,
                                    [](const Pattern& p, std::uint64_t h) { return p.hash < h; });
    for (; pattern != patterns_.end() && pattern->hash == hash; ++pattern)
      if (!found.contains(pattern->number) && std::string_view(file).substr(at).starts_with(pattern->folded))
        found[pattern->number] = {static_cast<std::uint32_t>(at),
                                  static_cast<std::uint32_t>(at + pattern->folded.size())};
  });
  if (found.empty()) return found;
  // From places in the folded text to places in the text.
  std::vector<std::uint32_t> places;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!is_blank(text[i])) places.push_back(static_cast<std::uint32_t>(i));
  for (auto& [number, piece] : found) piece = {places[piece.begin], places[piece.end - 1] + 1};
  return found;
}

}  // namespace oyer::datasets::detail
