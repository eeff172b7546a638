#include "cli/attack_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/table.h"

namespace oyer::cli {
namespace {

std::string title_of(const std::string& chapter) {
  const std::map<std::string, std::string> titles = {{"A", "the kernel's surface"},
                                                     {"B", "files"},
                                                     {"C", "resources"},
                                                     {"D", "between candidates"},
                                                     {"E", "the grader's integrity"}};
  const auto found = titles.find(chapter);
  return found == titles.end() ? chapter : chapter + " " + found->second;
}

std::uint64_t count_of(const graders::AttackTally& tally, std::initializer_list<const char*> names) {
  std::uint64_t sum = 0;
  for (const char* name : names) {
    if (const auto found = tally.verdicts.find(name); found != tally.verdicts.end()) sum += found->second;
  }
  return sum;
}

std::vector<std::string> cells_of(const std::string& title, const graders::AttackTally& tally) {
  const auto number = [](std::uint64_t count) { return std::to_string(count); };
  return {title,
          number(tally.exploits),
          number(tally.mutants),
          number(count_of(tally, {"wrong_answer", "presentation_error"})),
          number(count_of(tally, {"runtime_error", "compile_error", "no_code"})),
          number(count_of(tally, {"time_limit", "memory_limit", "output_limit", "judge_exhausted"})),
          number(count_of(tally, {"denied"})),
          number(count_of(tally, {"infra_error"})),
          number(tally.rewarded)};
}

graders::AttackTally sum_of(const graders::AttackReport& report) {
  graders::AttackTally sum;
  for (const auto& [chapter, tally] : report.tally) {
    sum.exploits += tally.exploits;
    sum.mutants += tally.mutants;
    sum.rewarded += tally.rewarded;
    for (const auto& [name, count] : tally.verdicts) sum.verdicts[name] += count;
  }
  return sum;
}

}  // namespace

std::string attack_progress_text(const graders::AttackReport& report, Nanos elapsed, Nanos planned, unsigned columns) {
  const double seconds = std::chrono::duration<double>(elapsed).count();
  const Nanos left = std::max(Nanos{0}, planned - elapsed);
  return shortened(fmt::format("{} mutants  {:.1f}/s  {} left  rewarded {}", report.mutants,
                               seconds > 0 ? static_cast<double>(report.mutants) / seconds : 0.0,
                               to_string(std::chrono::ceil<std::chrono::seconds>(left)), report.findings.size()),
                   columns);
}

std::string attack_table(const graders::AttackReport& report) {
  using Align = Column::Align;
  Table table({{"exploits of", Align::left},
               {"number", Align::right},
               {"mutants", Align::right},
               {"wrong\nanswer", Align::right},
               {"error", Align::right},
               {"limit", Align::right},
               {"denied", Align::right},
               {"not\njudged", Align::right},
               {"rewarded", Align::right}});
  for (const auto& [chapter, tally] : report.tally) table.row(cells_of(title_of(chapter), tally));
  table.rule();
  table.row(cells_of("all", sum_of(report)));
  return table.text();
}

json::object attack_json(const graders::AttackReport& report) {
  json::object chapters;
  for (const auto& [chapter, tally] : report.tally) {
    json::object verdicts;
    for (const auto& [name, count] : tally.verdicts) verdicts[name] = count;
    chapters[chapter] = json::object{{"exploits", tally.exploits},
                                     {"mutants", tally.mutants},
                                     {"rewarded", tally.rewarded},
                                     {"verdicts", std::move(verdicts)}};
  }
  return {{"mutants", report.mutants},
          {"rewarded", report.findings.size()},
          {"infra_errors", report.infra_errors},
          {"chapters", std::move(chapters)},
          {"measured", {{"wall_ns", report.wall.count()}}}};
}

std::string finding_text(const graders::Finding& finding, const graders::AttackCorpus& corpus) {
  std::string text = fmt::format("REWARDED: mutant {}, a reward for a program that cannot know the answers of {}\n",
                                 finding.mutant.number, corpus.targets[finding.mutant.target].id);
  for (const std::size_t i : finding.mutant.exploits) {
    text += fmt::format("  of {}: {}\n", corpus.exploits[i].name, corpus.exploits[i].title);
  }
  for (const std::string& step : finding.mutant.steps) text += "  " + step + "\n";
  return text;
}

}  // namespace oyer::cli
