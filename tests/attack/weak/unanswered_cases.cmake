set(weakness "cases that a candidate left unanswered count as passed")
set(file graders/detail/cases_grade.cc)
set(find_1 [[  if (run.answers.complete() && !limit && !overtime) return {};]])
set(put_1 [[  if (!limit && !overtime && run.answers.loaded()) {
    for (const std::size_t place : group.cases) {
      if (grade.cases[place].outcome != Outcome::not_run) continue;
      grade.cases[place].outcome = Outcome::passed;
      grade.cases[place].verdict = Verdict::accepted;
    }
    grade.evidence.run = grade.evidence.answered = grade.evidence.planned;
  }
  if (!limit && !overtime) return {};]])
