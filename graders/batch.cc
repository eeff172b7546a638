#include "graders/batch.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "graders/detail/channel.h"
#include "graders/detail/work_plan.h"

namespace oyer::graders {

namespace {

using std::chrono::steady_clock;
using Shared = std::shared_ptr<const RewardRecord>;
using detail::Channel;

// A worker's question to the ledger thread: the stored record of this work.
struct Question {
  Digest key;
  std::shared_ptr<std::promise<Shared>> answer;
};
using ToLedger = std::variant<Event, Question>;

constexpr std::size_t little_work = 64;

// Work that is known: in the ledger, or in the hands of a worker of this batch.
class Known {
 public:
  enum class State { mine, stored, elsewhere };
  struct Claim {
    State state = State::mine;
    std::shared_future<Shared> record;  // elsewhere: from the worker that has it; null when it came to no grade
  };

  void add_stored(const Digest& key) { entries_[key].stored = true; }

  Claim claim(const Digest& key) {
    const std::lock_guard lock(mutex_);
    const auto [at, added] = entries_.try_emplace(key);
    Entry& entry = at->second;
    if (entry.stored) return {State::stored, {}};
    if (!added && entry.record.valid()) return {State::elsewhere, entry.record};
    entry.promise = std::make_shared<std::promise<Shared>>();
    entry.record = entry.promise->get_future().share();
    return {State::mine, {}};
  }

  // Every claim of `mine` is settled once, with null when there is no grade; the next claimant then judges it itself.
  void settle(const Digest& key, Shared record) {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[key];
    const auto promise = std::move(entry.promise);
    if (!promise) return;
    if (!record) entry.record = {};
    promise->set_value(std::move(record));
  }

 private:
  struct Entry {
    bool stored = false;
    std::shared_ptr<std::promise<Shared>> promise;
    std::shared_future<Shared> record;
  };
  std::mutex mutex_;
  std::map<Digest, Entry> entries_;
};

bool is_cut_short(const RewardRecord& record) {
  const Grade* grade = record.grade();
  return grade != nullptr && has_flag(*grade, cut_short);
}

// The verdict of a record put under another candidate with the same code.
RewardRecord carried_over(const RewardRecord& from, RewardRecord frame) {
  frame.outcome = from.outcome;
  frame.containment = from.containment;
  frame.measured = from.measured;
  return frame;
}

std::string wrong_canary(const Canary& canary, Verdict verdict) {
  return "a canary (" + canary.task->id + ", \"" + canary.label + "\") was judged " + std::string(name_of(verdict)) +
         ", where " + std::string(name_of(canary.verdict)) +
         " is known: verdicts of this build on this host cannot be trusted. Look at `oyer doctor` and at the demo, "
         "then judge what this ledger holds again with --fresh";
}

class Batch {
 public:
  Batch(const std::vector<Work>& work, const OpenGrader& open, Ledger* ledger, const BatchOptions& options,
        const BatchConsumer& consumer)
      : work_(work),
        open_(open),
        ledger_(ledger),
        options_(options),
        consumer_(consumer),
        to_ledger_(4096),
        to_reporter_(65536),
        plan_(options.deadline ? detail::portions_by_share(work) : detail::portions_in_order(work, options.workers),
              std::max(1U, options.workers)) {}

  Result<Finished> run(std::stop_token outer) {
    const auto begun = steady_clock::now();
    const std::stop_callback forward(outer, [this] { stop_.request_stop(); });
    OYER_TRY_STATUS(prepare_ledger());
    std::thread ledger_thread([this] { keep(); });
    std::vector<std::jthread> workers;
    const unsigned count = useful_workers();
    running_ = count;
    if (options_.tests) options_.tests->enter(count);
    for (unsigned i = 0; i < count; ++i) workers.emplace_back([this, i] { worker(i); });
    report();
    workers.clear();
    ledger_thread.join();
    if (failure_) return fail(*failure_);
    report_unfinished(outer.stop_requested());
    totals_.canaries = canaries_;
    totals_.canaries_unjudged = canaries_unjudged_;
    totals_.interrupted = outer.stop_requested();
    totals_.wall = std::chrono::duration_cast<Nanos>(steady_clock::now() - begun);
    if (consumer_.on_event) consumer_.on_event(totals_);
    return totals_;
  }

 private:
  // ---- before -----------------------------------------------------------------------------------------------------

  Status prepare_ledger() {
    if (ledger_ == nullptr) return {};
    std::vector<const datasets::Task*> tasks;
    for (const Work& one : work_) {
      if (tasks.empty() || tasks.back() != one.task.get()) tasks.push_back(one.task.get());
    }
    OYER_TRY_STATUS(ledger_->put_tasks(tasks));
    if (options_.references) {
      OYER_TRY(const auto calibrations, ledger_->calibrations());
      for (const auto& [key, cost] : calibrations) options_.references->know(key, cost);
    }
    OYER_TRY_STATUS(put_failed_first());
    if (options_.fresh) return {};
    // A ledger may hold a million records: for a little work each is asked for when it is claimed.
    ask_each_ = work_.size() < little_work;
    if (ask_each_) return {};
    OYER_TRY(const auto keys, ledger_->keys());
    for (const Digest& key : keys) known_.add_stored(key);
    return {};
  }

  // What an earlier batch of this ledger could not judge is judged before all else.
  Status put_failed_first() {
    if (work_.size() <= options_.workers) return {};  // all of it begins at once
    OYER_TRY(const auto failed, ledger_->failed());
    if (failed.empty()) return {};
    std::map<const datasets::Task*, Digest> tests;
    std::vector<bool> first(work_.size());
    for (std::size_t i = 0; i < work_.size(); ++i) {
      const datasets::Task* const task = work_[i].task.get();
      const auto [at, added] = tests.try_emplace(task);
      if (added) at->second = datasets::tests_digest(*task);
      RewardRecord given;
      given.kind = work_[i].candidate.kind;
      given.completion = work_[i].candidate.text;
      first[i] = failed.contains(failed_identity(at->second, candidate_digest(given)));
    }
    plan_.put_first(first);
    return {};
  }

  // ---- workers ----------------------------------------------------------------------------------------------------

  // No more than there is work for: candidates, or their tests where workers help each other.
  unsigned useful_workers() const {
    std::size_t useful = 0;
    for (const Work& one : work_) {
      const auto* shape = options_.tests ? std::get_if<datasets::StdioShape>(&one.task->shape) : nullptr;
      useful += shape != nullptr ? std::max<std::size_t>(1, shape->tests.size()) : 1;
      if (useful >= options_.workers) break;
    }
    return static_cast<unsigned>(std::clamp<std::size_t>(options_.workers, 1, std::max<std::size_t>(1, useful)));
  }

  void worker(unsigned number) {
    Result<std::unique_ptr<Grader>> grader = fail(cancelled("not opened"));
    auto position = plan_.next(number);
    if (position) {
      grader = open_(number, stop_.get_token());
      if (!lasts(number, grader)) position.reset();
    }
    while (position && judge(*position, number, grader)) position = plan_.next(number);
    if (options_.tests) {
      options_.tests->leave();
      help(number, grader);
    }
    grader = fail(cancelled("done"));  // its jail is taken down here, in its own thread
    if (running_.fetch_sub(1) == 1) to_ledger_.close();
  }

  // With others' tests, for as long as any may come. A helper that fails spoils nothing; one more is opened. A lent
  // grader is not held while there is nothing to do.
  void help(unsigned number, Result<std::unique_ptr<Grader>>& grader) {
    const auto stop = stop_.get_token();
    for (int failures = 0; failures < 2 && !stop.stop_requested();) {
      if (grader && (*grader)->is_lent()) grader = fail(cancelled("waiting"));
      if (!options_.tests->wait(stop)) return;
      if (!grader) grader = open_(number, stop);
      if (grader && (*grader)->help(stop)) continue;
      grader = fail(cancelled("reopening"));
      ++failures;
    }
  }

  // False when the worker has to end.
  bool judge(std::uint64_t position, unsigned number, Result<std::unique_ptr<Grader>>& grader) {
    if (!grader || stop_.stop_requested()) return false;
    to_ledger_.send(Event(Started{position, number}));
    return one(position, number, grader) && canary_after(number, grader);
  }

  // Judges a canary where one is due. False when its verdict is wrong, which ends the batch.
  bool canary_after(unsigned number, Result<std::unique_ptr<Grader>>& grader) {
    if (options_.canary_every == 0 || options_.canaries.empty()) return true;
    const std::uint64_t seen = ++seen_;
    if (seen % options_.canary_every != 0 || stop_.stop_requested()) return true;
    const Canary& canary = options_.canaries[(seen / options_.canary_every - 1) % options_.canaries.size()];
    auto record = grade_candidate(**grader, *canary.task, canary.candidate, stop_.get_token());
    const Grade* grade = record ? record->grade() : nullptr;
    if (grade == nullptr) {
      if (stop_.stop_requested()) return false;
      ++canaries_unjudged_;
      reopen(number, grader);
      return lasts(number, grader);
    }
    if (grade->verdict == canary.verdict) {
      ++canaries_;
      return true;
    }
    fail_batch(Error{Error::Kind::bug, wrong_canary(canary, grade->verdict)});
    return false;
  }

  // The old one's jail is taken down before the new one's is built.
  void reopen(unsigned number, Result<std::unique_ptr<Grader>>& grader) {
    grader = fail(cancelled("reopening"));
    grader = open_(number, stop_.get_token());
  }

  // False, and the end of the batch, when there is no grader any more.
  bool lasts(unsigned number, Result<std::unique_ptr<Grader>>& grader) {
    if (grader) return true;
    if (stop_.stop_requested() && grader.error().kind == Error::Kind::cancelled) return false;
    fail_batch(std::move(grader).error().with_context("worker " + std::to_string(number)));
    return false;
  }

  // False when the worker has to end.
  bool one(std::uint64_t position, unsigned number, Result<std::unique_ptr<Grader>>& grader) {
    const Work& work = work_[position];
    for (int attempt = 0;; ++attempt) {
      auto [record, reused] = graded(work, **grader);
      if (!record) return false;  // stopped
      const auto* error = std::get_if<Error>(&record->outcome);
      if (error == nullptr) {
        to_ledger_.send(Event(Graded{position, std::move(record), reused}));
        return true;
      }
      using Kind = Error::Kind;
      const bool grader_at_fault =
          error->kind == Kind::host || error->kind == Kind::protocol || error->kind == Kind::bug;
      if (grader_at_fault) {
        reopen(number, grader);
        if (grader && attempt == 0 && !stop_.stop_requested()) continue;
      }
      to_ledger_.send(Event(InfraError{position, std::move(record)}));
      return lasts(number, grader);
    }
  }

  struct Outcome {
    Shared record;  // null: stopped
    bool reused = false;
  };

  Outcome graded(const Work& work, Grader& grader) {
    const auto stop = stop_.get_token();
    auto prepared = grader.prepare(*work.task, work.candidate, stop);
    if (!prepared) return {infra(work, std::nullopt, std::move(prepared).error()), false};
    const bool reuse = ledger_ != nullptr && !options_.fresh;
    RewardRecord frame = record_frame(*work.task, work.candidate, *prepared);
    if (reuse) {
      if (const Shared found = look_up(prepared->key)) {
        return {std::make_shared<RewardRecord>(carried_over(*found, std::move(frame))), true};
      }
      if (stop.stop_requested()) {
        known_.settle(prepared->key, nullptr);
        return {};
      }
    }
    auto judged = grader.grade(*work.task, *prepared, stop);
    Shared record;
    if (judged) {
      frame.outcome = std::move(judged->grade);
      frame.containment = std::move(judged->containment);
      frame.measured = std::move(judged->measured);
      record = std::make_shared<RewardRecord>(std::move(frame));
    } else {
      record = infra(work, std::move(frame), std::move(judged).error());
    }
    const bool whole = record && record->grade() != nullptr && !is_cut_short(*record);
    if (reuse) known_.settle(prepared->key, whole ? record : nullptr);
    // At a deadline half a judgement that can only come out one way is told; who interrupts wants none.
    if (record && is_cut_short(*record) && !late_) return {};
    return {record, false};
  }

  // A record of this work, from the log or from another worker; null when it is now this worker's to judge.
  Shared look_up(const Digest& key) {
    for (;;) {
      const Known::Claim claim = known_.claim(key);
      if (claim.state == Known::State::mine) {
        const Shared record = ask_each_ ? ask(key) : nullptr;
        if (record) known_.settle(key, record);
        return record;
      }
      if (claim.state == Known::State::elsewhere) {
        if (Shared record = claim.record.get()) return record;
        continue;
      }
      return ask(key);
    }
  }

  Shared ask(const Digest& key) {
    Question question{key, std::make_shared<std::promise<Shared>>()};
    auto answer = question.answer->get_future();
    return to_ledger_.send(std::move(question)) ? answer.get() : nullptr;
  }

  Shared infra(const Work& work, std::optional<RewardRecord> frame, Error error) {
    if (error.kind == Error::Kind::cancelled && stop_.stop_requested()) return nullptr;
    if (!frame) frame = record_frame(*work.task, work.candidate, unprepared(work));
    frame->outcome = std::move(error);
    return std::make_shared<RewardRecord>(std::move(*frame));
  }

  static Prepared unprepared(const Work& work) {
    Prepared nothing;
    nothing.task = datasets::tests_digest(*work.task);
    nothing.key = record_key(nothing.code, nothing.task, nothing.setting);
    return nothing;
  }

  void fail_batch(Error error) {
    const std::lock_guard lock(failure_mutex_);
    if (!failure_) failure_ = std::move(error);
    stop_.request_stop();
  }

  // ---- the ledger thread ------------------------------------------------------------------------------------------

  void keep() {
    while (!to_ledger_.drained()) {
      auto items = to_ledger_.receive_all();
      std::vector<const RewardRecord*> records;
      for (ToLedger& item : items) {
        if (auto* question = std::get_if<Question>(&item))
          answer(*question);
        else if (const RewardRecord* record = record_of(std::get<Event>(item)))
          records.push_back(record);
      }
      if (ledger_ != nullptr && !records.empty() && !ledger_failed_) {
        if (Status kept = keep_records(records); !kept) {
          ledger_failed_ = true;
          fail_batch(std::move(kept).error());
        }
      }
      for (ToLedger& item : items) {
        if (auto* event = std::get_if<Event>(&item); event != nullptr && !ledger_failed_) {
          to_reporter_.send(std::move(*event));
        }
      }
    }
    to_reporter_.close();
  }

  // A calibration goes before the records whose limits come from it.
  Status keep_records(const std::vector<const RewardRecord*>& records) {
    if (options_.references) OYER_TRY_STATUS(ledger_->put_calibrations(options_.references->take_learned()));
    return ledger_->append(records, options_.fresh);
  }

  static const RewardRecord* record_of(const Event& event) {
    if (const auto* graded = std::get_if<Graded>(&event)) {
      return is_cut_short(*graded->record) ? nullptr : graded->record.get();
    }
    if (const auto* error = std::get_if<InfraError>(&event)) return error->record.get();
    return nullptr;
  }

  void answer(const Question& question) {
    auto found = ledger_->find(question.key);
    if (!found) fail_batch(std::move(found).error());
    const bool there = found && *found;
    question.answer->set_value(there ? std::make_shared<RewardRecord>(std::move(**found)) : nullptr);
  }

  // ---- the reporter: the caller's thread --------------------------------------------------------------------------

  void report() {
    done_.assign(work_.size(), false);
    while (!to_reporter_.drained()) {
      const bool late = options_.deadline && steady_clock::now() >= *options_.deadline;
      if (late) {
        late_ = true;  // before anybody is stopped
        stop_.request_stop();
      }
      const auto until = late ? std::nullopt : options_.deadline;
      for (const Event& event : to_reporter_.receive_all(until)) take(event);
    }
  }

  void take(const Event& event) {
    if (consumer_.on_event) consumer_.on_event(event);
    if (const auto* graded = std::get_if<Graded>(&event)) {
      ++totals_.graded;
      ++(graded->reused ? totals_.reused : totals_.executed);
      put(graded->position, graded->record);
    } else if (const auto* error = std::get_if<InfraError>(&event)) {
      ++totals_.infra_errors;
      put(error->position, error->record);
    }
  }

  // Records go on in the order of the work: what came early waits for what stands before it.
  void put(std::uint64_t position, Shared record) {
    done_[position] = true;
    early_.emplace(position, std::move(record));
    while (!early_.empty() && early_.begin()->first == next_to_report_) {
      if (consumer_.on_record) consumer_.on_record(next_to_report_, *early_.begin()->second);
      early_.erase(early_.begin());
      ++next_to_report_;
    }
  }

  // After a stop request what is unfinished stays so, and what came early is told without it. After the deadline each
  // unfinished candidate gets its record, with no reward and the reason why.
  void report_unfinished(bool interrupted) {
    for (std::uint64_t position = 0; position < work_.size(); ++position) {
      if (done_[position]) continue;
      ++totals_.unfinished;
      if (interrupted) continue;
      RewardRecord record = record_frame(*work_[position].task, work_[position].candidate, unprepared(work_[position]));
      record.outcome = cancelled("deadline");
      const InfraError late{position, std::make_shared<RewardRecord>(std::move(record))};
      if (consumer_.on_event) consumer_.on_event(late);
      put(position, late.record);
    }
    for (const auto& [position, record] : early_) {
      if (consumer_.on_record) consumer_.on_record(position, *record);
    }
    early_.clear();
  }

  const std::vector<Work>& work_;
  const OpenGrader& open_;
  Ledger* ledger_;
  const BatchOptions& options_;
  const BatchConsumer& consumer_;
  std::stop_source stop_;
  std::atomic<bool> late_ = false;
  Channel<ToLedger> to_ledger_;
  Channel<Event> to_reporter_;
  detail::WorkPlan plan_;
  std::atomic<unsigned> running_{0};
  std::atomic<std::uint64_t> seen_{0}, canaries_{0}, canaries_unjudged_{0};
  Known known_;
  std::mutex failure_mutex_;
  std::optional<Error> failure_;
  bool ledger_failed_ = false;
  bool ask_each_ = false;
  // The caller's thread only.
  Finished totals_;
  std::vector<bool> done_;
  std::map<std::uint64_t, Shared> early_;
  std::uint64_t next_to_report_ = 0;
};

}  // namespace

Result<Finished> run_batch(const std::vector<Work>& work, const OpenGrader& open_grader, Ledger* ledger,
                           const BatchOptions& options, const BatchConsumer& consumer, std::stop_token stop) {
  for (const Work& one : work) {
    if (!one.task) return fail(invalid_input("work without a task"));
  }
  return Batch(work, open_grader, ledger, options, consumer).run(stop);
}

}  // namespace oyer::graders
