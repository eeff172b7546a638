#include "datasets/detail/people_of.h"

#include <set>

#include "base/digest.h"
#include "datasets/detail/corpus_source.h"

namespace oyer::datasets::detail {

Result<Persons> people_of(const Repository& repository, const GitCommit& tip) {
  Result<std::vector<GitCommit>> history = repository.history(tip, kMostCommits);
  if (!history.has_value() && !unread_for(history.error())) return fail(std::move(history).error());
  const std::vector<GitCommit> commits = std::move(history).value_or(std::vector<GitCommit>{tip});
  std::set<std::string> names, mails;
  for (const GitCommit& commit : commits) {
    for (const GitPerson* person : {&commit.author, &commit.committer}) {
      names.insert(person->name);
      mails.insert(person->mail);
    }
  }
  return Persons{{names.begin(), names.end()}, {mails.begin(), mails.end()}};
}

std::string key_of(const Persons& persons) {
  Digester digester;
  for (const std::string& name : persons.names) digester.field("name").field(name);
  for (const std::string& mail : persons.mails) digester.field("mail").field(mail);
  return to_string(digester.finish());
}

}  // namespace oyer::datasets::detail
