// RuleBook: the rules made ready, and what they find in a text.
//
//   text ──RuleScan──▶ (rule, ends) ──Pattern──▶ match, secret ──entropy, keywords, allowlists──▶ finding
//
// One pass of the automaton names the few rules that have matches in a text at all. Each is then run again by RE2 from
// as far before each end as its longest match reaches. For a rule without such a bound that is `far_reach`, so a match
// longer than that is not seen; this keeps every text linear.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "datasets/corpus/redact.h"
#include "datasets/detail/pattern.h"
#include "datasets/detail/rule_scan.h"
#include "datasets/detail/secret_rules.h"

namespace oyer::datasets::detail {

// Bits a byte, over all bytes of the text.
double shannon_entropy(std::string_view text) noexcept;

// Gives every match of the pattern, from left to right and without overlaps, as running it over the whole text would,
// but looks only near the ends where the automaton says that matches end. `width` is the longest match's.
void each_match(const Pattern& pattern, std::span<const ScanHit::Ends> ends, std::optional<std::uint32_t> width,
                std::string_view text, const std::function<void(const std::vector<Pattern::Group>&)>& take);

class RuleBook {
 public:
  static Result<RuleBook> open(const DetectorOptions& options);

  // In the order of the rules; findings of different rules may overlap. Spans are what the rules' groups hold.
  std::vector<Finding> find(std::string_view text, std::string_view path) const;

 private:
  struct Allow {
    const AllowRow* row;
    Pattern paths, regexes;
  };
  struct Rule {
    const RuleRow* row;
    FindingClass kind;
    Pattern regex, path;
    std::vector<Allow> allowlists;
  };
  struct Text;
  struct Match;

  // Rules that one automaton looks for: those for secrets, always the same and compiled at build, and those for the
  // classes of personal data that are asked for.
  struct Part {
    RuleScan scan;
    std::vector<Rule> rules;  // by the index that the scan gives
  };

  RuleBook() = default;
  static Result<Part> make_part(const std::vector<const RuleRow*>& rows, std::string_view compiled);
  static std::vector<Allow> allowlists_of(std::span<const AllowRow> rows);
  // Adds the match's secret, where it is one, and gives where the secret begins.
  std::size_t take(const Rule& rule, const Text& text, const std::vector<Pattern::Group>& groups,
                   std::vector<Finding>& findings) const;
  void search(const Rule& rule, const ScanHit& hit, std::optional<std::uint32_t> width, const Text& text,
              std::vector<Finding>& findings) const;
  bool applies(const Rule& rule, Text& text) const;
  bool accepts(const Rule& rule, const Text& text, const Match& match) const;

  std::vector<Part> parts_;
  std::vector<Allow> everywhere_;
};

}  // namespace oyer::datasets::detail
