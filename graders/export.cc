#include "graders/export.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

#include "graders/detail/export_rows.h"
#include "graders/detail/pairs.h"

namespace oyer::graders {
namespace {

constexpr std::pair<ExportTarget, std::string_view> targets[] = {{ExportTarget::records, "records"},
                                                                 {ExportTarget::trl_prompt, "trl-prompt"},
                                                                 {ExportTarget::trl_preference, "trl-preference"},
                                                                 {ExportTarget::trl_kto, "trl-kto"},
                                                                 {ExportTarget::verl, "verl"},
                                                                 {ExportTarget::openrlhf, "openrlhf"},
                                                                 {ExportTarget::skyrl, "skyrl"},
                                                                 {ExportTarget::nemo_rl, "nemo-rl"}};

// Whose answer it is, whatever it was judged with.
Digest candidate_of(const RewardRecord& record) {
  Digester digester;
  digester.field(to_string(record.task)).field(record.task_id).field(record.index);
  digester.field(to_string(candidate_digest(record))).field(record.provenance.origin);
  digester.field(record.turn.episode).field(record.turn.number);
  return digester.finish();
}

// Keeps for each candidate its last record with a verdict, or without one where none has.
std::vector<ExportItem> latest(std::vector<ExportItem> items, ExportReport& report) {
  std::map<Digest, std::size_t> place;
  std::vector<ExportItem> kept;
  for (ExportItem& item : items) {
    const auto [at, first] = place.emplace(candidate_of(item.record), kept.size());
    if (first) {
      kept.push_back(std::move(item));
      continue;
    }
    ++report.superseded;
    ExportItem& before = kept[at->second];
    if (item.record.grade() != nullptr || before.record.grade() == nullptr) before = std::move(item);
  }
  return kept;
}

// An answer to the task's prompt alone, judged by all tests.
bool is_only_turn(const Turn& turn) { return turn.number == 0 && !turn.parent && turn.last; }

class Exporter {
 public:
  Exporter(const ExportOptions& options, const std::function<Status(const json::object&)>& write, ExportReport& report)
      : options_(options), write_(write), report_(report) {}

  // The answers to one task, in their order.
  Status take(std::span<const ExportItem* const> answers) {
    switch (options_.target) {
      case ExportTarget::records: return take_records(answers);
      case ExportTarget::trl_kto: return take_labels(answers);
      case ExportTarget::trl_preference: return take_pairs(answers);
      case ExportTarget::trl_prompt:
      case ExportTarget::verl:
      case ExportTarget::openrlhf:
      case ExportTarget::skyrl:
      case ExportTarget::nemo_rl: return take_prompt(answers);
    }
    return {};
  }

 private:
  Status put(const json::object& row) {
    ++report_.rows;
    return write_(row);
  }

  // True where it has a verdict that counts.
  bool count(const RewardRecord& record) {
    const Grade* grade = record.grade();
    if (grade == nullptr) return ++report_.infra_errors, false;
    if (!grade->sound() && !options_.rule.accept_unsound) return ++report_.unsound, false;
    return true;
  }

  Status take_records(std::span<const ExportItem* const> answers) {
    for (const ExportItem* answer : answers) {
      static_cast<void>(count(answer->record));
      OYER_TRY_STATUS(put(detail::record_row(*answer, options_)));
    }
    return {};
  }

  // Those that can stand beside the task's prompt with a verdict.
  std::vector<const ExportItem*> usable(std::span<const ExportItem* const> answers) {
    std::vector<const ExportItem*> found;
    for (const ExportItem* answer : answers) {
      if (!is_only_turn(answer->record.turn)) {
        ++report_.turns;
      } else if (count(answer->record)) {
        if (answer->task == nullptr) {
          ++report_.promptless;
        } else {
          found.push_back(answer);
        }
      }
    }
    return found;
  }

  Status take_labels(std::span<const ExportItem* const> answers) {
    for (const ExportItem* answer : usable(answers)) OYER_TRY_STATUS(put(detail::kto_row(*answer, options_)));
    return {};
  }

  Status take_pairs(std::span<const ExportItem* const> answers) {
    const std::vector<const ExportItem*> candidates = usable(answers);
    for (const auto& [chosen, rejected] : detail::pairs_of(candidates, options_.pairs)) {
      OYER_TRY_STATUS(put(detail::preference_row(*chosen, *rejected, options_)));
    }
    return {};
  }

  Status take_prompt(std::span<const ExportItem* const> answers) {
    const auto has_prompt = [](const ExportItem* answer) { return answer->task != nullptr; };
    if (std::none_of(answers.begin(), answers.end(), has_prompt)) return report_.promptless += answers.size(), Status();
    std::vector<const ExportItem*> ends;  // of episodes, and answers that belong to none
    for (const ExportItem* answer : answers) {
      if (!answer->record.turn.last) {
        ++report_.turns;
        continue;
      }
      static_cast<void>(count(answer->record));
      ends.push_back(answer);
    }
    return put(detail::prompt_row(answers, ends, tasks_++, options_));
  }

  const ExportOptions& options_;
  const std::function<Status(const json::object&)>& write_;
  ExportReport& report_;
  std::uint64_t tasks_ = 0;
};

}  // namespace

std::string_view name_of(ExportTarget target) noexcept {
  for (const auto& [one, name] : targets) {
    if (one == target) return name;
  }
  return "";
}

std::optional<ExportTarget> parse_export_target(std::string_view name) noexcept {
  for (const auto& [one, known] : targets) {
    if (known == name) return one;
  }
  return std::nullopt;
}

Result<PairRule> parse_pair_rule(std::string_view text) {
  PairRule rule;
  if (text == "acecoder") return rule;
  rule.accepted = text == "accepted";
  if (rule.accepted) return rule;
  const std::size_t slash = text.find('/');
  const auto read = [](std::string_view digits, double& into) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
    return error == std::errc() && end == digits.data() + digits.size() && into >= 0 && into <= 1;
  };
  if (slash == std::string_view::npos || !read(text.substr(0, slash), rule.chosen_at_least) ||
      !read(text.substr(slash + 1), rule.gap_at_least) || rule.gap_at_least <= 0) {
    return fail(
        invalid_input("'" + std::string(text) +
                      "' is no rule for pairs; known are acecoder (0.8/0.4), accepted, and SHARE/GAP, both from "
                      "0 to 1 and the gap not 0"));
  }
  return rule;
}

Result<ExportReport> export_records(std::vector<ExportItem> items, const ExportOptions& options,
                                    const std::function<Status(const json::object&)>& write) {
  ExportReport report;
  report.records = items.size();
  const std::vector<ExportItem> kept = latest(std::move(items), report);
  std::vector<const ExportItem*> ordered;
  for (const ExportItem& item : kept) ordered.push_back(&item);
  const auto before = [](const ExportItem* a, const ExportItem* b) {
    const RewardRecord &x = a->record, &y = b->record;
    return std::tie(x.task_id, x.task, x.index, x.turn.episode, x.turn.number) <
           std::tie(y.task_id, y.task, y.index, y.turn.episode, y.turn.number);
  };
  std::stable_sort(ordered.begin(), ordered.end(), before);
  Exporter exporter(options, write, report);
  for (std::size_t begin = 0; begin < ordered.size();) {
    std::size_t end = begin;
    const auto same_task = [&](const RewardRecord& one) {
      return one.task == ordered[begin]->record.task && one.task_id == ordered[begin]->record.task_id;
    };
    while (end < ordered.size() && same_task(ordered[end]->record)) ++end;
    OYER_TRY_STATUS(exporter.take(std::span(ordered).subspan(begin, end - begin)));
    begin = end;
  }
  return report;
}

}  // namespace oyer::graders
