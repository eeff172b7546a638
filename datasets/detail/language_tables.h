// Linguist's tables as cmake/rule_tables.py writes them. Everything is sorted by its key; languages are named by their
// place in language_rows, which is sorted by name.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace oyer::datasets::detail {

struct LanguageRow {
  std::string_view name, type;  // type: "programming", "markup", "data" or "prose"
  bool popular = false;
};

struct LanguageKey {
  std::string_view key;
  std::uint16_t language = 0;
};

// The rules for one extension, tried in order.
struct HeuristicBlock {
  std::string_view extension;
  std::uint16_t first_rule = 0, rules = 0;
};

// Matches when all of its tests do; one without tests always does.
struct HeuristicRule {
  std::uint16_t first_test = 0, tests = 0;
  std::uint16_t first_language = 0, languages = 0;
};

struct HeuristicTest {
  std::string_view pattern;
  bool negative = false;
};

extern const std::span<const LanguageRow> language_rows;
extern const std::span<const LanguageKey> by_extension;  // lower case, with the dot; may hold dots inside
extern const std::span<const LanguageKey> by_file_name;
extern const std::span<const LanguageKey> by_interpreter;
extern const std::span<const LanguageKey> by_alias;  // lower case
extern const std::span<const std::string_view> generic_extensions;
extern const std::span<const std::string_view> vendor_patterns;
extern const std::span<const HeuristicBlock> heuristic_blocks;
extern const std::span<const HeuristicRule> heuristic_rules;
extern const std::span<const HeuristicTest> heuristic_tests;
extern const std::span<const std::uint16_t> heuristic_languages;

}  // namespace oyer::datasets::detail
