#include "datasets/detail/license_match.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>

#include "datasets/detail/license_tables.h"
#include "datasets/detail/license_words.h"

namespace oyer::datasets::detail {
namespace {

constexpr double alike = 0.9, held = 0.92;
constexpr std::size_t shortest_held = 60;  // pairs; shorter texts are phrases that stand in many texts
constexpr std::size_t most_held = 4;
constexpr std::size_t text_read = 512 * 1024;  // bytes; the longest licence has a fifth of it

using Grams = std::span<const std::uint32_t>;

Grams grams_of_row(const LicenseRow& row) { return license_grams.subspan(row.first_gram, row.grams); }

// Both ascending; equal pairs count as often as both have them.
std::size_t common(Grams a, Grams b) {
  std::size_t count = 0;
  for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    if (a[i] == b[k]) ++count;
    const bool step_a = a[i] <= b[k], step_b = b[k] <= a[i];
    i += step_a ? 1 : 0;
    k += step_b ? 1 : 0;
  }
  return count;
}

double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// Of texts that are equally alike the one with the plainer name: GPL-3.0-only before GPL-3.0-or-later.
bool plainer(const LicenseRow& a, const LicenseRow& b) {
  return a.id.size() != b.id.size() ? a.id.size() < b.id.size() : a.id < b.id;
}

struct Best {
  const LicenseRow* row = nullptr;
  double likeness = 0;

  void offer(const LicenseRow& other, double value) {
    if (row == nullptr || value > likeness || (value == likeness && plainer(other, *row))) *this = {&other, value};
  }
};

Best whole_text(Grams text) {
  Best best;
  for (const LicenseRow& row : license_rows) {
    // What two texts of these lengths can have in common at most.
    const std::size_t least = std::min<std::size_t>(text.size(), row.grams);
    if (ratio(2 * least, text.size() + row.grams) < alike) continue;
    const double dice = ratio(2 * common(text, grams_of_row(row)), text.size() + row.grams);
    if (dice >= alike) best.offer(row, dice);
  }
  return best;
}

// The licence of which the text holds most and lacks least: BSD-3-Clause and not the BSD-2-Clause within it, MIT and
// not the JSON licence, which is MIT and a sentence.
Best held_text(Grams text) {
  Best best;
  double share_of_best = 0;
  for (const LicenseRow& row : license_rows) {
    if (row.grams < shortest_held || row.grams * held > static_cast<double>(text.size())) continue;
    const std::size_t in_common = common(text, grams_of_row(row));
    const double share = ratio(in_common, row.grams);
    if (share < held) continue;
    best.offer(row, static_cast<double>(in_common) - 2 * static_cast<double>(row.grams - in_common));
    if (best.row == &row) share_of_best = share;
  }
  best.likeness = share_of_best;
  return best;
}

std::vector<std::uint32_t> without(Grams text, Grams part) {
  std::vector<std::uint32_t> rest;
  std::set_difference(text.begin(), text.end(), part.begin(), part.end(), std::back_inserter(rest));
  return rest;
}

}  // namespace

std::vector<TextMatch> licenses_in(std::string_view text) {
  const std::string all = words_of(text.substr(0, text_read));
  std::string_view rest = all;
  std::vector<TextMatch> matches;
  const std::string_view terms = terms_in(all);
  if (const Best best = whole_text(grams_of(terms)); best.row != nullptr) {
    matches.push_back({best.row->id, best.likeness});
    // What stands behind the terms of one licence may be another.
    rest.remove_prefix(terms.size() - 1);
  }
  std::vector<std::uint32_t> grams = grams_of(rest);
  while (matches.size() < most_held) {
    const Best best = held_text(grams);
    if (best.row == nullptr) break;
    matches.push_back({best.row->id, best.likeness});
    grams = without(grams, grams_of_row(*best.row));
  }
  return matches;
}

}  // namespace oyer::datasets::detail
