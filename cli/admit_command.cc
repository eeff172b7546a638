// Two batches. The first runs what is known without looking: the reference, several times, a stub and an empty program,
// under the limits that candidates have. The second runs mutations of the references that stood, under a multiple of
// what the reference itself took. Both keep their records in the ledger, where an interrupted admission finds them.
#include "cli/admit_command.h"

#include <map>

#include "base/jsonl.h"
#include "cli/admit_text.h"
#include "cli/batch_command.h"
#include "datasets/task_file.h"
#include "graders/admission.h"

namespace oyer::cli {
namespace {

using graders::AdmissionFile;

Result<SharedTasks> load(const AdmitArguments& arguments) {
  auto tasks = arguments.benchmark.empty() ? datasets::load_tasks(arguments.tasks)
                                           : datasets::load_benchmark(arguments.benchmark, arguments.tasks);
  if (!tasks.has_value()) return fail(as_bad_data(std::move(tasks).error()));
  return std::make_shared<const std::vector<datasets::Task>>(std::move(*tasks));
}

// The trials of all files from `first` of each on, as work, and whose they are.
struct TrialWork {
  std::vector<graders::Work> work;
  std::vector<std::pair<std::size_t, std::size_t>> places;  // file, trial

  void add(const SharedTasks& tasks, std::size_t file, const AdmissionFile& of, std::size_t first) {
    for (std::size_t i = first; i < of.trials().size(); ++i) {
      work.push_back({std::shared_ptr<const datasets::Task>(tasks, &(*tasks)[file]), of.trials()[i].candidate});
      places.emplace_back(file, i);
    }
  }
};

// Under the limits that its candidates have. A reference that never ends is ended like any of them.
graders::GraderOptions plain_options(const AdmitArguments& arguments) {
  graders::GraderOptions options = grader_options(arguments.batch, arguments.benchmark);
  options.times_reference.reset();
  options.reference_limits.cpu = 4 * options.limits.cpu;
  options.reference_limits.wall = 4 * options.limits.wall;
  return options;
}

// Many mutations never end: what they may take is what their reference takes, times so much.
graders::GraderOptions mutation_options(const AdmitArguments& arguments) {
  graders::GraderOptions options = plain_options(arguments);
  options.times_reference = arguments.batch.limits.times_reference.value_or(arguments.times_reference);
  options.reference_floor = options.reference_step = std::chrono::milliseconds(50);
  options.stop_at_first = arguments.stop_at_first;
  return options;
}

class Admissions {
 public:
  Admissions(const AdmitArguments& arguments, SharedTasks tasks) : arguments_(arguments), tasks_(std::move(tasks)) {
    trials_.runs = arguments.runs;
    trials_.mutations = arguments.mutations;
    trials_.seed = arguments.batch.seed;
    for (const datasets::Task& task : *tasks_) {
      files_.emplace_back(task, graders::plain_trials(task, trials_), arguments.accept_unsound);
    }
  }

  // What both batches came to. cancelled where one was interrupted.
  Result<BatchOutcome> judge(Session& session) {
    TrialWork plain;
    for (std::size_t i = 0; i < files_.size(); ++i) plain.add(tasks_, i, files_[i], 0);
    OYER_TRY(BatchOutcome first, run(plain, plain_options(arguments_), session));
    OYER_TRY_STATUS(conclude(first, plain.work.size()));
    TrialWork mutations;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (!files_[i].reference_stands()) continue;
      const std::size_t from = files_[i].add(graders::mutation_trials(files_[i].task(), trials_));
      mutations.add(tasks_, i, files_[i], from);
    }
    if (mutations.work.empty()) return first;
    OYER_TRY(BatchOutcome second, run(mutations, mutation_options(arguments_), session));
    OYER_TRY_STATUS(conclude(second, mutations.work.size()));
    return joined(std::move(first), std::move(second));
  }

  std::vector<graders::AdmissionEvidence> close() && {
    std::vector<graders::AdmissionEvidence> all;
    for (AdmissionFile& file : files_) all.push_back(std::move(file).close());
    return all;
  }

 private:
  Result<BatchOutcome> run(const TrialWork& trials, const graders::GraderOptions& options, Session& session) {
    const auto take = [&](std::uint64_t position, const graders::RewardRecord& record) {
      const auto [file, trial] = trials.places[position];
      files_[file].take(trial, record);
    };
    return judge_all(trials.work, arguments_.batch, options, graders::RewardRule(), take, session);
  }

  const AdmitArguments& arguments_;
  SharedTasks tasks_;
  graders::TrialOptions trials_;
  std::vector<AdmissionFile> files_;
};

Status write_rows(const AdmitArguments& arguments, const std::vector<graders::AdmissionEvidence>& all,
                  Session& session) {
  if (arguments.batch.out.empty()) {
    if (session.environment.out_is_terminal || arguments.batch.json) return {};
    for (const auto& one : all) session.data.write(json::print(admission_row(one, arguments.least_j)) + "\n");
    return {};
  }
  OYER_TRY(JsonlWriter writer, JsonlWriter::create(arguments.batch.out));
  for (const auto& one : all) OYER_TRY_STATUS(writer.write(admission_row(one, arguments.least_j)));
  return writer.commit();
}

}  // namespace

Result<ExitCode> admit_command(const AdmitArguments& arguments, Session& session) {
  if (names_folder(arguments.batch.out)) {
    return fail(invalid_input("--out " + arguments.batch.out + " is a folder; name the file to be written"));
  }
  OYER_TRY(const SharedTasks tasks, load(arguments));
  Admissions admissions(arguments, tasks);
  OYER_TRY(const BatchOutcome outcome, admissions.judge(session));
  const std::vector<graders::AdmissionEvidence> all = std::move(admissions).close();
  OYER_TRY_STATUS(write_rows(arguments, all, session));
  const AdmissionSummary summary = add_up(all, arguments.least_j);
  if (arguments.batch.json) {
    json::object object = to_json(summary);
    object["results"] = arguments.batch.out.empty() ? json::value(nullptr) : json::value(arguments.batch.out);
    for (auto& field : closing_json(outcome)) object.insert(field);
    session.data.write(json::print(object) + "\n");
  } else {
    session.data.flush();
    session.people.write(admission_text(summary) + "\n" + closing_text(outcome));
    if (!arguments.batch.out.empty()) session.people.write("rows: " + arguments.batch.out + "\n");
  }
  return summary.undecided > 0 ? ExitCode::harness_errors : ExitCode::done;
}

}  // namespace oyer::cli
