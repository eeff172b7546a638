// Episodes: many of them, in rounds. In each round every episode that goes on is asked for one answer; answers are
// judged as one batch by the engine, as soon as the caller has some.
//
// Rounds make what is told to whom a function of the episodes alone: with `shuffle`, each author is told what another
// task's author was to be told in the same round, or in one before. Authors who use feedback must then do worse; where
// they do not, the harness does not deliver it (the sanity check of the paper's section 4.3).
// One thread at a time; an episode that is due may be read by whoever makes its answer.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "graders/engine.h"
#include "graders/episode.h"

namespace oyer::graders {

struct EpisodesOptions {
  EpisodeOptions episode;
  std::uint32_t samples = 1;   // episodes of each task
  bool shuffle = false;        // tell each the feedback of another task
  std::uint64_t seed = 0;      // of the shuffling
  std::uint32_t attempts = 3;  // at judging an answer, before a failure of the harness ends the episode
};

class Episodes {
 public:
  // invalid_input where there is no task, or `shuffle` has no other task to take feedback from.
  static Result<Episodes> open(const std::vector<std::shared_ptr<const datasets::Task>>& tasks,
                               EpisodesOptions options);

  // In the order of the tasks, then of the samples.
  const std::vector<Episode>& all() const noexcept { return episodes_; }

  // Places in all() of the episodes that want an answer in this round. Empty: the round is answered, or all are over.
  std::vector<std::size_t> due() const;

  void answer(std::size_t place, std::string text, json::object author = {});
  void give_up(std::size_t place);
  // An answer whose records are known from before, as it was written down.
  struct Known {
    std::string answer;
    json::object author;
    std::shared_ptr<const RewardRecord> by_public, by_all;
    std::string feedback;
  };
  // While the episode is due. corrupt where the records are not those that the answer leads to. An answer without them,
  // or with those of a harness that failed, waits to be judged.
  Status replay(std::size_t place, Known known);

  // Judges every answer that waits for it, and tells `on_turn` of each turn that is then complete, in the order of
  // all(). Where nobody of the round is left to answer, the next one begins. cancelled after a stop request; what was
  // judged by then is told.
  Status judge(Engine& engine, std::stop_token stop,
               const std::function<void(const Episode& episode, const EpisodeTurn& turn)>& on_turn);

 private:
  explicit Episodes(EpisodesOptions options) : options_(std::move(options)) {}
  // Gives all who wait for it their feedback.
  void tell();
  const std::pair<std::string, std::string>& another(const Episode& episode) const;

  EpisodesOptions options_;
  std::vector<Episode> episodes_;
  // Feedback so far, by the task it is of and where it was given: (name of the turn, text).
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> pool_;
};

}  // namespace oyer::graders
