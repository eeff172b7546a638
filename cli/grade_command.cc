#include "cli/grade_command.h"

#include "base/file.h"
#include "base/jsonl.h"
#include "cli/batch_command.h"
#include "cli/rows.h"
#include "cli/score_text.h"
#include "datasets/sample_file.h"
#include "datasets/task_file.h"

namespace oyer::cli {
namespace {

namespace fs = std::filesystem;

Result<std::vector<graders::Work>> load(const GradeArguments& arguments) {
  auto tasks = datasets::load_tasks(arguments.tasks);
  if (!tasks.has_value()) return fail(as_bad_data(std::move(tasks).error()));
  const auto shared = std::make_shared<const std::vector<datasets::Task>>(std::move(*tasks));
  auto candidates = datasets::read_candidates(arguments.candidates);
  if (!candidates.has_value()) return fail(as_bad_data(std::move(candidates).error()));
  OYER_TRY_STATUS(datasets::match_candidates(arguments.candidates, datasets::TaskIndex(*shared), *candidates));
  return in_task_order(shared, std::move(*candidates));
}

// Where rows go: a file that appears when it is whole, stdout, or (a terminal, where nobody could read them) nowhere.
class RowSink {
 public:
  static Result<RowSink> open(const fs::path& file, const Session& session) {
    RowSink sink(session);
    if (file.empty()) return sink;
    OYER_TRY(JsonlWriter writer, JsonlWriter::create(file));
    sink.writer_ = std::move(writer);
    return sink;
  }

  void write(const std::string& row) {
    if (writer_) {
      if (status_.has_value()) status_ = writer_->write_text(row);
    } else if (to_stdout_) {
      data_->write(row + "\n");
    }
  }

  Status commit() {
    OYER_TRY_STATUS(status_);
    return writer_ ? writer_->commit() : Status();
  }

 private:
  explicit RowSink(const Session& session) : data_(&session.data), to_stdout_(!session.environment.out_is_terminal) {}
  Output* data_;
  bool to_stdout_;
  std::optional<JsonlWriter> writer_;
  Status status_;
};

Result<fs::path> records_file(const std::string& out) {
  if (!names_folder(out)) return fs::path(out);
  std::error_code error;
  fs::create_directories(out, error);
  if (error) return fail(host_error("the folder " + out + " cannot be made", error.value()));
  return fs::path(out) / "records.jsonl";
}

void tell(const GradeArguments& arguments, const BatchOutcome& outcome, const fs::path& file, Session& session) {
  const Score score = add_up(outcome.candidates);
  const std::string rule = name_of(arguments.rule);
  if (arguments.batch.json) {
    json::object summary = summary_json(score, rule);
    summary["records"] = file.empty() ? json::value(nullptr) : json::value(file.string());
    for (auto& field : closing_json(outcome)) summary.insert(field);
    session.data.write(json::print(summary) + "\n");
    return;
  }
  session.data.flush();
  session.people.write(grade_table(score, rule) + "\n" + closing_text(outcome));
  if (!file.empty()) {
    session.people.write("records: " + file.string() + "\n");
  } else if (session.environment.out_is_terminal) {
    session.people.write("records: not shown on a terminal; see them with\n  oyer records export --ledger " +
                         outcome.ledger.string() + " --rule " + rule + "\n");
  }
}

}  // namespace

Result<ExitCode> grade_command(const GradeArguments& arguments, Session& session) {
  OYER_TRY(const std::vector<graders::Work> work, load(arguments));
  OYER_TRY(const fs::path file, records_file(arguments.batch.out));
  OYER_TRY(RowSink sink, RowSink::open(file, session));
  Status carried;
  const auto on_record = [&](std::uint64_t position, const graders::RewardRecord& record) {
    const graders::Work& one = work[position];
    const auto extra = datasets::unread_fields(one.candidate.row_json);
    if (!extra.has_value() && carried.has_value()) carried = fail(extra.error());
    sink.write(print_row(record, arguments.rule, {{}, extra.value_or(""), one.task.get(), false}));
  };
  graders::GraderOptions options = grader_options(arguments.batch);
  options.stop_at_first = arguments.stop_at_first;
  OYER_TRY(const BatchOutcome outcome, judge_all(work, arguments.batch, options, arguments.rule, on_record, session));
  OYER_TRY_STATUS(carried);
  OYER_TRY(const ExitCode code, conclude(outcome, work.size()));
  OYER_TRY_STATUS(sink.commit());
  tell(arguments, outcome, file, session);
  return code;
}

}  // namespace oyer::cli
