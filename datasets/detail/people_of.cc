#include "datasets/detail/people_of.h"

#include <set>

namespace oyer::datasets::detail {

Result<Persons> people_of(const Repository& repository, const GitCommit& tip) {
  OYER_TRY(const std::vector<GitCommit> commits, repository.history(tip, kMostCommits));
  std::set<std::string> names, mails;
  for (const GitCommit& commit : commits) {
    for (const GitPerson* person : {&commit.author, &commit.committer}) {
      names.insert(person->name);
      mails.insert(person->mail);
    }
  }
  return Persons{{names.begin(), names.end()}, {mails.begin(), mails.end()}};
}

}  // namespace oyer::datasets::detail
