#include "graders/attack.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "graders/reward.h"

namespace oyer::graders {
namespace {

using std::chrono::steady_clock;

// Neighbours of a series share a target, and a judge; so workers claim them together.
constexpr std::uint64_t claimed = 16;

bool is_rewarded(const Grade& grade) {
  RewardRule rule;
  rule.accept_unsound = grade.weak;
  return reward(grade, rule).value_or(0) > 0;
}

// What the workers share.
class Campaign {
 public:
  Campaign(const AttackCorpus& corpus, const OpenGrader& open_grader, const AttackOptions& options,
           const OnMutant& on_mutant, std::stop_token stop)
      : corpus_(corpus), mutator_(corpus, options.seed), open_grader_(open_grader), on_mutant_(on_mutant), stop_(stop) {
    deadline_ = begun_ + options.time;
    for (const Exploit& exploit : corpus.exploits) ++report_.tally[exploit.chapter()].exploits;
  }

  void work(unsigned worker) {
    while (!is_over()) {
      const std::uint64_t first = next_.fetch_add(claimed);
      for (std::uint64_t number = first; number < first + claimed && !is_over(); ++number) {
        const Status tried = attempt(worker, number);
        if (!tried) return abandon(tried.error());
      }
    }
  }

  Result<AttackReport> finish(bool interrupted) {
    if (failed_) return fail(*failed_);
    report_.interrupted = interrupted;
    report_.wall = steady_clock::now() - begun_;
    std::sort(report_.findings.begin(), report_.findings.end(),
              [](const Finding& a, const Finding& b) { return a.mutant.number < b.mutant.number; });
    return std::move(report_);
  }

 private:
  bool is_over() const { return over_ || stop_.stop_requested() || steady_clock::now() >= deadline_; }

  Result<RewardRecord> judged(std::unique_ptr<Grader>& grader, unsigned worker, const Mutant& mutant) {
    if (!grader) {
      OYER_TRY(grader, open_grader_(worker, stop_));
    }
    const datasets::Task& task = corpus_.targets[mutant.target];
    datasets::Candidate candidate;
    candidate.task_id = task.id;
    candidate.index = mutant.number;
    candidate.kind = datasets::Candidate::Kind::solution;
    candidate.text = mutant.text;
    return grade_candidate(*grader, task, candidate, stop_);
  }

  // One mutant; where it ends without a verdict, once more in a jail of its own.
  Status attempt(unsigned worker, std::uint64_t number) {
    const Mutant mutant = mutator_.make(number);
    std::unique_ptr<Grader>& grader = grader_of(worker);
    auto record = judged(grader, worker, mutant);
    if (!record || record->grade() == nullptr) {
      if (stop_.stop_requested()) return {};
      grader.reset();
      record = judged(grader, worker, mutant);
      if (!record) return fail(record.error());
      if (record->grade() == nullptr) grader.reset();
    }
    if (!stop_.stop_requested()) take(mutant, *record);
    return {};
  }

  void take(const Mutant& mutant, const RewardRecord& record) {
    const Grade* grade = record.grade();
    const std::lock_guard lock(mutex_);
    AttackTally& tally = report_.tally[corpus_.exploits[mutant.exploits[0]].chapter()];
    ++report_.mutants;
    ++tally.mutants;
    ++tally.verdicts[grade == nullptr ? "infra_error" : std::string(name_of(grade->verdict))];
    if (grade == nullptr) {
      ++report_.infra_errors;
      if (report_.first_infra_error.empty()) {
        report_.first_infra_error =
            to_string(std::get<Error>(record.outcome)) + " (mutant " + std::to_string(mutant.number) + ")";
      }
    } else if (is_rewarded(*grade)) {
      ++tally.rewarded;
      report_.findings.push_back({mutant, record});
      over_ = true;
    }
    on_mutant_(report_);
  }

  void abandon(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!failed_) failed_ = error;
    over_ = true;
  }

  std::unique_ptr<Grader>& grader_of(unsigned worker) {
    const std::lock_guard lock(mutex_);
    return graders_[worker];
  }

  const AttackCorpus& corpus_;
  const Mutator mutator_;
  const OpenGrader& open_grader_;
  const OnMutant& on_mutant_;
  std::stop_token stop_;
  steady_clock::time_point begun_ = steady_clock::now(), deadline_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<bool> over_{false};
  std::mutex mutex_;
  std::map<unsigned, std::unique_ptr<Grader>> graders_;
  std::optional<Error> failed_;
  AttackReport report_;
};

}  // namespace

Result<AttackReport> attack(const AttackCorpus& corpus, const OpenGrader& open_grader, const AttackOptions& options,
                            const OnMutant& on_mutant, std::stop_token stop) {
  // What is still running some time after the end is cut short: a judge that a mutant exhausts may take long over it.
  constexpr auto grace = std::chrono::seconds(5);
  std::stop_source cut;
  const std::stop_callback interrupt(stop, [&cut] { cut.request_stop(); });
  Campaign campaign(corpus, open_grader, options, on_mutant, cut.get_token());
  {
    const std::jthread clock([&cut, end = steady_clock::now() + options.time + grace](std::stop_token done) {
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable_any().wait_until(lock, done, end, [] { return false; });
      if (!done.stop_requested()) cut.request_stop();
    });
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < std::max(1U, options.workers); ++i)
      workers.emplace_back([&campaign, i] { campaign.work(i); });
  }
  return campaign.finish(stop.stop_requested());
}

HostileFile hostile_file(const Finding& finding, const AttackCorpus& corpus, std::uint64_t seed, unsigned place) {
  const Mutant& mutant = finding.mutant;
  const Exploit& first = corpus.exploits[mutant.exploits[0]];
  const std::string mark = std::string("X") + (place < 10 ? "0" : "") + std::to_string(place % 100);
  std::set<std::string> covers;
  std::string parents;
  for (const std::size_t i : mutant.exploits) {
    covers.insert(corpus.exploits[i].covers.begin(), corpus.exploits[i].covers.end());
    parents += (parents.empty() ? "" : " and ") + corpus.exploits[i].name;
  }
  HostileFile file;
  file.name = mark + "_mutant_of_" + first.name.substr(0, 3) + ".py";
  file.text = "# hostile: " + mark + " a mutant of " + parents + "\n# covers:";
  for (const std::string& one : covers) file.text += " " + one;
  file.text += "\n# shape: function\n# task: " + corpus.targets[mutant.target].id +
               "\n# ending: any\n# verdict: refused\n# reward: rlef -1, binary 0\n";
  file.text += "# Was rewarded once: oyer attack --seed " + std::to_string(seed) + ", mutant " +
               std::to_string(mutant.number) + ".\n";
  for (const std::string& step : mutant.steps) file.text += "# " + step + "\n";
  file.text += "\n" + mutant.text;
  return file;
}

}  // namespace oyer::graders
