// RewardRule: how a grade becomes a number. Rules are versioned and pure; records store no number, so another rule
// over the same records needs no second run.
//
//   binary    accepted 1, else 0
//   fraction  passed / total
//   rlef      all pass +1, anything else -1; of a turn that is not the last of its episode -0.2 where there is no valid
//             code (none found, or none that can be built), else 0: the two never add up
//                                                                        (Gehring et al., arXiv 2410.02089, section 2)
//   coderl    compile -1, runtime -0.6, failed test -0.3, pass +1        (Le et al., CodeRL, section 3.3); an answer
//             without code counts as one that does not build, every other stop as one at run time
//   rltf      coderl, with a failed test at -0.3 + 1.3 * passed / total  (Liu et al., RLTF, section 3.3)
//   weighted  sum of the weights of passed tests / sum of all weights, a test's weight being that
//             of its group, or of "public" / "private"
//   expr      what an Expression over the numbers below gives
//
// docs/formats.md has every rule and every verdict as a table.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "graders/expression.h"
#include "graders/grade.h"
#include "graders/turn.h"

namespace oyer::graders {

struct RewardRule {
  enum class Kind { binary, fraction, rlef, coderl, rltf, weighted, expression };
  Kind kind = Kind::binary;
  unsigned version = 1;
  bool accept_unsound = false;                 // reward grades of shared_process tasks too
  std::map<std::string, double> weights = {};  // weighted only, finite and >= 0; tests of no listed name weigh 1
  Expression expression = {};                  // expression only
  friend bool operator==(const RewardRule&, const RewardRule&) = default;
};

// "rlef/1", "weighted/1:private=1,public=0.2", "expr/1:34cebf8efdbd": what a row says beside a reward. Of an expression
// its digest, so that rows of two that differ are told apart.
std::string name_of(const RewardRule& rule);

// "rlef", "rlef/1", "weighted:public=0.2,private=1", "expr:passed / total - 0.1 * no_code". invalid_input names the
// text and the known rules, of an expression the column.
Result<RewardRule> parse_rule(std::string_view text);

// The reward, finite always. nullopt: there is none to give (an unsound grade, or weights that sum to 0).
std::optional<double> reward(const Grade& grade, const RewardRule& rule, const Turn& turn = {});

// What an expression may name, in the order in which their numbers are handed to it: counts of tests ("passed",
// "public_total", "answered", ...), the turn, the rules that take no weights by name, and each verdict as 1 or 0.
std::span<const std::string_view> reward_names() noexcept;

}  // namespace oyer::graders
