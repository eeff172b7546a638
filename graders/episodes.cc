#include "graders/episodes.h"

#include <algorithm>
#include <set>
#include <utility>

namespace oyer::graders {
namespace {

using State = Episode::State;

std::string name_of(const Episode& episode, const EpisodeTurn& turn) {
  return episode.name() + "/" + std::to_string(turn.number);
}

bool is_of(const RewardRecord& record, const Episode& episode) {
  const Work work = episode.work();
  return record.task_id == work.task->id && record.task == datasets::tests_digest(*work.task) &&
         record.completion == work.candidate.text;
}

}  // namespace

Result<Episodes> Episodes::open(const std::vector<std::shared_ptr<const datasets::Task>>& tasks,
                                EpisodesOptions options) {
  if (tasks.empty()) return fail(invalid_input("there is no task to hold episodes on"));
  std::set<std::string_view> names;
  for (const auto& task : tasks) {
    if (!names.insert(task->id).second) return fail(invalid_input("two tasks are called " + task->id));
  }
  if (options.shuffle && tasks.size() < 2) {
    return fail(invalid_input("shuffled feedback is another task's: give two tasks or more"));
  }
  Episodes episodes(std::move(options));
  for (const auto& task : tasks) {
    for (std::uint32_t sample = 0; sample < episodes.options_.samples; ++sample) {
      episodes.episodes_.emplace_back(task, sample, episodes.options_.episode);
    }
  }
  return episodes;
}

std::vector<std::size_t> Episodes::due() const {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < episodes_.size(); ++i) {
    if (episodes_[i].state() == State::asking) places.push_back(i);
  }
  return places;
}

void Episodes::answer(std::size_t place, std::string text, json::object author) {
  episodes_[place].answer(std::move(text), std::move(author));
}

void Episodes::give_up(std::size_t place) { episodes_[place].give_up(); }

Status Episodes::replay(std::size_t place, Known known) {
  Episode& episode = episodes_[place];
  episode.answer(std::move(known.answer), std::move(known.author));
  for (auto& record : {known.by_public, known.by_all}) {
    // What failed in the harness is judged anew.
    if (!record || record->grade() == nullptr) break;
    // An author who had nothing more to say had its last answer judged once more.
    if (episode.state() == State::telling) episode.give_up();
    if (episode.state() != State::judging || !is_of(*record, episode)) {
      return fail(corrupt("a turn of " + episode.name() + " holds the record of other work"));
    }
    episode.judged(record, {});
  }
  if (episode.state() == State::telling) episode.set_feedback(std::move(known.feedback));
  return {};
}

void Episodes::tell() {
  std::vector<std::size_t> waiting;
  for (std::size_t i = 0; i < episodes_.size(); ++i) {
    if (episodes_[i].state() == State::telling) waiting.push_back(i);
  }
  for (const std::size_t i : waiting) {
    const Episode& episode = episodes_[i];
    const EpisodeTurn& turn = episode.turns().back();
    pool_[episode.task().id].emplace_back(name_of(episode, turn), turn.feedback);
  }
  for (const std::size_t i : waiting) {
    Episode& episode = episodes_[i];
    const EpisodeTurn& turn = episode.turns().back();
    const std::pair own(name_of(episode, turn), turn.feedback);
    const auto& [by, text] = options_.shuffle ? another(episode) : own;
    episode.tell(text, by);
  }
}

const std::pair<std::string, std::string>& Episodes::another(const Episode& episode) const {
  // Where every other task was solved at once there is nothing of theirs to tell.
  static const std::pair<std::string, std::string> nothing;
  std::vector<const std::vector<std::pair<std::string, std::string>>*> others;
  for (const auto& [task, texts] : pool_) {
    if (task != episode.task().id) others.push_back(&texts);
  }
  if (others.empty()) return nothing;
  const std::string name = name_of(episode, episode.turns().back());
  const std::uint64_t dice = leading_bits(Digester().field("oyer-shuffle-1").field(options_.seed).field(name).finish());
  const auto& texts = *others[dice % others.size()];
  return texts[(dice / others.size()) % texts.size()];
}

Status Episodes::judge(Engine& engine, std::stop_token stop,
                       const std::function<void(const Episode& episode, const EpisodeTurn& turn)>& on_turn) {
  std::map<std::size_t, std::uint32_t> attempts;
  std::set<std::size_t> touched;
  Status status;
  while (status.has_value()) {
    std::vector<std::size_t> places;
    std::vector<Work> work;
    for (std::size_t i = 0; i < episodes_.size(); ++i) {
      if (episodes_[i].state() != State::judging) continue;
      places.push_back(i);
      work.push_back(episodes_[i].work());
    }
    if (work.empty()) break;
    const auto take = [&](std::uint64_t position, const std::shared_ptr<const RewardRecord>& record) {
      const std::size_t place = places[position];
      // What failed in the harness is judged again before it costs the episode its reward.
      if (record->grade() == nullptr && ++attempts[place] < options_.attempts) return;
      touched.insert(place);
      episodes_[place].judged(record, record->measured.observed);
    };
    const BatchConsumer consumer{[&](const Event& event) {
                                   if (const auto* graded = std::get_if<Graded>(&event)) {
                                     take(graded->position, graded->record);
                                   } else if (const auto* error = std::get_if<InfraError>(&event)) {
                                     take(error->position, error->record);
                                   }
                                 },
                                 {}};
    // What a ledger holds does not tell what a test got, of which feedback is made.
    BatchOptions judging;
    judging.fresh = true;
    const auto finished = engine.judge(work, judging, consumer, stop);
    if (!finished.has_value()) status = fail(finished.error());
    if (finished.has_value() && finished->interrupted) status = fail(cancelled("stopped while answers were judged"));
  }
  for (const std::size_t place : touched) {
    const Episode& episode = episodes_[place];
    if (episode.state() != State::judging) on_turn(episode, episode.turns().back());
  }
  if (status.has_value() && due().empty()) tell();
  return status;
}

}  // namespace oyer::graders
