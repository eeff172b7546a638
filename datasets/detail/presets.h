// A preset as a table of rules: what is looked at, what is permitted, for which files.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "datasets/corpus/quality.h"

namespace oyer::datasets::detail {

// What a rule looks at. nullopt: cannot be told for this file, so the rule says nothing.
using Look = std::optional<double> (*)(const Measures&);
using Applies = bool (*)(const Measures&);

struct Rule {
  enum class Bound { at_least, at_most };
  std::string_view name;  // without the preset's
  Look look;
  Bound bound = Bound::at_most;
  double limit = 0;
  Applies applies = nullptr;  // null: to every file
  double chance = 1;          // that a file beyond the limit is dropped
};

}  // namespace oyer::datasets::detail

namespace oyer::datasets {

struct Preset {
  std::string_view name;
  std::span<const detail::Rule> rules;
  MeasureOptions options;
};

namespace detail {
std::span<const Rule> starcoder2_rules();
std::span<const Rule> deepseek_rules();
std::span<const Rule> curator_rules();
std::span<const Rule> refinecode_rules();
}  // namespace detail

}  // namespace oyer::datasets
