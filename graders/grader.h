// Grader: judges candidates one after another over one executor.
//
// Theory of operation (function shape). Two jailed processes hold the ends of one socket pair. The candidate's child
// has the completion and serves calls; the judge's child has the tests and makes them. The engine holds neither: it
// reads the judge's report on a control channel that the candidate has no descriptor of, and believes an acceptance
// only when planned = run = answered under a nonce made for this run and told to the judge alone. A judge lives for
// one task; after anything odd it is thrown away with its channel.
// Cases shape. There is no judge: the child is given a batch of inputs, its outputs come back as frames, and the
// engine compares them in C++ with what the reference gave for the same inputs in a jail of its own.
// Stdio shape. The candidate is a program: built once, a process of its own for every test, its stdin that test's and
// nothing else. The engine, or a checker in another jailed process, holds what it wrote against what was expected.
// What the candidate does is a Grade. What Oyer or the host does is an Error, and then there is no grade.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "datasets/sample_file.h"
#include "datasets/task.h"
#include "graders/record.h"
#include "sandbox/executor.h"

namespace oyer::runners {
class BuildCache;
struct CxxToolchain;
struct PythonInterpreter;
}  // namespace oyer::runners

namespace oyer::graders {

class References;
class ReservedSlot;
class SharedTests;

struct GraderOptions {
  // Of one process of the candidate, where the task names none of its own.
  sandbox::Limits limits;
  // Of a judge, for all the candidates that it judges; never part of a candidate's time. A judge that dies is
  // replaced, and the candidate is judged again by a fresh one before it is called exhausting.
  sandbox::Limits judge_limits = {.cpu = std::chrono::seconds(10), .wall = std::chrono::hours(4)};
  // Of the reference, when outputs are taken from it or its habits are learned.
  sandbox::Limits reference_limits = {
      .cpu = std::chrono::seconds(300), .wall = std::chrono::seconds(600), .memory = 4_GiB};
  // Limit of CPU time as a multiple of what the task's reference uses on this host, no less than the floor. Unset:
  // `limits.cpu`, or the task's own. Limits then depend on what was measured: the key of a record holds the limit that
  // was in force, so that such records are found again only where it comes out the same.
  std::optional<double> times_reference;
  Nanos reference_floor = std::chrono::seconds(4);
  Nanos reference_step = std::chrono::seconds(1);  // such a limit is a whole number of these, since measurements differ
  // Where a task's expected outputs come from its reference, and the task names no limit: limits that leave the
  // reference less than four times its CPU time or twice its memory are doubled until they do not. Doubling, so that
  // two measurements that differ a little come to the same limit.
  bool fit_reference = true;
  // Runs tests that the task marks as challenge, too.
  bool challenge = false;
  // Leaves out the tests behind the first one that fails (their outcome is not_run).
  bool stop_at_first = false;
  std::uint64_t seed = 0;
  // So many judgements of each candidate, each a run of its own, under `seed` and the numbers behind it, so that luck
  // shows: the worst one stands (is_worse), and where they differ the grade is flagged replays_disagree.
  std::uint32_t replays = 1;
  // Has each candidate judged as a benchmark's own grader would, too (faithful.h). The verdict is not touched by it.
  bool faithful = false;
  // So much of what each failed public test got is kept in Measured::observed; of other tests nothing ever is. 0: none.
  Bytes observe{0};
};

// What programs are built and run with. Shared by the workers of a batch.
struct Toolchains {
  std::shared_ptr<const runners::PythonInterpreter> python;
  std::shared_ptr<const runners::CxxToolchain> cxx;  // null: candidates in C and C++ cannot be judged
  std::shared_ptr<runners::BuildCache> builds;       // null: everything is built anew
};

// What is known of a piece of work before anything of it is run.
struct Prepared {
  std::optional<std::string> code;  // the whole program; nullopt: no_code
  std::string extraction;           // how the answer was found: "fenced", "continuation,trimmed", "solution"
  // What a benchmark's own grader is given, where it is asked, too: of HumanEval and EvalPlus's sets the text as it is,
  // behind the prompt; else the code.
  std::optional<std::string> faithful;
  Setting setting;
  Digest task;  // datasets::tests_digest
  Digest key;   // record_key
};

struct Judged {
  Grade grade;
  std::optional<sandbox::Containment> containment;
  Measured measured;
};

// One thread at a time. Batches give each worker its own.
class Grader {
 public:
  virtual ~Grader() = default;

  // Finds the code and names the work. Runs at most the task's reference (times_reference), never the candidate.
  // unsupported for a language that this grader has no toolchain for.
  virtual Result<Prepared> prepare(const datasets::Task& task, const datasets::Candidate& candidate,
                                   std::stop_token stop) = 0;

  // Judges it. cancelled when `stop` was requested.
  virtual Result<Judged> grade(const datasets::Task& task, const Prepared& prepared, std::stop_token stop) = 0;

  // Runs tests that other workers offer (SharedTests), while there are any. An Error is of this grader alone and
  // spoils nothing: what it had in hand went back.
  virtual Status help(std::stop_token) { return {}; }

  // True where others may be waiting for this grader: it is to be given back (destroyed) while there is nothing to do.
  virtual bool is_lent() const { return false; }

  // From now on offers tests to, and takes them from, the graders that share these. Null: none. Between runs only.
  virtual void share(std::shared_ptr<SharedTests>) {}
};

// A grader over `executor`. `references`, `slot` and `tests` are shared between the workers of a batch; slot may be
// null where there is one worker, and tests where workers do not help each other.
Result<std::unique_ptr<Grader>> open_grader(std::unique_ptr<sandbox::Executor> executor, Toolchains toolchains,
                                            std::shared_ptr<References> references, std::shared_ptr<ReservedSlot> slot,
                                            GraderOptions options, std::shared_ptr<SharedTests> tests = nullptr);

// The record of one candidate. `work` may hold the result of prepare(); an Error inside becomes the record's outcome,
// except cancelled.
Result<RewardRecord> grade_candidate(Grader& grader, const datasets::Task& task, const datasets::Candidate& candidate,
                                     std::stop_token stop);

// The record's fields that do not come from judging: those of `candidate` and `prepared`, with `outcome` still empty.
RewardRecord record_frame(const datasets::Task& task, const datasets::Candidate& candidate, const Prepared& prepared);

}  // namespace oyer::graders
