#include "cli/batch_command.h"

#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "cli/progress.h"
#include "cli/run_text.h"
#include "graders/engine.h"

namespace oyer::cli {

std::vector<graders::Work> in_task_order(const SharedTasks& tasks, std::vector<datasets::Candidate> candidates) {
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < tasks->size(); ++i) places.emplace((*tasks)[i].id, i);
  const auto place = [&](const datasets::Candidate& candidate) { return places.at(candidate.task_id); };
  std::stable_sort(candidates.begin(), candidates.end(), [&](const auto& a, const auto& b) {
    return std::pair(place(a), a.index) < std::pair(place(b), b.index);
  });
  std::vector<graders::Work> work;
  work.reserve(candidates.size());
  for (datasets::Candidate& candidate : candidates) {
    // Shares the ownership of the whole list.
    std::shared_ptr<const datasets::Task> task(tasks, &(*tasks)[place(candidate)]);
    work.push_back({std::move(task), std::move(candidate)});
  }
  return work;
}

namespace {

Result<std::unique_ptr<graders::Engine>> open_engine(const BatchArguments& arguments,
                                                     const graders::GraderOptions& options, const BatchOutcome& outcome,
                                                     const Environment& environment) {
  OYER_TRY_STATUS(make_ledger_folder(outcome.ledger));
  graders::EngineOptions engine;
  engine.workshop = workshop_options(arguments.place, environment);
  engine.grading = options;
  engine.workers = outcome.jobs;
  engine.ledger = outcome.ledger;
  return graders::Engine::open(std::move(engine));
}

}  // namespace

Result<BatchOutcome> judge_all(const std::vector<graders::Work>& work, const BatchArguments& arguments,
                               const graders::GraderOptions& options, const graders::RewardRule& rule,
                               const OnRecord& on_record, Session& session) {
  BatchOutcome outcome;
  outcome.jobs = arguments.jobs != 0 ? arguments.jobs : session.environment.cpus;
  OYER_TRY(outcome.ledger, ledger_path(arguments.ledger, arguments.out, session.environment));
  OYER_TRY(const auto engine, open_engine(arguments, options, outcome, session.environment));
  const runners::PythonInterpreter& python = engine->python();
  outcome.python = python.implementation + " " + python.version;
  if (!python.note.empty()) session.people.write("oyer: " + printable(python.note) + "\n");
  outcome.candidates.reserve(work.size());
  std::string weak;
  {
    Progress progress(work.size(), session.environment, session.people);
    const graders::BatchConsumer consumer{[&](const graders::Event& event) { progress.take(event); },
                                          [&](std::uint64_t position, const graders::RewardRecord& record) {
                                            if (outcome.tier.empty() && record.containment) {
                                              outcome.tier = tier_text(*record.containment);
                                              weak = weak_text(*record.containment);
                                            }
                                            outcome.candidates.push_back(judged(record, rule));
                                            outcome.comparison.take(record);
                                            on_record(position, record);
                                          }};
    graders::BatchOptions judging;
    judging.fresh = arguments.fresh;
    judging.canary_every = arguments.canary_every;
    outcome.canaries_asked = judging.canary_every != 0;
    if (judging.canary_every != 0) {
      OYER_TRY(judging.canaries, graders::bundled_canaries());
    }
    if (arguments.deadline) judging.deadline = session.started + *arguments.deadline;
    OYER_TRY(outcome.finished, engine->judge(work, judging, consumer, session.stop));
  }
  if (!weak.empty()) {
    session.people.write(weak + "oyer: such grades are not sound: they earn no reward and do not count, unless " +
                         "--accept-unsound says so\n");
  }
  return outcome;
}

Result<ExitCode> conclude(const BatchOutcome& outcome, std::size_t work) {
  const graders::Finished& finished = outcome.finished;
  if (finished.interrupted) {
    return fail(
        cancelled(fmt::format("interrupted after {} of {} candidates; they are kept in {}, and the same command "
                              "goes on from there",
                              finished.graded, work, outcome.ledger.string())));
  }
  return finished.infra_errors > 0 ? ExitCode::harness_errors : ExitCode::done;
}

BatchOutcome joined(BatchOutcome first, BatchOutcome second) {
  graders::Finished& sum = first.finished;
  const graders::Finished& more = second.finished;
  sum.graded += more.graded;
  sum.reused += more.reused;
  sum.executed += more.executed;
  sum.infra_errors += more.infra_errors;
  sum.unfinished += more.unfinished;
  sum.canaries += more.canaries;
  sum.canaries_unjudged += more.canaries_unjudged;
  sum.interrupted = sum.interrupted || more.interrupted;
  sum.wall += more.wall;
  if (first.tier.empty()) first.tier = second.tier;
  first.comparison.add(std::move(second.comparison));
  std::move(second.candidates.begin(), second.candidates.end(), std::back_inserter(first.candidates));
  return first;
}

namespace {

// What the deadline left over is nobody's error.
bool is_late(const Judged& one) { return one.outcome == "infra_error" && one.reason == "deadline"; }

// Whoever asked for canaries is told, too, when none was due or one could not be judged.
std::string canary_text(const BatchOutcome& outcome) {
  const graders::Finished& finished = outcome.finished;
  if (!outcome.canaries_asked) return "";
  std::string text = fmt::format("canaries: {} judged, each as it is known", finished.canaries);
  if (finished.canaries == 0) text = "canaries: none was judged; with so little work ask for a higher rate";
  if (finished.canaries_unjudged > 0) text += fmt::format("; {} could not be judged", finished.canaries_unjudged);
  return text + "\n";
}

std::string late_text(const BatchOutcome& outcome) {
  if (outcome.finished.unfinished == 0) return "";
  return fmt::format("{} unfinished at the deadline: no verdict, no reward; the same command goes on from here\n",
                     outcome.finished.unfinished);
}

// The first few reasons; all of them are in the ledger.
std::string infra_text(const BatchOutcome& outcome) {
  constexpr int most_shown = 3;
  if (outcome.finished.infra_errors == 0) return "";
  std::string text = fmt::format("{} could not be judged: no verdict, no reward\n", outcome.finished.infra_errors);
  int shown = 0;
  for (const Judged& one : outcome.candidates) {
    if (one.outcome != "infra_error" || is_late(one) || ++shown > most_shown) continue;
    text += fmt::format("  {}, candidate {}: {}\n", printable(one.task_id), one.index, printable(one.reason));
  }
  if (shown > most_shown) {
    text += fmt::format("  all of them: oyer records --verdict infra_error --ledger {}\n", outcome.ledger.string());
  }
  return text;
}

}  // namespace

std::string closing_text(const BatchOutcome& outcome) {
  const graders::Finished& finished = outcome.finished;
  const double seconds = std::chrono::duration<double>(finished.wall).count();
  std::string text = fmt::format("{} judged in {}", finished.executed, to_string(finished.wall));
  if (finished.executed > 0 && seconds > 0) {
    text += fmt::format(" ({:.1f}/s, {} worker{})", static_cast<double>(finished.executed) / seconds, outcome.jobs,
                        outcome.jobs == 1 ? "" : "s");
  }
  if (finished.reused > 0) text += fmt::format(", {} found in the ledger", finished.reused);
  text += "; " + outcome.python + (outcome.tier.empty() ? "" : "; " + outcome.tier) + "\n";
  return comparison_text(outcome.comparison) + text + canary_text(outcome) + late_text(outcome) + infra_text(outcome) +
         "ledger: " + outcome.ledger.string() + "\n";
}

json::object closing_json(const BatchOutcome& outcome) {
  const graders::Finished& finished = outcome.finished;
  json::object object = comparison_json(outcome.comparison);
  object["ledger"] = outcome.ledger.string();
  object["python"] = outcome.python;
  object["measured"] = {{"executed", finished.executed},
                        {"reused", finished.reused},
                        {"unfinished", finished.unfinished},
                        {"canaries", finished.canaries},
                        {"canaries_unjudged", finished.canaries_unjudged},
                        {"wall_ns", finished.wall.count()},
                        {"jobs", outcome.jobs}};
  return object;
}

}  // namespace oyer::cli
