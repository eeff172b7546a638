// Turn: the place of an answer in an episode, in which a policy may answer again after it has seen feedback.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace oyer::graders {

// An answer that belongs to no episode is the only turn of its own: what a default Turn says.
struct Turn {
  std::string episode;       // id, the same for all turns of one episode; "" outside of episodes
  std::uint32_t number = 0;  // from 0
  std::optional<std::uint32_t>
      parent;        // the turn whose feedback was answered, an earlier one; nullopt for a first turn
  bool last = true;  // the episode ended with it: its grade is by all tests
  friend bool operator==(const Turn&, const Turn&) = default;
};

}  // namespace oyer::graders
