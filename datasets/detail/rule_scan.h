// RuleScan: one pass over a text that tells where matches of many regular expressions end.
//
// The expressions are compiled into one automaton (vectorscan), which reads bytes and reports, for every match, the
// rule and the match's end, in the order of the ends. Where a match begins and what its groups hold is not known here;
// Pattern (pattern.h) finds that out in the neighbourhood of an end. Expressions are read as bytes, caseless where they
// say so, without UTF-8.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace oyer::datasets::detail {

struct ScanHit {
  std::uint32_t rule = 0;  // index into the expressions
  // Where matches end, ascending. Ends close to each other are one range; its first is an end, the others may be.
  struct Ends {
    std::uint32_t first = 0, last = 0;
  };
  std::vector<Ends> ends;
};

class RuleScan {
 public:
  // Empty expressions stand for rules that never match. bug names the expression that cannot be compiled.
  static Result<RuleScan> compile(std::span<const std::string_view> expressions);
  // Plain words instead of expressions.
  static Result<RuleScan> compile_words(std::span<const std::string_view> words);

  // The compiled form of compile(expressions), and the scan from it: making one takes a second for two hundred rules,
  // restoring one a millisecond. nullopt when the form is of other expressions, of another version of the engine, or of
  // a processor that can do what this one cannot.
  std::string compiled() const;
  static std::optional<RuleScan> restore(std::span<const std::string_view> expressions, std::string_view compiled);

  RuleScan(RuleScan&&) noexcept;
  RuleScan& operator=(RuleScan&&) noexcept;
  ~RuleScan();

  // Each rule that matched once, ordered by rule. Thread safe.
  std::vector<ScanHit> scan(std::string_view text) const;

  // The longest match of a rule in bytes; nullopt where there is no bound.
  std::optional<std::uint32_t> width(std::uint32_t rule) const;

 private:
  struct State;
  explicit RuleScan(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer::datasets::detail
