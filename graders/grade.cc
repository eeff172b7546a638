#include "graders/grade.h"

#include <algorithm>

namespace oyer::graders {

std::string_view name_of(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::passed: return "passed";
    case Outcome::failed: return "failed";
    case Outcome::not_run: return "not_run";
  }
  return "";
}

std::optional<Outcome> parse_outcome(std::string_view name) noexcept {
  for (const Outcome outcome : {Outcome::passed, Outcome::failed, Outcome::not_run}) {
    if (name_of(outcome) == name) return outcome;
  }
  return std::nullopt;
}

namespace {

template <class Predicate>
Tally count(const Grade& grade, Predicate counts) {
  Tally result;
  for (const CaseResult& one : grade.cases) {
    if (!counts(one)) continue;
    ++result.total;
    if (one.outcome == Outcome::passed) ++result.passed;
  }
  return result;
}

Status broken(std::string what) { return fail(corrupt("grade: " + std::move(what))); }

Status check_case(const CaseResult& one) {
  if (one.id.empty()) return broken("a case has no id");
  const bool agrees = one.outcome == Outcome::passed   ? one.verdict == Verdict::accepted
                      : one.outcome == Outcome::failed ? one.verdict && one.verdict != Verdict::accepted
                                                       : !one.verdict;
  if (!agrees) return broken("outcome and verdict of case " + one.id + " disagree");
  if (one.outcome == Outcome::passed && !one.reason.empty()) return broken("passed case " + one.id + " has a reason");
  return {};
}

Status check_profile(const ProfileResult& one, std::size_t cases) {
  const bool letters = one.tests.find_first_not_of("PFN") == std::string::npos;
  if (one.profile.empty() || !letters || one.tests.size() != cases) return broken("profile " + one.profile);
  const bool passed = cases > 0 && one.tests.find_first_not_of('P') == std::string::npos;
  if (passed != (one.verdict == Verdict::accepted)) return broken("verdict of profile " + one.profile);
  return {};
}

Status check_replays(const Grade& grade) {
  if (grade.replays.empty()) return {};
  if (grade.replays.size() < 2) return broken("one judgement is no replay");
  const Verdict first = grade.replays.front();
  bool kept = false, differ = false;
  for (const Verdict one : grade.replays) {
    kept = kept || one == grade.verdict;
    differ = differ || one != first;
    if (level_of(one) < level_of(grade.verdict)) return broken("a replay came out worse than its verdict");
  }
  if (!kept) return broken("the verdict is none of its replays'");
  if (differ && !has_flag(grade, replays_disagree)) return broken("replays disagree without a flag");
  return {};
}

Status check_faithful(const Faithful& faithful) {
  if (faithful.grader.empty() || faithful.groups.empty()) return broken("nobody judged faithfully");
  for (const FaithfulGroup& one : faithful.groups) {
    if ((one.outcome == FaithfulOutcome::passed) != one.reason.empty()) return broken("faithful group " + one.group);
  }
  return {};
}

}  // namespace

bool has_flag(const Grade& grade, std::string_view flag) noexcept {
  return std::find(grade.flags.begin(), grade.flags.end(), flag) != grade.flags.end();
}

bool is_worse(const Grade& a, const Grade& b) {
  const Level level_a = level_of(a.verdict), level_b = level_of(b.verdict);
  return level_a != level_b ? level_a < level_b : tally(a).passed < tally(b).passed;
}

std::vector<std::string> modes_disagree(const Grade& grade) {
  std::vector<std::string> groups;
  if (!grade.faithful) return groups;
  for (const FaithfulGroup& one : grade.faithful->groups) {
    bool failed = false, run = true;
    for (const CaseResult& test : grade.cases) {
      if (test.group != one.group) continue;
      failed = failed || test.outcome == Outcome::failed;
      run = run && test.outcome != Outcome::not_run;
    }
    // Tests that were left out say nothing, unless one before them has failed.
    if ((failed || run) && failed == (one.outcome == FaithfulOutcome::passed)) groups.push_back(one.group);
  }
  const bool differ = (grade.verdict == Verdict::accepted) != grade.faithful->passed();
  if (!differ || !groups.empty()) return groups;
  for (const FaithfulGroup& one : grade.faithful->groups) groups.push_back(one.group);
  return groups;
}

std::string letters(const Grade& grade, Visibility visibility) {
  std::string all;
  for (const CaseResult& one : grade.cases) {
    if (one.visibility != visibility) continue;
    all += one.outcome == Outcome::passed ? 'P' : one.outcome == Outcome::failed ? 'F' : 'N';
  }
  return all;
}

bool reached_limit(const Grade& grade) {
  return grade.verdict == Verdict::time_limit ||
         std::any_of(grade.cases.begin(), grade.cases.end(),
                     [](const CaseResult& one) { return one.verdict == Verdict::time_limit; });
}

Tally tally(const Grade& grade) {
  return count(grade, [](const CaseResult&) { return true; });
}
Tally tally(const Grade& grade, std::string_view group) {
  return count(grade, [group](const CaseResult& one) { return one.group == group; });
}
Tally tally(const Grade& grade, Visibility visibility) {
  return count(grade, [visibility](const CaseResult& one) { return one.visibility == visibility; });
}

Status check(const Grade& grade) {
  for (const CaseResult& one : grade.cases) OYER_TRY_STATUS(check_case(one));
  for (const ProfileResult& one : grade.profiles) OYER_TRY_STATUS(check_profile(one, grade.cases.size()));
  OYER_TRY_STATUS(check_replays(grade));
  if (grade.faithful) OYER_TRY_STATUS(check_faithful(*grade.faithful));
  const Tally all = tally(grade);
  const Evidence& evidence = grade.evidence;
  if (evidence.run > evidence.planned || evidence.answered > evidence.planned) return broken("more run than planned");
  const bool proven = evidence.planned > 0 && evidence.planned == evidence.run && evidence.run == evidence.answered &&
                      evidence.nonce_ok;
  if (grade.verdict == Verdict::accepted) {
    if (all.total == 0 || all.passed != all.total) return broken("accepted, though not all cases passed");
    if (!proven) return broken("accepted without evidence");
  } else if (all.total > 0 && all.passed == all.total) {
    return broken("all cases passed, but not accepted");
  }
  const auto& flags = grade.flags;
  if (std::adjacent_find(flags.begin(), flags.end(), std::greater_equal<>()) != flags.end()) {
    return broken("flags are not sorted and unique");
  }
  return {};
}

}  // namespace oyer::graders
