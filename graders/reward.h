// RewardRule: how a grade becomes a number. Rules are versioned and pure; records store no number, so another rule
// over the same records needs no second run.
//
//   binary    accepted 1, else 0
//   fraction  passed / total
//   rlef      all pass +1, anything else -1                              (Gehring et al., arXiv 2410.02089, section 2;
//             the -0.2 for a turn without valid code is for turns that are not the last, so for episodes alone)
//   coderl    compile -1, runtime -0.6, failed test -0.3, pass +1        (Le et al., CodeRL, section 3.3)
//   rltf      coderl, with a failed test at -0.3 + 1.3 * passed / total  (Liu et al., RLTF, section 3.3)
//   weighted  sum of the weights of passed tests / sum of all weights, a test's weight being that
//             of its group, or of "public" / "private"
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "graders/grade.h"

namespace oyer::graders {

struct RewardRule {
  enum class Kind { binary, fraction, rlef, coderl, rltf, weighted };
  Kind kind = Kind::binary;
  unsigned version = 1;
  bool accept_unsound = false;            // reward grades of shared_process tasks too
  std::map<std::string, double> weights = {};  // weighted only, finite and >= 0; tests of no listed name weigh 1
  friend bool operator==(const RewardRule&, const RewardRule&) = default;
};

// "rlef/1": what a row says beside a reward.
std::string name_of(const RewardRule& rule);

// "rlef", "rlef/1", "weighted:public=0.2,private=1". invalid_input names the text and the known rules.
Result<RewardRule> parse_rule(std::string_view text);

// The reward, finite always. nullopt: there is none to give (an unsound grade, or weights that sum to 0).
std::optional<double> reward(const Grade& grade, const RewardRule& rule);

}  // namespace oyer::graders
