// Episode: one author's attempts at one task, each told what public tests said of the one before (RLEF: Gehring et al.,
// arXiv 2410.02089, section 2).
//
// A turn's answer is judged by the public tests alone. Where all of them pass, or no turn is left, the same answer is
// judged by all tests, and that ends the episode. Under the rule "rlef" its last reward is +1 where every test passed
// and -1 otherwise; an answer without valid code on a turn that is not the last earns -0.2. Other turns before the last
// earn 0 under every rule. What went wrong in the harness ends the episode without a reward.
// Private tests are not in the task that a turn before the last is judged by (public_part), so nothing of them can be
// in a text made of it.
// A value: it judges nothing itself, asks nobody, and is as it was after the same answers and records.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "graders/batch.h"
#include "graders/feedback.h"
#include "graders/record.h"
#include "graders/reward.h"

namespace oyer::graders {

struct EpisodeOptions {
  std::uint32_t turns = 3;  // at most so many answers; 1 or more
  FeedbackOptions feedback;
  RewardRule rule = {.kind = RewardRule::Kind::rlef};  // of the last turn
};

// One message of a conversation, in the roles that chat models know.
struct Message {
  std::string role;  // "user", "assistant"
  std::string content;
  friend bool operator==(const Message&, const Message&) = default;
};

struct EpisodeTurn {
  std::uint32_t number = 0;  // from 0
  std::string prompt;        // what the author was told before it answered: the task's prompt, or feedback
  std::string told_by;       // "TASK#SAMPLE/TURN" whose feedback that was; "" for the first turn
  std::string answer;
  json::object author;  // what is known of the answer's making: model, tokens; carried through
  // Of the public tests, unless this was the last turn that there could be.
  std::shared_ptr<const RewardRecord> by_public;
  std::shared_ptr<const RewardRecord> by_all;  // of all tests; ends the episode
  std::string feedback;                        // made of by_public; "" where that needs none
  std::optional<double> reward;                // nullopt: not known yet, or never: the harness failed, or is not sound

  bool passed_public() const;
  bool solved() const;  // every test passed, soundly or not
};

class Episode {
 public:
  // `task` has public and private tests (with_public_tests). `sample` tells episodes of one task apart.
  Episode(std::shared_ptr<const datasets::Task> task, std::uint32_t sample, EpisodeOptions options);

  const datasets::Task& task() const noexcept { return *task_; }
  std::uint32_t sample() const noexcept { return sample_; }
  std::string name() const;  // "TASK#SAMPLE"
  const EpisodeOptions& options() const noexcept { return options_; }
  const std::vector<EpisodeTurn>& turns() const noexcept { return turns_; }

  enum class State {
    asking,   // wants an answer
    judging,  // wants the record of work()
    telling,  // has feedback that somebody has to be told: tell()
    over,
  };
  State state() const noexcept { return state_; }

  // While asking: what the author is to be shown, ending with a message of the user's.
  std::vector<Message> conversation() const;
  // While asking.
  void answer(std::string text, json::object author = {});
  // While asking, where the author has nothing more to say: what it said last counts. Before the first answer the
  // episode ends without a turn and without a reward.
  void give_up();

  // While judging: what is to be judged, and then its record. A record with an Error ends the episode without a reward.
  Work work() const;
  void judged(std::shared_ptr<const RewardRecord> record, const std::vector<Observed>& observed);

  // While telling: the feedback as it was made when what it is made of was still known.
  void set_feedback(std::string feedback) { turns_.back().feedback = std::move(feedback); }
  // While telling: the next turn begins with `feedback`, which is this episode's own or, to see what feedback is worth,
  // another's.
  void tell(std::string feedback, std::string told_by);

  // Once over. Sum of the turns' rewards; nullopt where one is unknown.
  std::optional<double> reward() const;
  bool passed_public() const;    // by the last answer
  bool solved() const;           // every test passed, soundly or not
  const Error* failure() const;  // of the harness

 private:
  // The record with its place in this episode.
  std::shared_ptr<const RewardRecord> placed(const RewardRecord& record, bool last) const;
  void finish(const RewardRecord& record);
  bool by_all_next() const;  // while judging: by all tests, or by the public ones

  std::shared_ptr<const datasets::Task> task_, public_;
  std::uint32_t sample_ = 0;
  EpisodeOptions options_;
  std::vector<EpisodeTurn> turns_;
  std::string prompt_, told_by_;  // of the next turn
  State state_ = State::asking;
  bool gave_up_ = false;
};

}  // namespace oyer::graders
