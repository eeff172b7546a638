// The SPDX list as cmake/rule_tables.py writes it, sorted by name.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace oyer::datasets::detail {

struct LicenseRow {
  std::string_view id, name;
  std::uint32_t first_gram = 0, grams = 0;  // in license_grams; none where the list has no text of its own
  bool deprecated = false;
};

extern const std::span<const LicenseRow> license_rows;
extern const std::span<const std::string_view> exception_names;
// Hashes of the pairs of words of each text, ascending within a text (license_words.h).
extern const std::span<const std::uint32_t> license_grams;

}  // namespace oyer::datasets::detail
