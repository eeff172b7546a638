#include "cli/score_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/output.h"
#include "cli/table.h"
#include "graders/verdict.h"

namespace oyer::cli {
namespace {

using Align = Column::Align;

// Every outcome there is, in the order of the verdicts.
std::vector<std::string> outcomes_of(const TaskScore& all) {
  std::vector<std::string> names;
  for (const graders::Verdict verdict : graders::all_verdicts) names.emplace_back(name_of(verdict));
  names.emplace_back("infra_error");
  std::erase_if(names, [&](const std::string& name) { return !all.outcomes.contains(name); });
  return names;
}

std::uint64_t count_of(const TaskScore& score, const std::string& outcome) {
  const auto found = score.outcomes.find(outcome);
  return found == score.outcomes.end() ? 0 : found->second;
}

std::optional<double> mean_reward(const TaskScore& score) {
  if (score.rewarded == 0) return std::nullopt;
  return score.reward_sum / static_cast<double>(score.rewarded);
}

std::string reward_text(const TaskScore& score) {
  const auto mean = mean_reward(score);
  return mean ? fmt::format("{:.3f}", *mean) : "none";
}

std::string percent(double share) { return fmt::format("{:.1f} %", share * 100); }

json::object outcomes_json(const TaskScore& score) {
  json::object object;
  for (const std::string& name : outcomes_of(score)) object[name] = count_of(score, name);
  return object;
}

std::string pass_table(const EvalReport& report) {
  const bool compared = std::any_of(report.scores.begin(), report.scores.end(),
                                    [](const PassAtK& one) { return !one.comparison.empty(); });
  Table table({{compared ? "comparison" : "tests"},
               {"k", Align::right},
               {"pass@k", Align::right},
               {"95 % interval", Align::right}});
  for (const PassAtK& one : report.scores) {
    table.row({compared ? one.comparison : one.tests, std::to_string(one.k), percent(one.estimate.mean),
               percent(one.estimate.low) + " to " + percent(one.estimate.high)});
  }
  return table.text();
}

// Scores say of what they are scores; what they leave out is said, too.
std::string left_out(const EvalReport& report) {
  std::string text;
  const Score& score = report.score;
  std::string ks;
  for (const std::uint64_t k : report.asked) {
    const auto has_k = [&](const PassAtK& one) { return one.k == k; };
    if (std::none_of(report.scores.begin(), report.scores.end(), has_k))
      ks += (ks.empty() ? "pass@" : ", pass@") + std::to_string(k);
  }
  if (!ks.empty()) {
    text += fmt::format("{}: not given, since some task has only {} judged answer{}\n", ks, score.fewest,
                        score.fewest == 1 ? "" : "s");
  }
  if (score.tasks.size() < report.tasks_in_data) {
    text +=
        fmt::format("{} of {} tasks have no answer and are in no score: this is not a score of the whole benchmark\n",
                    report.tasks_in_data - score.tasks.size(), report.tasks_in_data);
  }
  for (const datasets::LeftOut& one : report.left_out) {
    text += fmt::format("{} is in no score: {}\n", printable(one.id), printable(one.reason));
  }
  if (score.only_own > 0 || score.only_strict > 0) {
    text += fmt::format("{} accepted by the comparison of {} alone, {} by the strict one alone\n", score.only_own,
                        report.benchmark, score.only_strict);
  }
  if (score.unsound > 0) {
    text += fmt::format(
        "{} accepted, but not soundly (one process with the tests, or tier weak); they count only with "
        "--accept-unsound\n",
        score.unsound);
  }
  return text;
}

}  // namespace

std::string grade_table(const Score& score, const std::string& rule, std::size_t most_tasks) {
  const std::vector<std::string> outcomes = outcomes_of(score.all);
  std::vector<Column> columns = {{"task"}, {"candi-\ndates", Align::right}};
  for (std::string outcome : outcomes) {
    std::replace(outcome.begin(), outcome.end(), '_', '\n');
    columns.push_back({outcome, Align::right});
  }
  columns.push_back({"mean\n" + rule, Align::right});
  Table table(columns);
  const auto line = [&](const std::string& name, const TaskScore& one) {
    std::vector<std::string> cells = {name, std::to_string(one.candidates)};
    for (const std::string& outcome : outcomes) {
      const std::uint64_t count = count_of(one, outcome);
      cells.push_back(count == 0 ? "." : std::to_string(count));
    }
    cells.push_back(reward_text(one));
    table.row(std::move(cells));
  };
  if (score.tasks.size() <= most_tasks) {
    for (const TaskScore& task : score.tasks) line(shortened(printable(task.task_id), 40), task);
    table.rule();
  }
  line(fmt::format("all {} tasks", score.tasks.size()), score.all);
  return table.text();
}

std::string eval_text(const EvalReport& report) {
  const Score& score = report.score;
  std::string text =
      fmt::format("{}: {} tasks, {} answers", report.benchmark, score.tasks.size(), score.all.candidates);
  if (score.fewest > 0) {
    text += score.fewest == score.most ? fmt::format(", {} a task", score.fewest)
                                       : fmt::format(", {} to {} a task", score.fewest, score.most);
  }
  text += "\n\n" + pass_table(report) + left_out(report) + "\n";
  Table outcomes({{"verdict"}, {"answers", Align::right}});
  for (const std::string& name : outcomes_of(score.all))
    outcomes.row({name, std::to_string(count_of(score.all, name))});
  text += outcomes.text() + "\n";
  Table slowest({{"slowest"}, {"answer", Align::right}, {"CPU", Align::right}, {"verdict"}});
  for (const Judged& one : score.slowest) {
    slowest.row({shortened(printable(one.task_id), 40), std::to_string(one.index), to_string(one.cpu), one.outcome});
  }
  return text + slowest.text() + "\n";
}

json::object to_json(const EvalReport& report) {
  json::array scores, slowest;
  for (const PassAtK& one : report.scores) {
    json::object score{{"tests", one.tests},
                       {"k", one.k},
                       {"mean", one.estimate.mean},
                       {"low", one.estimate.low},
                       {"high", one.estimate.high}};
    if (!one.comparison.empty()) score["comparison"] = one.comparison;
    scores.emplace_back(std::move(score));
  }
  json::array left_out;
  for (const datasets::LeftOut& one : report.left_out) left_out.push_back({{"id", one.id}, {"reason", one.reason}});
  for (const Judged& one : report.score.slowest) {
    slowest.push_back(
        {{"task_id", one.task_id}, {"index", one.index}, {"cpu_ns", one.cpu.count()}, {"verdict", one.outcome}});
  }
  return {{"schema", "oyer.eval/1"},
          {"benchmark", report.benchmark},
          {"tasks", report.score.tasks.size()},
          {"tasks_in_data", report.tasks_in_data},
          {"answers", report.score.all.candidates},
          {"pass_at", std::move(scores)},
          {"verdicts", outcomes_json(report.score.all)},
          {"unsound", report.score.unsound},
          {"left_out", std::move(left_out)},
          {"only_own", report.score.only_own},
          {"only_strict", report.score.only_strict},
          {"slowest", std::move(slowest)}};
}

json::object summary_json(const Score& score, const std::string& rule) {
  const auto one = [](const TaskScore& task) {
    const auto mean = mean_reward(task);
    return json::object{{"candidates", task.candidates},
                        {"verdicts", outcomes_json(task)},
                        {"reward_mean", mean ? json::value(*mean) : json::value(nullptr)}};
  };
  json::object object{{"schema", "oyer.summary/1"}, {"rule", rule}};
  for (auto& field : one(score.all)) object.insert(field);
  json::array tasks;
  for (const TaskScore& task : score.tasks) {
    json::object row{{"task_id", task.task_id}};
    for (auto& field : one(task)) row.insert(field);
    tasks.emplace_back(std::move(row));
  }
  object["tasks"] = std::move(tasks);
  return object;
}

}  // namespace oyer::cli
