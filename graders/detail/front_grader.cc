#include "graders/detail/front_grader.h"

#include <algorithm>
#include <chrono>
#include <ctime>

#include "graders/detail/answer_code.h"

namespace oyer::graders::detail {

using std::chrono::steady_clock;

namespace {

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

const datasets::StdioShape* stdio_of(const datasets::Task& task) {
  return std::get_if<datasets::StdioShape>(&task.shape);
}

// What the profile of a benchmark's own comparison says of one group; nothing where there is none.
FaithfulGroup by_profile(const Grade& grade, const std::string& group) {
  if (grade.profiles.empty()) return {group, FaithfulOutcome::failed, "no code"};
  for (std::size_t i = 0; i < grade.cases.size(); ++i) {
    const CaseResult& one = grade.cases[i];
    if (one.group != group || grade.profiles.front().tests[i] == 'P') continue;
    const bool late = one.verdict == Verdict::time_limit;
    return {group, late ? FaithfulOutcome::timed_out : FaithfulOutcome::failed,
            one.id + ": " + (one.reason.empty() ? "its output is another" : one.reason)};
  }
  return {group, FaithfulOutcome::passed, ""};
}

}  // namespace

FrontGrader::FrontGrader(std::unique_ptr<sandbox::Executor> executor, Toolchains toolchains,
                         std::shared_ptr<References> references, std::shared_ptr<ReservedSlot> slot,
                         std::shared_ptr<SharedTests> tests, GraderOptions options)
    : options_(std::move(options)),
      executor_(std::move(executor)),
      zygotes_(*executor_, toolchains.python),
      python_(*executor_, zygotes_, references, slot, options_),
      stdio_(*executor_, zygotes_, toolchains, references, slot, std::move(tests), options_) {}

Result<Prepared> FrontGrader::prepare(const datasets::Task& task, const datasets::Candidate& candidate,
                                      std::stop_token stop) {
  Prepared prepared;
  Setting& setting = prepared.setting;
  setting.language = candidate.language.value_or(task.language);
  const auto* stdio = stdio_of(task);
  if (stdio != nullptr) {
    OYER_TRY_STATUS(stdio_.name_toolchain(task, setting));
    setting.profile = stdio->profile;
    OYER_TRY(setting.limits, stdio_.limits_for(task, stop));
  } else {
    if (setting.language != Language::python) {
      return fail(unsupported("task " + task.id + " is answered in " + std::string(name_of(setting.language)) +
                              "; where tests call the candidate, only python is judged"));
    }
    setting.toolchain = to_string(zygotes_.python().digest);
    setting.toolchain_name = zygotes_.python().implementation + " " + zygotes_.python().version;
    if (const auto* cases = std::get_if<datasets::CasesShape>(&task.shape)) setting.profile = cases->profile;
    OYER_TRY(setting.limits, python_.limits_for(task, stop));
  }
  put_answer(prepared, task, candidate, setting.language);
  setting.seeds.random = candidate.seed.value_or(options_.seed);
  setting.stop_at_first = options_.stop_at_first;
  setting.challenge = options_.challenge;
  setting.weak = executor_->containment().tier == sandbox::Tier::weak;
  setting.replays = options_.replays;
  if (setting.replays < 1 || setting.replays > most_replays) {
    return fail(invalid_input("replays are from 1 to " + std::to_string(most_replays)));
  }
  if (options_.faithful) {
    OYER_TRY_STATUS(faithful_grader(task));
    prepared.faithful = faithful_text(prepared, task, candidate);
    setting.faithful = to_string(sha256(prepared.faithful.value_or("")));
  }
  prepared.task = datasets::tests_digest(task);
  prepared.key = record_key(prepared.code, prepared.task, setting);
  return prepared;
}

Result<Grade> FrontGrader::grade_code(CandidateWork& work, Language language) {
  return stdio_of(work.task) != nullptr ? stdio_.grade(work, language) : python_.grade(work);
}

// As often as the setting says, each time afresh and under the next seed; the worst judgement stands.
Result<Grade> FrontGrader::replayed(CandidateWork& work, const Setting& setting) {
  if (setting.replays == 1) return grade_code(work, setting.language);
  Grade worst;
  std::vector<Verdict> verdicts;
  bool differ = false;
  std::vector<Observed> observed;
  for (std::uint32_t n = 0; n < setting.replays; ++n) {
    work.seed = setting.seeds.random + n;
    work.measured.observed.clear();
    auto judged = grade_code(work, setting.language);
    if (!judged && n > 0 && judged.error().kind == Error::Kind::cancelled && reached_limit(worst)) {
      add_flag(worst, cut_short);
      break;
    }
    OYER_TRY(Grade grade, std::move(judged));
    verdicts.push_back(grade.verdict);
    differ = differ || (n > 0 && grade.cases != worst.cases);
    if (n > 0 && !is_worse(grade, worst)) continue;
    worst = std::move(grade);
    observed = std::move(work.measured.observed);
  }
  work.measured.observed = std::move(observed);
  if (verdicts.size() > 1) worst.replays = std::move(verdicts);  // cut short, it may be one
  if (differ) add_flag(worst, replays_disagree);
  return worst;
}

// CodeContests runs programs as they are run here, so that its grader is its comparison.
Result<Faithful> FrontGrader::faithful(const datasets::Task& task, const Prepared& prepared, const Grade& grade,
                                       std::stop_token stop, Measured& measured) {
  OYER_TRY(std::string grader, faithful_grader(task));
  if (stdio_of(task) == nullptr && prepared.faithful) {
    CandidateWork work{task,    *prepared.faithful, prepared.setting.limits, stop, prepared.setting.seeds.random,
                       measured};
    OYER_TRY(Faithful told, python_.faithful(work));
    measured = std::move(work.measured);
    return told;
  }
  Faithful told{std::move(grader), {}};
  for (const CaseResult& one : grade.cases) {
    const auto same = [&](const FaithfulGroup& group) { return group.group == one.group; };
    if (std::any_of(told.groups.begin(), told.groups.end(), same)) continue;
    told.groups.push_back(by_profile(grade, one.group));
  }
  return told;
}

Grade FrontGrader::without_code(const datasets::Task& task) const {
  Grade grade = stdio_of(task) != nullptr ? blank_grade(*stdio_of(task)) : python_.blank(task);
  grade.verdict = Verdict::no_code;
  grade.reason = "the completion holds no code";
  for (ProfileResult& own : grade.profiles) own.verdict = grade.verdict;
  return grade;
}

Result<Judged> FrontGrader::grade(const datasets::Task& task, const Prepared& prepared, std::stop_token stop) {
  const auto begun = steady_clock::now();
  Judged judged;
  if (prepared.code) {
    CandidateWork work{task, *prepared.code, prepared.setting.limits, stop, prepared.setting.seeds.random};
    OYER_TRY(judged.grade, replayed(work, prepared.setting));
    judged.containment = executor_->containment();
    judged.measured = work.measured;
  } else {
    judged.grade = without_code(task);
    if (prepared.setting.replays > 1) judged.grade.replays.assign(prepared.setting.replays, judged.grade.verdict);
  }
  if (!prepared.setting.faithful.empty()) {
    auto told = faithful(task, prepared, judged.grade, stop, judged.measured);
    if (!told && told.error().kind == Error::Kind::cancelled && reached_limit(judged.grade)) {
      add_flag(judged.grade, cut_short);
    } else {
      OYER_TRY(judged.grade.faithful, std::move(told));
    }
  }
  judged.grade.weak = prepared.setting.weak;
  judged.measured.total = std::chrono::duration_cast<Nanos>(steady_clock::now() - begun);
  judged.measured.graded_at = utc_now();
  if (const Status whole = check(judged.grade); !whole) {
    return fail(Error(whole.error()).with_context("task " + task.id));
  }
  return judged;
}

}  // namespace oyer::graders::detail
