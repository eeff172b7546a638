#include "cli/record_text.h"

#include <fmt/format.h>

#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_text.h"
#include "cli/table.h"

namespace oyer::cli {
namespace {

std::string tests_text(const graders::Grade& grade) {
  Table table({{"test"}, {"outcome"}, {"verdict"}, {"reason"}});
  for (const graders::CaseResult& one : grade.cases) {
    table.row({shortened(printable(one.id), 40), std::string(name_of(one.outcome)),
               one.verdict ? std::string(name_of(*one.verdict)) : "", shortened(printable(one.reason), 60)});
  }
  return table.text();
}

std::string faithful_text(const graders::Faithful& faithful) {
  std::string text = "faithful  by " + printable(faithful.grader) + ", for comparison only";
  for (const graders::FaithfulGroup& one : faithful.groups) {
    text += "; " + printable(one.group) + " " + std::string(name_of(one.outcome));
    if (!one.reason.empty()) text += " (" + printable(one.reason) + ")";
  }
  return text + "\n";
}

std::string grade_text(const graders::Grade& grade) {
  const graders::Tally passed = graders::tally(grade);
  std::string text = fmt::format("tests     {} of {} passed; {} planned, {} run, {} answered{}\n", passed.passed,
                                 passed.total, grade.evidence.planned, grade.evidence.run, grade.evidence.answered,
                                 grade.evidence.nonce_ok ? "" : "; the nonce did not come back");
  if (grade.ending) text += "ending    " + printable(describe(*grade.ending)) + "\n";
  if (grade.isolation == graders::Isolation::shared_process) {
    text += "unsound   the tests shared a process with the candidate\n";
  }
  if (grade.weak) text += "unsound   tier weak: the candidate could read whatever its user may\n";
  std::string flags;
  for (const std::string& flag : grade.flags) flags += (flags.empty() ? "" : ", ") + flag;
  if (!flags.empty()) text += "flags     " + printable(flags) + "\n";
  if (!grade.replays.empty()) text += "replays   " + graders::names_of(grade.replays) + "\n";
  if (grade.faithful) text += faithful_text(*grade.faithful);
  return text + "\n" + tests_text(grade);
}

// The code line by line, so that nothing in it can move a terminal's cursor.
std::string code_text(const std::string& code) {
  std::string text;
  for (std::size_t at = 0; at < code.size();) {
    const std::size_t end = std::min(code.find('\n', at), code.size());
    text += "    " + printable(code.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return text;
}

}  // namespace

std::string reward_text(const std::optional<double>& reward) {
  return reward ? fmt::format("{:.4g}", *reward) : "none";
}

std::string record_text(std::uint64_t seq, const graders::RewardRecord& record, const graders::RewardRule& rule) {
  const graders::Grade* grade = record.grade();
  std::string text = fmt::format("record    {}: {}, candidate {}\n", seq, printable(record.task_id), record.index);
  const std::string reason = grade != nullptr ? grade->reason : to_string(std::get<Error>(record.outcome));
  text += "verdict   " + outcome_name(record) + (reason.empty() ? "" : " (" + printable(reason) + ")") + "\n";
  text += fmt::format("reward    {} ({})\n", reward_text(graders::reward(record, rule)), name_of(rule));
  text += fmt::format("used      CPU {}, {} on the clock, {}, in {} run{}; judged {}\n",
                      to_string(record.measured.candidate.cpu), to_string(record.measured.candidate.wall),
                      to_string(record.measured.candidate.memory_peak), record.measured.runs,
                      record.measured.runs == 1 ? "" : "s", record.measured.graded_at);
  text += "by        " + record.setting.toolchain_name;
  if (record.containment) text += "; " + tier_text(*record.containment);
  text += "\n";
  if (!record.provenance.origin.empty()) {
    text +=
        fmt::format("origin    {}, generation {}\n", printable(record.provenance.origin), record.provenance.generation);
  }
  text += "key       " + to_string(record.key) + "\n";
  if (grade != nullptr) text += grade_text(*grade);
  if (!record.code) return text + "\nno code was found in the completion\n";
  return text + fmt::format("\ncode ({})\n", record.extraction) + code_text(*record.code);
}

}  // namespace oyer::cli
