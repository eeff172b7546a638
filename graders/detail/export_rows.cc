#include "graders/detail/export_rows.h"

#include <algorithm>

namespace oyer::graders::detail {
namespace {

json::array messages(std::string_view role, const std::string& text) {
  return {json::object{{"role", role}, {"content", text}}};
}

json::value text_or_chat(std::string_view role, const std::string& text, const ExportOptions& options) {
  return options.chat ? json::value(messages(role, text)) : json::value(text);
}

json::value number_or_null(const std::optional<double>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

json::array texts(const std::vector<std::string>& items) {
  json::array result;
  for (const std::string& item : items) result.emplace_back(item);
  return result;
}

// What a reward hook needs to find the tests again, as text, since trainers want a text there. It says nothing of them.
std::string reference_to(const RewardRecord& record) {
  return json::print(json::object{{"task_id", record.task_id}, {"task", to_string(record.task)}});
}

void put_grade(json::object& row, const RewardRecord& record, const Grade& grade) {
  const Tally all = tally(grade), open = tally(grade, Visibility::public_test);
  row["verdict"] = name_of(grade.verdict);
  row["passed"] = all.passed;
  row["total"] = all.total;
  row["public_passed"] = open.passed;
  row["public_total"] = open.total;
  row["public"] = letters(grade, Visibility::public_test);
  row["private"] = letters(grade, Visibility::private_test);
  row["planned"] = grade.evidence.planned;
  row["run"] = grade.evidence.run;
  row["answered"] = grade.evidence.answered;
  // A compiler has not seen a test, and a program that does not build has not, either.
  if (!grade.diagnostics.empty()) row["diagnostics"] = grade.diagnostics;
  row["flags"] = texts(grade.flags);
  row["isolation"] = datasets::name_of(grade.isolation);
  row["sound"] = grade.sound();
  if (record.containment) row["tier"] = sandbox::name_of(record.containment->tier);
}

void put_setting(json::object& row, const RewardRecord& record) {
  const Setting& setting = record.setting;
  row["language"] = oyer::name_of(setting.language);
  row["profile"] = setting.profile;
  row["toolchain"] = setting.toolchain;
  row["toolchain_name"] = setting.toolchain_name;
  // As text: 64 bits without a sign are more than columns hold.
  row["seed_hash"] = std::to_string(setting.seeds.hash);
  row["seed_random"] = std::to_string(setting.seeds.random);
  row["origin"] = record.provenance.origin;
  row["generation"] = record.provenance.generation;
  row["parents"] = texts(record.provenance.parents);
}

void put_measured(json::object& row, const Measured& measured) {
  row["cpu_ns"] = measured.candidate.cpu.count();
  row["wall_ns"] = measured.candidate.wall.count();
  row["memory_peak_bytes"] = measured.candidate.memory_peak.count;
  row["runs"] = measured.runs;
  row["graded_at"] = measured.graded_at;
}

// How the answers to one task came out.
struct TaskOutcome {
  std::uint64_t judged = 0, accepted = 0, rewarded = 0;
  double rewards = 0;
  json::value share() const {
    return judged == 0 ? json::value(nullptr)
                       : json::value(static_cast<double>(accepted) / static_cast<double>(judged));
  }
  json::value mean() const {
    return rewarded == 0 ? json::value(nullptr) : json::value(rewards / static_cast<double>(rewarded));
  }
};

TaskOutcome outcome_of(std::span<const ExportItem* const> answers, const ExportOptions& options) {
  TaskOutcome outcome;
  for (const ExportItem* answer : answers) {
    const Grade* grade = answer->record.grade();
    if (grade == nullptr || (!grade->sound() && !options.rule.accept_unsound)) continue;
    ++outcome.judged;
    if (grade->verdict == Verdict::accepted) ++outcome.accepted;
    const auto given = reward(answer->record, options.rule);
    if (!given) continue;
    ++outcome.rewarded;
    outcome.rewards += *given;
  }
  return outcome;
}

const datasets::Task& task_of(std::span<const ExportItem* const> answers) {
  const auto has = [](const ExportItem* answer) { return answer->task != nullptr; };
  return *(*std::find_if(answers.begin(), answers.end(), has))->task;
}

}  // namespace

double share_passed(const RewardRecord& record) {
  RewardRule rule;
  rule.kind = RewardRule::Kind::fraction;
  rule.accept_unsound = true;
  return reward(record, rule).value_or(0);
}

json::object record_row(const ExportItem& item, const ExportOptions& options) {
  const RewardRecord& record = item.record;
  json::object row{{"task_id", record.task_id}, {"index", record.index}};
  if (item.seq) row["seq"] = *item.seq;
  if (item.task) row["benchmark"] = item.task->benchmark;
  if (item.task) row["prompt"] = item.task->prompt;
  row["kind"] = record.kind == datasets::Candidate::Kind::completion ? "completion" : "solution";
  row["completion"] = record.completion;
  if (record.code) row["code"] = *record.code;
  row["extraction"] = record.extraction;
  row["reward"] = number_or_null(reward(record, options.rule));
  row["rule"] = name_of(options.rule);
  // Of an error its kind alone: its text may quote a test.
  if (const auto* error = std::get_if<Error>(&record.outcome)) row["infra_error"] = oyer::name_of(error->kind);
  if (const Grade* grade = record.grade()) put_grade(row, record, *grade);
  put_setting(row, record);
  row["episode"] = record.turn.episode;
  row["turn"] = record.turn.number;
  if (record.turn.parent) row["parent_turn"] = *record.turn.parent;
  row["last_turn"] = record.turn.last;
  row["key"] = to_string(record.key);
  row["task"] = to_string(record.task);
  if (record.task_digest) row["task_digest"] = to_string(*record.task_digest);
  row["candidate_digest"] = to_string(candidate_digest(record));
  put_measured(row, record.measured);
  return row;
}

json::object kto_row(const ExportItem& item, const ExportOptions& options) {
  const RewardRecord& record = item.record;
  return {{"prompt", text_or_chat("user", item.task->prompt, options)},
          {"completion", text_or_chat("assistant", record.completion, options)},
          {"label", record.grade()->verdict == Verdict::accepted},
          {"task_id", record.task_id},
          {"index", record.index},
          {"reward", number_or_null(reward(record, options.rule))},
          {"rule", name_of(options.rule)}};
}

json::object preference_row(const ExportItem& chosen, const ExportItem& rejected, const ExportOptions& options) {
  return {{"prompt", text_or_chat("user", chosen.task->prompt, options)},
          {"chosen", text_or_chat("assistant", chosen.record.completion, options)},
          {"rejected", text_or_chat("assistant", rejected.record.completion, options)},
          {"task_id", chosen.record.task_id},
          {"chosen_index", chosen.record.index},
          {"rejected_index", rejected.record.index},
          {"chosen_share", share_passed(chosen.record)},
          {"rejected_share", share_passed(rejected.record)}};
}

json::object prompt_row(std::span<const ExportItem* const> answers, std::span<const ExportItem* const> ends,
                        std::uint64_t place, const ExportOptions& options) {
  const datasets::Task& task = task_of(answers);
  const RewardRecord& record = answers.front()->record;
  const TaskOutcome outcome = outcome_of(ends, options);
  json::object told{{"task_id", record.task_id},    {"task", to_string(record.task)}, {"candidates", outcome.judged},
                    {"pass_rate", outcome.share()}, {"reward_mean", outcome.mean()},  {"rule", name_of(options.rule)}};
  if (options.target == ExportTarget::verl || options.target == ExportTarget::skyrl) {
    told["index"] = place;
    told["split"] = options.split;
    json::object truth{{"ground_truth", reference_to(record)}};
    const bool verl = options.target == ExportTarget::verl;
    truth[verl ? "style" : "method"] = "rule";
    json::object row{{"data_source", task.benchmark.empty() ? "oyer" : task.benchmark},
                     {"prompt", messages("user", task.prompt)},
                     {verl ? "reward_model" : "reward_spec", std::move(truth)},
                     {"extra_info", std::move(told)}};
    row[verl ? "ability" : "env_class"] = verl ? "code" : "oyer";
    return row;
  }
  if (options.target == ExportTarget::trl_prompt) {
    told["prompt"] = text_or_chat("user", task.prompt, options);
    return told;
  }
  told["input"] = task.prompt;
  told[options.target == ExportTarget::openrlhf ? "label" : "output"] = reference_to(record);
  return told;
}

}  // namespace oyer::graders::detail
