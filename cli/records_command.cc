#include "cli/records_command.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "base/file.h"
#include "base/jsonl.h"
#include "cli/progress.h"
#include "cli/record_text.h"
#include "cli/rows.h"
#include "cli/table.h"
#include "cli/workshop.h"

namespace oyer::cli {
namespace {

using graders::RewardRecord;
using Action = RecordsArguments::Action;
using Format = RecordsArguments::Format;

struct Stored {
  std::uint64_t seq = 0;
  RewardRecord record;
};

Result<std::vector<Stored>> select(graders::Ledger& ledger, const RecordsArguments& arguments) {
  std::vector<Stored> chosen;
  const auto each = [&](std::uint64_t seq, const RewardRecord& record) {
    if (arguments.seq && seq != *arguments.seq) return seq < *arguments.seq;
    if (seq < arguments.since) return true;
    if (!arguments.task.empty() && record.task_id != arguments.task) return true;
    if (!arguments.verdict.empty() && outcome_name(record) != arguments.verdict) return true;
    chosen.push_back({seq, record});
    // An export is ordered before it is cut.
    return arguments.action == Action::export_ || !arguments.limit || chosen.size() < *arguments.limit;
  };
  OYER_TRY_STATUS(ledger.for_each(each, true));
  if (arguments.action != Action::export_) return chosen;
  std::stable_sort(chosen.begin(), chosen.end(), [](const Stored& a, const Stored& b) {
    return std::tie(a.record.task_id, a.record.index) < std::tie(b.record.task_id, b.record.index);
  });
  if (arguments.limit && chosen.size() > *arguments.limit) chosen.resize(*arguments.limit);
  return chosen;
}

std::string table_of(const std::vector<Stored>& stored, const graders::RewardRule& rule) {
  using Align = Column::Align;
  Table table({{"seq", Align::right},
               {"task"},
               {"candidate", Align::right},
               {"verdict"},
               {"tests", Align::right},
               {name_of(rule), Align::right},
               {"CPU", Align::right},
               {"reason"}});
  for (const auto& [seq, record] : stored) {
    const graders::Grade* grade = record.grade();
    const graders::Tally passed = grade != nullptr ? graders::tally(*grade) : graders::Tally();
    const std::string reason = grade != nullptr ? grade->reason : to_string(std::get<Error>(record.outcome));
    table.row({std::to_string(seq), shortened(printable(record.task_id), 32), std::to_string(record.index),
               outcome_name(record), fmt::format("{}/{}", passed.passed, passed.total),
               reward_text(graders::reward(record, rule)), to_string(record.measured.candidate.cpu),
               shortened(printable(reason), 48)});
  }
  return table.text();
}

std::string csv_of(const std::vector<Stored>& stored, const graders::RewardRule& rule) {
  std::string text = "seq,task_id,index,verdict,reason,passed,total,reward,rule,sound,origin,generation,cpu_ns,key\n";
  for (const auto& [seq, record] : stored) {
    const graders::Grade* grade = record.grade();
    const graders::Tally passed = grade != nullptr ? graders::tally(*grade) : graders::Tally();
    const auto reward = graders::reward(record, rule);
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", seq, csv_field(record.task_id), record.index,
                        outcome_name(record),
                        csv_field(grade != nullptr ? grade->reason : to_string(std::get<Error>(record.outcome))),
                        passed.passed, passed.total, reward ? json::print(json::value(*reward)) : "", name_of(rule),
                        grade != nullptr && grade->sound() ? "true" : "false", csv_field(record.provenance.origin),
                        record.provenance.generation, record.measured.candidate.cpu.count(), to_string(record.key));
  }
  return text;
}

// Bodies of the tasks that records name, looked up once each.
class Tasks {
 public:
  explicit Tasks(graders::Ledger& ledger) : ledger_(ledger) {}
  Result<const datasets::Task*> find(const RewardRecord& record) {
    auto at = found_.find(record.task);
    if (at == found_.end()) {
      OYER_TRY(auto task, ledger_.find_task(record.task));
      at = found_.emplace(record.task, std::move(task)).first;
    }
    return at->second ? &*at->second : nullptr;
  }

 private:
  graders::Ledger& ledger_;
  std::map<Digest, std::optional<datasets::Task>> found_;
};

using Line = std::function<Status(const std::string&)>;

Status write_rows(const std::vector<Stored>& stored, const RecordsArguments& arguments, graders::Ledger& ledger,
                  const Line& line) {
  Tasks tasks(ledger);
  for (const auto& [seq, record] : stored) {
    RowExtras extras{seq, {}, nullptr, arguments.with_tasks};
    if (arguments.with_tasks) {
      OYER_TRY(extras.task, tasks.find(record));
    }
    OYER_TRY_STATUS(line(print_row(record, arguments.rule, extras)));
  }
  return {};
}

std::string show_text(const std::vector<Stored>& stored, const graders::RewardRule& rule) {
  std::string text;
  for (const auto& [seq, record] : stored) text += record_text(seq, record, rule);
  return text;
}

Status put_text(const std::string& text, const RecordsArguments& arguments, Session& session) {
  if (!arguments.out.empty()) return write_file(arguments.out, text);
  session.data.write(text);
  return {};
}

Status put_rows(const std::vector<Stored>& stored, const RecordsArguments& arguments, graders::Ledger& ledger,
                Session& session) {
  if (arguments.out.empty()) {
    return write_rows(stored, arguments, ledger, [&](const std::string& row) -> Status {
      session.data.write(row + "\n");
      return {};
    });
  }
  OYER_TRY(JsonlWriter writer, JsonlWriter::create(arguments.out));
  OYER_TRY_STATUS(
      write_rows(stored, arguments, ledger, [&](const std::string& row) { return writer.write_text(row); }));
  return writer.commit();
}

// One reward, as little as a trainer needs to find whose it is.
struct Rewarded {
  std::string task_id;
  std::uint64_t index = 0, seq = 0;
  std::optional<double> reward;
};

Result<std::vector<Rewarded>> rewards_of(graders::Ledger& ledger, const RecordsArguments& arguments) {
  std::vector<Rewarded> all;
  OYER_TRY_STATUS(ledger.for_each_reward(arguments.rule, [&](std::uint64_t seq, const std::string& task_id,
                                                             std::uint64_t index, std::optional<double> reward) {
    if (seq >= arguments.since && (arguments.task.empty() || task_id == arguments.task)) {
      all.push_back({task_id, index, seq, reward});
    }
    return true;
  }));
  std::sort(all.begin(), all.end(), [](const Rewarded& a, const Rewarded& b) {
    return std::tie(a.task_id, a.index, a.seq) < std::tie(b.task_id, b.index, b.seq);
  });
  if (arguments.limit && all.size() > *arguments.limit) all.resize(*arguments.limit);
  return all;
}

std::string rewards_text(const std::vector<Rewarded>& all, const graders::RewardRule& rule) {
  const std::string rule_text = json::print(json::value(name_of(rule)));
  std::string text, task, of;
  for (const Rewarded& one : all) {
    if (task.empty() || one.task_id != of) task = json::print(json::value(of = one.task_id));
    text += fmt::format("{{\"task_id\":{},\"index\":{},\"seq\":{},\"reward\":{},\"rule\":{}}}\n", task, one.index,
                        one.seq, one.reward ? json::print(json::value(*one.reward)) : "null", rule_text);
  }
  return text;
}

}  // namespace

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

Result<ExitCode> records_command(const RecordsArguments& arguments, Session& session) {
  OYER_TRY(const auto path, existing_ledger(arguments.ledger, session.environment));
  OYER_TRY(graders::Ledger ledger, graders::Ledger::open(path, graders::Ledger::Mode::read_only));
  const auto told = [&](std::size_t count) {
    session.people.write(fmt::format("{} record{} of {}\n", count, count == 1 ? "" : "s", path.string()));
  };
  if (arguments.format == Format::rewards) {
    OYER_TRY(const std::vector<Rewarded> all, rewards_of(ledger, arguments));
    OYER_TRY_STATUS(put_text(rewards_text(all, arguments.rule), arguments, session));
    session.data.flush();
    told(all.size());
    return ExitCode::done;
  }
  OYER_TRY(const std::vector<Stored> stored, select(ledger, arguments));
  if (arguments.action == Action::show && stored.empty()) {
    return fail(not_found(
        fmt::format("{} has no record {}; oyer records list shows what there is", path.string(), *arguments.seq)));
  }
  const Format format = arguments.format.value_or(arguments.action == Action::export_ ? Format::jsonl : Format::table);
  if (format == Format::jsonl) {
    OYER_TRY_STATUS(put_rows(stored, arguments, ledger, session));
  } else if (format == Format::csv) {
    OYER_TRY_STATUS(put_text(csv_of(stored, arguments.rule), arguments, session));
  } else if (arguments.action == Action::show) {
    OYER_TRY_STATUS(put_text(show_text(stored, arguments.rule), arguments, session));
  } else {
    OYER_TRY_STATUS(put_text(table_of(stored, arguments.rule), arguments, session));
  }
  session.data.flush();
  if (arguments.action != Action::show) told(stored.size());
  return ExitCode::done;
}

}  // namespace oyer::cli
