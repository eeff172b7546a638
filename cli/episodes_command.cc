#include "cli/episodes_command.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "cli/author.h"
#include "cli/episodes_file.h"
#include "cli/episodes_score.h"
#include "cli/status_line.h"
#include "cli/table.h"
#include "cli/workshop.h"
#include "datasets/task_file.h"
#include "graders/impossible.h"

namespace oyer::cli {
namespace {

using graders::Episodes;
using SharedTask = std::shared_ptr<const datasets::Task>;
using Known = std::map<std::pair<std::string, std::uint32_t>, std::map<std::uint32_t, Episodes::Known>>;

Result<std::vector<SharedTask>> load(const EpisodesArguments& arguments) {
  auto loaded = arguments.benchmark.empty() ? datasets::load_tasks(arguments.tasks)
                                            : datasets::load_benchmark(arguments.benchmark, arguments.tasks);
  if (!loaded.has_value()) return fail(as_bad_data(std::move(loaded).error()));
  for (std::uint32_t n = 0; n < arguments.impossible; ++n) loaded->push_back(graders::impossible_task(n));
  std::vector<SharedTask> tasks;
  for (datasets::Task& task : *loaded) {
    const graders::PublicTests choice =
        graders::is_impossible(task) ? graders::PublicTests(graders::AsDeclared{}) : arguments.public_tests;
    auto split = graders::with_public_tests(std::move(task), choice);
    if (!split.has_value()) return fail(std::move(split).error().with_context(arguments.tasks));
    tasks.push_back(std::make_shared<const datasets::Task>(std::move(*split)));
  }
  return tasks;
}

// As they were given; null: the task's, the benchmark's or the default.
json::object limits_json(const CandidateLimits& given) {
  const auto number = [](const auto& limit, auto count) { return limit ? json::value(count(*limit)) : nullptr; };
  const auto nanos = [](Nanos time) { return time.count(); };
  return {{"cpu_ns", number(given.cpu, nanos)},
          {"wall_ns", number(given.wall, nanos)},
          {"memory_bytes", number(given.memory, [](Bytes size) { return size.count; })},
          {"times_reference", number(given.times_reference, [](double times) { return times; })}};
}

// What two runs have to agree on to be one: everything that an answer or its judgement depends on.
json::object head_of(const EpisodesArguments& arguments, const std::vector<SharedTask>& tasks, const Author& author) {
  const graders::EpisodesOptions& options = arguments.options;
  const graders::EpisodeOptions& episode = options.episode;
  Digester digester;
  for (const SharedTask& task : tasks) {
    digester.field(task->id).field(task->prompt).field(to_string(datasets::tests_digest(*task)));
  }
  const ChatOptions& chat = arguments.chat;
  const auto number = [](const auto& given) { return given ? json::value(*given) : json::value(nullptr); };
  return {{"schema", "oyer.episodes/1"},
          {"tasks", to_string(digester.finish())},
          {"author", author.name()},
          {"temperature", number(chat.temperature)},
          {"top_p", number(chat.top_p)},
          {"max_tokens", number(chat.max_tokens)},
          {"turns", episode.turns},
          {"samples", options.samples},
          {"public_tests", graders::name_of(arguments.public_tests)},
          {"feedback", graders::name_of(episode.feedback.style)},
          {"feedback_budget", episode.feedback.budget.count},
          {"rule", graders::name_of(episode.rule)},
          {"accept_unsound", episode.rule.accept_unsound},
          {"limits", limits_json(arguments.limits)},
          {"shuffled", options.shuffle},
          {"seed", options.seed}};
}

graders::EngineOptions engine_options(const EpisodesArguments& arguments, const Environment& environment) {
  BatchArguments batch;
  batch.limits = arguments.limits;
  batch.seed = arguments.options.seed;
  graders::EngineOptions options;
  options.grading = grader_options(batch, arguments.benchmark);
  options.grading.observe = arguments.options.episode.feedback.per_value;
  options.workshop = workshop_options(arguments.place, environment);
  options.workers = arguments.jobs != 0 ? arguments.jobs : environment.cpus;
  return options;
}

// "turn 2  45/164 answered  3.2/s  37 s left"
std::string round_text(std::size_t turn, std::size_t done, std::size_t due, double seconds) {
  std::string text = fmt::format("turn {}  {}/{} answered", turn + 1, done, due);
  if (done == 0 || seconds < 1) return text;
  const double rate = static_cast<double>(done) / seconds;
  return text + fmt::format("  {:.1f}/s  {:.0f} s left", rate, static_cast<double>(due - done) / rate);
}

// All that one run works with.
struct Stage {
  Episodes& episodes;
  graders::Engine& engine;
  Author& author;
  EpisodesFile& file;
  Session& session;
  StatusLine line;
  std::chrono::steady_clock::time_point round_begun = {};
};

Status judge(Stage& stage) {
  Status kept;
  const auto keep = [&](const graders::Episode& episode, const graders::EpisodeTurn& turn) {
    if (kept.has_value()) kept = stage.file.add(graders::turn_row(episode, turn));
  };
  const Status judged = stage.episodes.judge(stage.engine, stage.session.stop, keep);
  OYER_TRY_STATUS(kept);
  return judged;
}

// Turns that were judged before are taken as they were; what is left over is to be asked.
Result<std::vector<std::size_t>> replay(Stage& stage, const std::vector<std::size_t>& due, Known& known) {
  std::vector<std::size_t> unknown;
  for (const std::size_t place : due) {
    const graders::Episode& episode = stage.episodes.all()[place];
    auto& turns = known[{episode.task().id, episode.sample()}];
    const auto turn = turns.find(static_cast<std::uint32_t>(episode.turns().size()));
    if (turn == turns.end()) {
      unknown.push_back(place);
    } else {
      OYER_TRY_STATUS(stage.episodes.replay(place, std::move(turn->second)));
    }
  }
  return unknown;
}

// Asks for a part of a round and has it judged, so that little is lost where this is killed.
Status play(Stage& stage, const std::vector<std::size_t>& places, std::size_t done, std::size_t due) {
  const auto take = [&](std::size_t place, std::optional<AuthorAnswer> answer) {
    ++done;
    stage.line.update([&](unsigned columns) {
      const auto here = std::chrono::steady_clock::now() - stage.round_begun;
      const std::size_t turn = stage.episodes.all()[place].turns().size();
      return shortened(round_text(turn, done, due, std::chrono::duration<double>(here).count()), columns);
    });
    if (answer) {
      stage.episodes.answer(place, std::move(answer->text), std::move(answer->author));
    } else {
      stage.episodes.give_up(place);
    }
  };
  const Status asked = ask_all(stage.author, stage.episodes, places, stage.session.stop, take);
  // What was answered is judged and kept, whatever kept the others from it.
  const Status judged = stage.session.stop.stop_requested() ? Status() : judge(stage);
  OYER_TRY_STATUS(asked);
  return judged;
}

Status run(Stage& stage, Known known) {
  const std::size_t part = std::max<std::size_t>(64, std::size_t{4} * stage.author.concurrency());
  while (true) {
    const std::vector<std::size_t> due = stage.episodes.due();
    if (due.empty()) return {};
    OYER_TRY(const std::vector<std::size_t> places, replay(stage, due, known));
    stage.round_begun = std::chrono::steady_clock::now();
    for (std::size_t at = 0; at < places.size(); at += part) {
      const std::size_t end = std::min(at + part, places.size());
      OYER_TRY_STATUS(play(
          stage, {places.begin() + static_cast<std::ptrdiff_t>(at), places.begin() + static_cast<std::ptrdiff_t>(end)},
          at, places.size()));
    }
    OYER_TRY_STATUS(judge(stage));
  }
}

std::vector<json::object> rows_of(const Episodes& episodes) {
  std::vector<json::object> rows;
  for (const graders::Episode& episode : episodes.all()) {
    for (const graders::EpisodeTurn& turn : episode.turns()) rows.push_back(graders::turn_row(episode, turn));
  }
  return rows;
}

Known by_episode(std::vector<graders::TurnRow> rows) {
  Known known;
  for (graders::TurnRow& row : rows) known[{row.task_id, row.sample}][row.turn] = std::move(row.known);
  return known;
}

void tell(const EpisodesArguments& arguments, const EpisodesScore& score, const Author& author, Session& session) {
  const double cost = cost_of(score, arguments.price_in, arguments.price_out);
  if (arguments.json) {
    json::object summary = to_json(score);
    summary["author"] = author.name();
    summary["shuffled"] = arguments.options.shuffle;
    summary["cost"] = cost;
    summary["out"] = arguments.out;
    session.data.write(json::print(summary) + "\n");
    session.data.flush();
  } else {
    session.people.write(episodes_text(score));
    if (cost > 0) session.people.write(fmt::format("cost: {:.2f}\n", cost));
    if (arguments.options.shuffle) {
      session.people.write("the feedback was another task's: compare with a run without --shuffle-feedback\n");
    }
    session.people.write("turns: " + arguments.out + "\n");
  }
  for (const std::string& hole : score.holes) {
    session.people.write(fmt::format("oyer: A REWARD FOR AN IMPOSSIBLE TASK: {} in {} was not earned by a program\n",
                                     printable(hole), arguments.out));
  }
}

}  // namespace

Result<ExitCode> episodes_command(const EpisodesArguments& arguments, Session& session) {
  OYER_TRY(const std::vector<SharedTask> tasks, load(arguments));
  OYER_TRY(const std::unique_ptr<Author> author, open_author(arguments));
  OYER_TRY(Episodes episodes, Episodes::open(tasks, arguments.options));
  OYER_TRY(EpisodesFile file, EpisodesFile::open(arguments.out, head_of(arguments, tasks, *author)));
  OYER_TRY(const auto engine, graders::Engine::open(engine_options(arguments, session.environment)));
  Status status;
  {
    Stage stage{episodes, *engine, *author, file, session, StatusLine(session.environment, session.people)};
    status = run(stage, by_episode(file.take_known()));
  }
  if (!status.has_value()) {
    return fail(std::move(status).error().with_context("what was judged is kept in " + arguments.out +
                                                       ", and the same command goes on from there"));
  }
  OYER_TRY_STATUS(file.finish(rows_of(episodes)));
  const EpisodesScore score = score_of(episodes, arguments.options.episode.turns);
  tell(arguments, score, *author, session);
  if (score.impossible_rewarded > 0) return ExitCode::bug;
  return score.failed > 0 ? ExitCode::harness_errors : ExitCode::done;
}

}  // namespace oyer::cli
