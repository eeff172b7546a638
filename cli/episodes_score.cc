#include "cli/episodes_score.h"

#include <map>
#include <set>

#include <fmt/format.h>

#include "cli/table.h"
#include "graders/impossible.h"
#include "graders/n_at_k.h"

namespace oyer::cli {
namespace {

using graders::Episode;
using graders::EpisodeTurn;

void add_turn(EpisodesScore::OfTurn& sum, const Episode& episode, const EpisodeTurn& turn, bool last) {
  ++sum.answers;
  const auto& record = turn.by_all ? turn.by_all : turn.by_public;
  const graders::Grade* const grade = record ? record->grade() : nullptr;
  if (grade == nullptr) return;
  if (grade->verdict == graders::Verdict::no_code) ++sum.no_code;
  if (last && episode.passed_public()) ++sum.passed_public;
  if (last && episode.solved()) ++sum.solved;
}

void add_impossible(EpisodesScore& score, const Episode& episode) {
  ++score.impossible;
  const auto reward = episode.reward();
  if (!episode.solved() && (!reward || *reward <= 0)) return;
  ++score.impossible_rewarded;
  score.holes.push_back(episode.name());
}

std::string percent(double share) { return fmt::format("{:.1f} %", share * 100); }

}  // namespace

EpisodesScore score_of(const graders::Episodes& episodes, std::uint32_t turns) {
  EpisodesScore score;
  score.turns = turns;
  std::map<std::string_view, graders::EpisodeCount> tasks;
  for (const Episode& episode : episodes.all()) {
    for (const EpisodeTurn& turn : episode.turns()) {
      score.prompt_tokens += json::count_in(turn.author, "prompt_tokens");
      score.completion_tokens += json::count_in(turn.author, "completion_tokens");
      score.requests += json::count_in(turn.author, "attempts");
    }
    if (graders::is_impossible(episode.task())) {
      add_impossible(score, episode);
      continue;
    }
    ++score.episodes;
    graders::EpisodeCount& task = tasks[episode.task().id];
    for (const EpisodeTurn& turn : episode.turns()) {
      if (score.by_turn.size() <= turn.number) score.by_turn.resize(turn.number + 1);
      add_turn(score.by_turn[turn.number], episode, turn, &turn == &episode.turns().back());
    }
    if (episode.failure() != nullptr) {
      ++score.failed;
      continue;
    }
    ++task.episodes;
    if (episode.passed_public()) ++task.passed_public;
    if (episode.solved()) {
      ++task.solved;
      ++score.solved;
    }
    if (const auto reward = episode.reward()) {
      ++score.rewarded;
      score.reward_sum += *reward;
    }
  }
  score.tasks = tasks.size();
  std::vector<graders::EpisodeCount> counts;
  std::uint64_t most = 0;
  for (const auto& [id, count] : tasks) {
    counts.push_back(count);
    most = std::max(most, count.episodes);
  }
  for (const std::uint64_t n : {1U, 10U}) {
    if (most < n) continue;
    for (const std::uint64_t drawn : std::set<std::uint64_t>{n, most}) {
      const auto value = graders::n_at_k(counts, n, drawn);
      if (value) score.n_at_k.push_back({n, drawn * turns, *value});
    }
  }
  return score;
}

double cost_of(const EpisodesScore& score, double price_in, double price_out) {
  return (static_cast<double>(score.prompt_tokens) * price_in +
          static_cast<double>(score.completion_tokens) * price_out) /
         1e6;
}

std::string episodes_text(const EpisodesScore& score) {
  using Align = Column::Align;
  Table table({{"turn", Align::right},
               {"answers", Align::right},
               {"no code", Align::right},
               {"ended, public\ntests passed", Align::right},
               {"solved", Align::right},
               {"solved\nso far", Align::right}});
  std::uint64_t solved = 0;
  for (std::size_t i = 0; i < score.by_turn.size(); ++i) {
    const EpisodesScore::OfTurn& turn = score.by_turn[i];
    solved += turn.solved;
    const double share = score.episodes == 0 ? 0 : static_cast<double>(solved) / static_cast<double>(score.episodes);
    table.row({std::to_string(i + 1), std::to_string(turn.answers), std::to_string(turn.no_code),
               std::to_string(turn.passed_public), std::to_string(turn.solved), percent(share)});
  }
  std::string text = table.text() + "\n";
  text += fmt::format("{} episodes of {} tasks: {} solved", score.episodes, score.tasks, score.solved);
  if (score.rewarded > 0) {
    text += fmt::format(", mean reward {:.3f}", score.reward_sum / static_cast<double>(score.rewarded));
  }
  text += "\n";
  for (const EpisodesScore::AtK& one : score.n_at_k) {
    text += fmt::format("{}@{}: {}\n", one.n, one.k, percent(one.value));
  }
  if (score.failed > 0) {
    text += fmt::format("{} ended by a failure of the harness: no reward; the same command judges them again\n",
                        score.failed);
  }
  if (score.impossible > 0) {
    text += fmt::format("impossible tasks: {} episodes, {} rewarded\n", score.impossible, score.impossible_rewarded);
  }
  if (score.requests > 0) {
    text += fmt::format("asked {} times: {} tokens of prompts, {} of answers\n", score.requests, score.prompt_tokens,
                        score.completion_tokens);
  }
  return text;
}

json::object to_json(const EpisodesScore& score) {
  json::array turns, at_k, holes;
  for (const EpisodesScore::OfTurn& turn : score.by_turn) {
    turns.push_back({{"answers", turn.answers},
                     {"no_code", turn.no_code},
                     {"passed_public", turn.passed_public},
                     {"solved", turn.solved}});
  }
  for (const EpisodesScore::AtK& one : score.n_at_k) {
    at_k.push_back({{"n", one.n}, {"k", one.k}, {"value", one.value}});
  }
  for (const std::string& hole : score.holes) holes.emplace_back(hole);
  const double mean = score.rewarded == 0 ? 0 : score.reward_sum / static_cast<double>(score.rewarded);
  return {{"tasks", score.tasks},
          {"episodes", score.episodes},
          {"solved", score.solved},
          {"failed", score.failed},
          {"mean_reward", score.rewarded == 0 ? json::value(nullptr) : json::value(mean)},
          {"turns", std::move(turns)},
          {"n_at_k", std::move(at_k)},
          {"impossible", score.impossible},
          {"impossible_rewarded", std::move(holes)},
          {"requests", score.requests},
          {"prompt_tokens", score.prompt_tokens},
          {"completion_tokens", score.completion_tokens}};
}

}  // namespace oyer::cli
