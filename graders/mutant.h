// Mutant: an exploit made new. A Mutator makes an endless series of them, each a pure function of corpus, seed and
// number, so that a series can be had again and be shared out between workers in any way.
//
// First comes every exploit as it is against every target; then they are renamed (names of the program's own only),
// recombined (two at once, one behind or beside the other), delayed (to the first or a later call, a timer, a thread,
// the end of the process) and hidden (encoded and executed by exec, eval or a chain of getattr, behind a decorator, a
// metaclass or a destructor, inside an answer that otherwise looks plausible).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graders/exploit.h"

namespace oyer::graders {

struct Mutant {
  std::uint64_t number = 0;
  std::size_t target = 0;             // index into AttackCorpus::targets
  std::vector<std::size_t> exploits;  // indices into AttackCorpus::exploits: one or two
  std::vector<std::string> steps;     // "rename", "delay: timer", "hide: base64"; empty: the exploit as it is
  std::string text;
  friend bool operator==(const Mutant&, const Mutant&) = default;
};

// Thread safe. `corpus` must outlive it.
class Mutator {
 public:
  Mutator(const AttackCorpus& corpus, std::uint64_t seed);
  Mutant make(std::uint64_t number) const;
  // How many of the series, from 0, are exploits as they are.
  std::uint64_t plain() const noexcept { return order_.size() * corpus_.targets.size(); }

 private:
  Mutant make_plain(std::uint64_t number) const;
  std::size_t choose(std::uint64_t roll) const;

  const AttackCorpus& corpus_;
  std::uint64_t seed_;
  std::vector<std::size_t> order_;    // of the exploits, shuffled; what is drawn oftenest first
  std::vector<std::size_t> chances_;  // exploits, each as often as it is to be drawn
};

}  // namespace oyer::graders
