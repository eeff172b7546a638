// EpisodesScore: what came of a run of episodes, by turns and as n@k.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "graders/episodes.h"

namespace oyer::cli {

struct EpisodesScore {
  struct OfTurn {
    std::uint64_t answers = 0;
    std::uint64_t no_code = 0;
    std::uint64_t passed_public = 0;
    std::uint64_t solved = 0;  // episodes that ended well with this answer
  };
  std::uint32_t turns = 0;  // at most, of an episode
  std::uint64_t tasks = 0, episodes = 0;
  std::uint64_t solved = 0, failed = 0;  // failed: in the harness, without a reward
  std::uint64_t rewarded = 0;
  double reward_sum = 0;  // of those rewarded
  std::vector<OfTurn> by_turn;
  struct AtK {
    std::uint64_t n = 0, k = 0;
    double value = 0;
  };
  std::vector<AtK> n_at_k;
  std::uint64_t impossible = 0, impossible_rewarded = 0;  // episodes of impossible tasks, in nothing above
  std::vector<std::string> holes;                         // names of those rewarded
  std::uint64_t prompt_tokens = 0, completion_tokens = 0, requests = 0;
};

EpisodesScore score_of(const graders::Episodes& episodes, std::uint32_t turns);

// What the tokens cost, at so much for a million of each kind.
double cost_of(const EpisodesScore& score, double price_in, double price_out);

std::string episodes_text(const EpisodesScore& score);
json::object to_json(const EpisodesScore& score);

}  // namespace oyer::cli
