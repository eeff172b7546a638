#include "graders/mutant.h"

#include <algorithm>

#include "graders/detail/dice.h"
#include "graders/detail/graft.h"

namespace oyer::graders {

using detail::Dice;

namespace {

// A judge lives for one task: neighbours in the series have the same target.
constexpr std::uint64_t run_length = 16;

// How often an exploit is drawn: those of the grader's own chapter most, those that take a limit's time least.
std::size_t weight_of(const Exploit& exploit) {
  if (exploit.slow) return 1;
  return exploit.chapter() == "E" ? 24 : 4;
}

}  // namespace

Mutator::Mutator(const AttackCorpus& corpus, std::uint64_t seed) : corpus_(corpus), seed_(seed) {
  for (std::size_t i = 0; i < corpus.exploits.size(); ++i) {
    order_.push_back(i);
    chances_.insert(chances_.end(), weight_of(corpus.exploits[i]), i);
  }
  Dice dice(seed);
  dice.shuffle(order_);
  std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    return weight_of(corpus.exploits[a]) > weight_of(corpus.exploits[b]);
  });
}

std::size_t Mutator::choose(std::uint64_t roll) const { return chances_[roll % chances_.size()]; }

Mutant Mutator::make_plain(std::uint64_t number) const {
  Mutant mutant;
  mutant.number = number;
  const std::uint64_t targets = corpus_.targets.size(), block = number / (run_length * targets);
  // Sixteen exploits at a time against one target after another; the last block may be shorter.
  const std::uint64_t first = block * run_length, width = std::min<std::uint64_t>(run_length, order_.size() - first);
  const std::uint64_t inside = number - block * run_length * targets;
  mutant.target = static_cast<std::size_t>(inside / width);
  mutant.exploits = {order_[static_cast<std::size_t>(first + inside % width)]};
  const datasets::Task& target = corpus_.targets[mutant.target];
  mutant.text = detail::grafted_plainly(corpus_.exploits[mutant.exploits[0]], target);
  return mutant;
}

Mutant Mutator::make(std::uint64_t number) const {
  if (number < plain()) return make_plain(number);
  Dice dice(seed_, number);
  Mutant mutant;
  mutant.number = number;
  mutant.target = static_cast<std::size_t>(Dice(seed_, ~(number / run_length)).below(corpus_.targets.size()));
  mutant.exploits.push_back(choose(dice.next()));
  if (dice.one_in(3)) mutant.exploits.push_back(choose(dice.next()));
  std::vector<const Exploit*> exploits;
  for (const std::size_t i : mutant.exploits) exploits.push_back(&corpus_.exploits[i]);
  detail::Graft graft = detail::grafted(exploits, corpus_.targets[mutant.target], dice);
  mutant.steps = std::move(graft.steps);
  mutant.text = std::move(graft.text);
  return mutant;
}

}  // namespace oyer::graders
