#include "cli/comparison.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "cli/output.h"
#include "cli/table.h"

namespace oyer::cli {
namespace {

constexpr std::size_t digits_shown = 12;  // of a digest, to people

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

// What each of the two has to say against the candidate.
std::string why(const ModesDisagree& one) {
  std::string text = one.groups == std::vector<std::string>{"tests"} ? "" : joined(one.groups) + ": ";
  if (!one.reason.empty()) text += "hardened: " + one.reason;
  if (!one.reason.empty() && !one.why.empty()) text += "; ";
  if (!one.why.empty()) text += "faithful: " + one.why;
  return shortened(printable(text), 120);
}

std::string modes_text(const Comparison& comparison) {
  const std::vector<std::string> graders(comparison.graders.begin(), comparison.graders.end());
  std::string text = fmt::format(
      "faithful mode ({}), for comparison only: {} candidates judged both ways, {} accepted, {} passed faithfully, {} "
      "disagreement{}\n",
      joined(graders), comparison.compared, comparison.accepted, comparison.passed, comparison.modes.size(),
      comparison.modes.size() == 1 ? "" : "s");
  if (comparison.modes.empty()) return text;
  Table table({{"task"}, {"candi-\ndate", Column::Align::right}, {"digest"}, {"hardened"}, {"faithful"}, {"why"}});
  for (const ModesDisagree& one : comparison.modes) {
    table.row({shortened(printable(one.task_id), 40), std::to_string(one.index),
               one.candidate_digest.substr(0, digits_shown), one.verdict, one.outcome, why(one)});
  }
  return text + table.text();
}

std::string replays_text(const Comparison& comparison) {
  std::string text = fmt::format("replays: {} candidates judged more than once, {} came out differently\n",
                                 comparison.replayed, comparison.replays.size());
  if (comparison.replays.empty()) return text;
  Table table({{"task"}, {"candi-\ndate", Column::Align::right}, {"digest"}, {"judged"}});
  for (const ReplaysDisagree& one : comparison.replays) {
    table.row({shortened(printable(one.task_id), 40), std::to_string(one.index),
               one.candidate_digest.substr(0, digits_shown), shortened(joined(one.verdicts), 100)});
  }
  return text + table.text();
}

json::array array_of(const std::vector<std::string>& words) {
  json::array array;
  for (const std::string& word : words) array.emplace_back(word);
  return array;
}

}  // namespace

void Comparison::take(const graders::RewardRecord& record) {
  const graders::Grade* const grade = record.grade();
  if (grade == nullptr) return;
  const std::string digest = to_string(graders::candidate_digest(record));
  if (grade->replays.size() > 1) {
    ++replayed;
    if (has_flag(*grade, graders::replays_disagree)) {
      ReplaysDisagree& one = replays.emplace_back(ReplaysDisagree{record.task_id, record.index, digest, {}});
      for (const graders::Verdict verdict : grade->replays) one.verdicts.emplace_back(name_of(verdict));
    }
  }
  if (!grade->faithful) return;
  const graders::Faithful& faithful = *grade->faithful;
  ++compared;
  graders.insert(faithful.grader);
  accepted += grade->verdict == graders::Verdict::accepted ? 1 : 0;
  passed += faithful.passed() ? 1 : 0;
  auto groups = modes_disagree(*grade);
  if (groups.empty()) return;
  const auto first = std::find_if(faithful.groups.begin(), faithful.groups.end(),
                                  [&](const graders::FaithfulGroup& one) { return one.group == groups.front(); });
  modes.push_back({record.task_id, record.index, digest, std::string(name_of(grade->verdict)), grade->reason,
                   faithful.passed(), std::string(name_of(first->outcome)), first->reason, std::move(groups)});
}

void Comparison::add(Comparison more) {
  graders.merge(more.graders);
  compared += more.compared;
  accepted += more.accepted;
  passed += more.passed;
  replayed += more.replayed;
  std::move(more.modes.begin(), more.modes.end(), std::back_inserter(modes));
  std::move(more.replays.begin(), more.replays.end(), std::back_inserter(replays));
}

std::string comparison_text(const Comparison& comparison) {
  std::string text;
  if (comparison.compared > 0) text += modes_text(comparison);
  if (comparison.replayed > 0) text += replays_text(comparison);
  return text;
}

json::object comparison_json(const Comparison& comparison) {
  json::object object;
  if (comparison.compared > 0) {
    json::array list;
    for (const ModesDisagree& one : comparison.modes) {
      list.push_back({{"task_id", one.task_id},
                      {"index", one.index},
                      {"candidate_digest", one.candidate_digest},
                      {"verdict", one.verdict},
                      {"reason", one.reason},
                      {"passed", one.passed},
                      {"outcome", one.outcome},
                      {"why", one.why},
                      {"groups", array_of(one.groups)}});
    }
    object["faithful"] = {{"graders", array_of({comparison.graders.begin(), comparison.graders.end()})},
                          {"compared", comparison.compared},
                          {"accepted", comparison.accepted},
                          {"passed", comparison.passed},
                          {"disagreements", std::move(list)}};
  }
  if (comparison.replayed > 0) {
    json::array list;
    for (const ReplaysDisagree& one : comparison.replays) {
      list.push_back({{"task_id", one.task_id},
                      {"index", one.index},
                      {"candidate_digest", one.candidate_digest},
                      {"verdicts", array_of(one.verdicts)}});
    }
    object["replays"] = {{"replayed", comparison.replayed}, {"disagreements", std::move(list)}};
  }
  return object;
}

}  // namespace oyer::cli
