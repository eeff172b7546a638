#include "datasets/detail/corpus_source.h"

#include <set>

#include "base/digest.h"

namespace oyer::datasets::detail {
namespace {

namespace fs = std::filesystem;

std::string name_from(const std::string& place) {
  std::string_view rest = place;
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.ends_with("/.git")) rest.remove_suffix(5);
  if (rest.ends_with(".git")) rest.remove_suffix(4);
  const auto slash = rest.find_last_of("/:");
  std::string name(slash == std::string_view::npos ? rest : rest.substr(slash + 1));
  return name.empty() || name == "." ? fs::absolute(place).lexically_normal().parent_path().filename().string() : name;
}

bool is_url(const std::string& place) { return place.find("://") != std::string::npos; }

Result<Repository> open_repository(const CorpusInput& input, const GitOptions& options, const fs::path& copies) {
  if (!is_url(input.place)) return Repository::open(input.place, options);
  std::error_code error;
  fs::create_directories(copies, error);
  if (error) return fail(host_error("cannot make " + copies.string(), error.value()));
  // Named by the URL's digest: a URL can hold anything.
  return Repository::fetch(input.place, copies / to_string(sha256(input.place)).substr(0, 32), options);
}

}  // namespace

Result<std::vector<Source>> open_sources(std::span<const CorpusInput> inputs, const CorpusOptions& options,
                                         const fs::path& copies) {
  std::vector<Source> sources;
  std::set<std::string> names;
  for (CorpusInput input : inputs) {
    if (input.name.empty()) input.name = name_from(input.place);
    if (!names.insert(input.name).second)
      return fail(
          invalid_input("two repositories are called " + input.name + "; give one another name: NAME=" + input.place));
    GitOptions git;
    git.verify = options.verify;
    git.largest_blob = options.largest_file;
    OYER_TRY(Repository repository, open_repository(input, git, copies));
    OYER_TRY(GitCommit commit, repository.commit(input.revision));
    sources.push_back({std::move(input), std::move(repository), std::move(commit)});
  }
  return sources;
}

json::array inputs_json(const std::vector<Source>& sources) {
  json::array inputs;
  for (const Source& source : sources)
    inputs.push_back(json::object{{"name", source.input.name},
                                  {"place", source.input.place},
                                  {"revision", source.input.revision},
                                  {"commit", source.commit.id.hex}});
  return inputs;
}

}  // namespace oyer::datasets::detail
