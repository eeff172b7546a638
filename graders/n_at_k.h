// n@k: the chance that one of n submissions is right, chosen from k samples with the help of public tests (Li et al.,
// AlphaCode, arXiv 2203.07814; with turns: Gehring et al., arXiv 2410.02089, section 3.1).
//
// Every answer of every turn is a sample, so k samples are k / turns episodes. Of their last answers those that passed
// the public tests are submitted first, chosen at random, n of them at most; an answer that failed them is never right.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace oyer::graders {

// Episodes of one task, each by its last answer.
struct EpisodeCount {
  std::uint64_t episodes = 0;
  std::uint64_t passed_public = 0;  // <= episodes
  std::uint64_t solved = 0;         // <= passed_public
};

// The exact expectation over all choices of `drawn` episodes without replacement, and of `n` submissions among those.
// nullopt when n or drawn is 0, drawn > episodes, or the counts do not nest.
std::optional<double> n_at_k(const EpisodeCount& task, std::uint64_t n, std::uint64_t drawn);

// The mean over tasks; nullopt when there is none or one of them has none.
std::optional<double> n_at_k(std::span<const EpisodeCount> tasks, std::uint64_t n, std::uint64_t drawn);

}  // namespace oyer::graders
