#include "datasets/detail/people_of.h"

#include <set>

#include "base/digest.h"

namespace oyer::datasets::detail {

Result<Persons> people_of(const Repository& repository, const GitCommit& tip) {
  OYER_TRY(const Repository::History history, repository.history(tip, kMostCommits));
  std::set<std::string> names, mails;
  for (const GitCommit& commit : history.commits) {
    for (const GitPerson* person : {&commit.author, &commit.committer}) {
      names.insert(person->name);
      mails.insert(person->mail);
    }
  }
  return Persons{{names.begin(), names.end()}, {mails.begin(), mails.end()}, history.commits.size(), history.gap};
}

std::string key_of(const Persons& persons) {
  Digester digester;
  for (const std::string& name : persons.names) digester.field("name").field(name);
  for (const std::string& mail : persons.mails) digester.field("mail").field(mail);
  return to_string(digester.finish());
}

}  // namespace oyer::datasets::detail
