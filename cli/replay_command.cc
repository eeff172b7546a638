#include "cli/replay_command.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "base/jsonl.h"
#include "cli/progress.h"
#include "cli/rows.h"
#include "cli/workshop.h"
#include "datasets/task_file.h"
#include "graders/replay.h"

namespace oyer::cli {
namespace {

using graders::RewardRecord;

Result<Row> row_of_ledger(const ReplayArguments& arguments, const Session& session) {
  OYER_TRY(const auto path, existing_ledger(arguments.ledger, session.environment));
  OYER_TRY(graders::Ledger ledger, graders::Ledger::open(path, graders::Ledger::Mode::read_only));
  std::optional<RewardRecord> found;
  const auto each = [&](std::uint64_t seq, const RewardRecord& record) {
    if (seq == *arguments.seq) found = record;
    return seq < *arguments.seq;
  };
  OYER_TRY_STATUS(ledger.for_each(each, true));
  if (!found) return fail(not_found(fmt::format("{} has no record {}", path.string(), *arguments.seq)));
  OYER_TRY(auto task, ledger.find_task(found->task));
  return Row{arguments.seq, std::move(*found), std::move(task)};
}

Result<Row> row_of_file(const ReplayArguments& arguments) {
  OYER_TRY(JsonlReader reader, JsonlReader::open(arguments.record));
  OYER_TRY(const auto line, reader.next_text());
  if (!line) return fail(invalid_input(arguments.record + ": holds no record"));
  OYER_TRY(const auto more, reader.next_text());
  if (more) {
    return fail(invalid_input(fmt::format("{}:{}: a second record; give a file of one (oyer records export --limit 1)",
                                          arguments.record, more->line)));
  }
  auto row = parse_row(line->text);
  if (row.has_value()) return row;
  return fail(std::move(row).error().with_context(fmt::format("{}:{}", arguments.record, line->line)));
}

// Of a task file, or of the ledger that is named.
Result<datasets::Task> find_task(const RewardRecord& record, const ReplayArguments& arguments, const Session& session) {
  if (!arguments.tasks.empty()) {
    OYER_TRY(const auto tasks, datasets::load_tasks(arguments.tasks));
    for (const datasets::Task& task : tasks) {
      if (datasets::tests_digest(task) == record.task) return task;
    }
    return fail(
        not_found(arguments.tasks + " has no task with the tests that judged this record of " + record.task_id));
  }
  OYER_TRY(const auto path, existing_ledger(arguments.ledger, session.environment));
  OYER_TRY(graders::Ledger ledger, graders::Ledger::open(path, graders::Ledger::Mode::read_only));
  OYER_TRY(auto task, ledger.find_task(record.task));
  if (task) return *task;
  return fail(not_found(fmt::format("neither the row nor {} has the task {}; give its file with --tasks", path.string(),
                                    record.task_id)));
}

// Verdict, every test's outcome and what other profiles say: what a replay has to bring back. Endings and flags are
// told where they differ, but a process that serves calls may end by itself or be ended a moment earlier.
bool agrees(const graders::Grade& was, const graders::Grade& is) {
  const auto same = [](const graders::CaseResult& a, const graders::CaseResult& b) {
    return a.id == b.id && a.outcome == b.outcome && a.verdict == b.verdict;
  };
  return was.verdict == is.verdict && was.profiles == is.profiles &&
         std::equal(was.cases.begin(), was.cases.end(), is.cases.begin(), is.cases.end(), same);
}

std::string differing_tests(const std::vector<graders::CaseResult>& was, const std::vector<graders::CaseResult>& is) {
  std::string text;
  for (std::size_t i = 0; i < std::max(was.size(), is.size()); ++i) {
    if (i < was.size() && i < is.size() && was[i].outcome == is[i].outcome && was[i].verdict == is[i].verdict) continue;
    const auto side = [&](const auto& cases) {
      return i < cases.size() ? std::string(name_of(cases[i].outcome)) : std::string("not there");
    };
    const std::string& id = i < was.size() ? was[i].id : is[i].id;
    text += fmt::format("  test {}: was {}, is {}\n", printable(id), side(was), side(is));
  }
  return text;
}

std::string told(const RewardRecord& before, const graders::Replayed& replayed) {
  const graders::Grade &was = *before.grade(), &is = *replayed.record.grade();
  std::string text = fmt::format("{}, candidate {}: was {}, is {}\n", printable(before.task_id), before.index,
                                 name_of(was.verdict), name_of(is.verdict));
  text += differing_tests(was.cases, is.cases);
  if (was.ending != is.ending && was.ending && is.ending) {
    text += fmt::format("  the process: was {}, is {}\n", printable(describe(*was.ending)),
                        printable(describe(*is.ending)));
  }
  if (!replayed.same_setting) {
    text += fmt::format("  judged by {} then, by {} now\n", before.setting.toolchain_name,
                        replayed.record.setting.toolchain_name);
  }
  return text + (agrees(was, is) ? "agree\n" : "differ\n");
}

}  // namespace

Result<ExitCode> replay_command(const ReplayArguments& arguments, Session& session) {
  auto read = arguments.seq ? row_of_ledger(arguments, session) : row_of_file(arguments);
  if (!read.has_value()) return fail(as_bad_data(std::move(read).error()));
  Row row = std::move(*read);
  if (row.record.grade() == nullptr) {
    return fail(invalid_input("this record is of an infra_error: it has no verdict that could be replayed"));
  }
  if (!row.task) {
    OYER_TRY(row.task, find_task(row.record, arguments, session));
  }
  const graders::WorkshopOptions workshop = workshop_options(arguments.place, session.environment);
  OYER_TRY(const graders::Toolchains toolchains,
           resolve_toolchains(workshop, graders::needs_compiler(*row.task, row.record.setting.language)));
  graders::GraderOptions options;
  options.limits = row.record.setting.limits;
  options.seed = row.record.setting.seeds.random;
  options.stop_at_first = row.record.setting.stop_at_first;
  options.challenge = row.record.setting.challenge;
  options.faithful = !row.record.setting.faithful.empty();
  OYER_TRY(const auto grader, open_graders(workshop, toolchains, nullptr, options)(0, session.stop));
  OYER_TRY(const graders::Replayed replayed, graders::replay(row.record, *row.task, *grader, session.stop));
  if (arguments.json) {
    const json::object object{{"schema", "oyer.replay/1"},         {"same_verdict", replayed.same_verdict},
                              {"same_grade", replayed.same_grade}, {"same_setting", replayed.same_setting},
                              {"was", to_json(row.record)},        {"is", to_json(replayed.record)}};
    session.data.write(json::print(object) + "\n");
  } else {
    session.data.write(told(row.record, replayed));
  }
  const bool agree = agrees(*row.record.grade(), *replayed.record.grade());
  return agree ? ExitCode::done : ExitCode::harness_errors;
}

}  // namespace oyer::cli
