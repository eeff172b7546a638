#include "graders/episode.h"

#include <utility>

#include "graders/public_tests.h"

namespace oyer::graders {

Episode::Episode(std::shared_ptr<const datasets::Task> task, std::uint32_t sample, EpisodeOptions options)
    : task_(std::move(task)),
      public_(std::make_shared<const datasets::Task>(public_part(*task_))),
      sample_(sample),
      options_(std::move(options)),
      prompt_(task_->prompt + "\n\n" + request_for_code(task_->language)) {}

std::string Episode::name() const { return task_->id + "#" + std::to_string(sample_); }

std::vector<Message> Episode::conversation() const {
  std::vector<Message> messages;
  for (const EpisodeTurn& turn : turns_) {
    messages.push_back({"user", turn.prompt});
    messages.push_back({"assistant", turn.answer});
  }
  if (state_ == State::asking) messages.push_back({"user", prompt_});
  return messages;
}

void Episode::answer(std::string text, json::object author) {
  EpisodeTurn turn;
  turn.number = static_cast<std::uint32_t>(turns_.size());
  turn.prompt = std::exchange(prompt_, "");
  turn.told_by = std::exchange(told_by_, "");
  turn.answer = std::move(text);
  turn.author = std::move(author);
  turns_.push_back(std::move(turn));
  state_ = State::judging;
}

void Episode::give_up() {
  gave_up_ = true;
  // The last answer has failed public tests already; all tests are still to say so.
  state_ = turns_.empty() ? State::over : State::judging;
}

bool Episode::by_all_next() const {
  const EpisodeTurn& turn = turns_.back();
  return gave_up_ || turn.by_public || turn.number + 1 >= options_.turns;
}

Work Episode::work() const {
  const EpisodeTurn& turn = turns_.back();
  datasets::Candidate candidate;
  candidate.task_id = task_->id;
  candidate.index = sample_;
  candidate.text = turn.answer;
  return {by_all_next() ? task_ : public_, std::move(candidate)};
}

void Episode::judged(std::shared_ptr<const RewardRecord> record, const std::vector<Observed>& observed) {
  EpisodeTurn& turn = turns_.back();
  const bool by_all = by_all_next();
  record = placed(*record, by_all);
  (by_all ? turn.by_all : turn.by_public) = record;
  const Grade* const grade = record->grade();
  if (by_all || grade == nullptr) return finish(*record);
  if (grade->verdict == Verdict::accepted) return;  // by all tests next
  turn.reward = options_.rule.kind == RewardRule::Kind::rlef ? graders::reward(*record, options_.rule) : 0.0;
  turn.feedback = graders::feedback(*public_, *grade, observed, options_.feedback);
  state_ = State::telling;
}

std::shared_ptr<const RewardRecord> Episode::placed(const RewardRecord& record, bool last) const {
  auto copy = std::make_shared<RewardRecord>(record);
  const std::uint32_t number = turns_.back().number;
  copy->turn.episode = name();
  copy->turn.number = number;
  if (number > 0) copy->turn.parent = number - 1;
  copy->turn.last = last;
  copy->measured.observed.clear();
  return copy;
}

void Episode::finish(const RewardRecord& record) {
  turns_.back().reward = graders::reward(record, options_.rule);
  state_ = State::over;
}

void Episode::tell(std::string feedback, std::string told_by) {
  prompt_ = std::move(feedback);
  told_by_ = std::move(told_by);
  state_ = State::asking;
}

std::optional<double> Episode::reward() const {
  if (turns_.empty()) return std::nullopt;
  double sum = 0;
  for (const EpisodeTurn& turn : turns_) {
    if (!turn.reward) return std::nullopt;
    sum += *turn.reward;
  }
  return sum;
}

bool EpisodeTurn::passed_public() const {
  const auto& record = by_all ? by_all : by_public;
  const Grade* const grade = record ? record->grade() : nullptr;
  if (grade == nullptr || grade->cases.empty()) return false;
  const Tally shown = tally(*grade, Visibility::public_test);
  return shown.passed == shown.total;
}

bool EpisodeTurn::solved() const {
  const Grade* const grade = by_all ? by_all->grade() : nullptr;
  return grade != nullptr && grade->verdict == Verdict::accepted;
}

bool Episode::passed_public() const { return !turns_.empty() && turns_.back().passed_public(); }

bool Episode::solved() const { return !turns_.empty() && turns_.back().solved(); }

const Error* Episode::failure() const {
  if (turns_.empty()) return nullptr;
  for (const auto& record : {turns_.back().by_public, turns_.back().by_all}) {
    if (record && record->grade() == nullptr) return &std::get<Error>(record->outcome);
  }
  return nullptr;
}

}  // namespace oyer::graders
