#include "graders/detail/profile_result.h"

namespace oyer::graders::detail {

void open_profile(Grade& grade, const std::string& profile) {
  if (profile != "apps" && profile != "codecontests") return;
  grade.profiles.push_back({profile, Verdict::wrong_answer, std::string(grade.cases.size(), 'N')});
}

void finish_profiles(Grade& grade) {
  for (ProfileResult& own : grade.profiles) {
    const std::size_t place = own.tests.find_first_of("FN");
    if (place == std::string::npos) {
      own.verdict = Verdict::accepted;
      continue;
    }
    const auto& verdict = grade.cases[place].verdict;
    own.verdict = verdict && *verdict != Verdict::accepted ? *verdict : Verdict::wrong_answer;
  }
}

}  // namespace oyer::graders::detail
