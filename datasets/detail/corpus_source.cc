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

Result<std::vector<CorpusInput>> with_names(std::span<const CorpusInput> inputs) {
  std::vector<CorpusInput> named(inputs.begin(), inputs.end());
  std::set<std::string> names;
  for (CorpusInput& input : named) {
    if (input.name.empty()) input.name = name_from(input.place);
    if (!names.insert(input.name).second)
      return fail(
          invalid_input("two repositories are called " + input.name + "; give one another name: NAME=" + input.place));
  }
  return named;
}

Result<Source> open_source(std::size_t number, const CorpusInput& input, const CorpusOptions& options,
                           const fs::path& copies) {
  GitOptions git;
  git.verify = options.verify;
  git.largest_blob = options.largest_file;
  OYER_TRY(Repository repository, open_repository(input, git, copies));
  OYER_TRY(GitCommit commit, repository.commit(input.revision));
  return Source{number, input, std::move(repository), std::move(commit)};
}

}  // namespace

std::optional<Unread> unread_for(const Error& error) {
  switch (error.kind) {
    case Error::Kind::invalid_input:
    case Error::Kind::not_found:
    case Error::Kind::unsupported:
    case Error::Kind::corrupt: return Unread{std::string(name_of(error.kind)), error.what};
    case Error::Kind::host:
    case Error::Kind::protocol:
    case Error::Kind::busy:
    case Error::Kind::cancelled:
    case Error::Kind::bug: return std::nullopt;
  }
  return std::nullopt;
}

Result<Sources> open_sources(std::span<const CorpusInput> inputs, const CorpusOptions& options, const fs::path& copies,
                             bool demand_urls) {
  OYER_TRY(const std::vector<CorpusInput> named, with_names(inputs));
  Sources sources;
  std::optional<Error> first;
  for (std::size_t i = 0; i < named.size(); ++i) {
    Result<Source> source = open_source(i, named[i], options, copies);
    if (source.has_value()) {
      sources.open.push_back(*std::move(source));
      continue;
    }
    std::optional<Unread> why = unread_for(source.error());
    if (!why && !demand_urls && source.error().kind == Error::Kind::host && is_url(named[i].place))
      why = Unread{"unreachable", source.error().what};
    if (!why) return fail(std::move(source).error());
    sources.unread.push_back({i, named[i], *std::move(why)});
    if (!first) first = std::move(source).error();
  }
  if (sources.open.empty()) return fail(*std::move(first));
  return sources;
}

json::array inputs_json(const Sources& sources) {
  json::array inputs;
  inputs.resize(sources.open.size() + sources.unread.size());
  const auto row = [](const CorpusInput& input, const std::string& commit) {
    return json::object{{"name", input.name}, {"place", input.place}, {"revision", input.revision}, {"commit", commit}};
  };
  for (const Source& source : sources.open) inputs[source.number] = row(source.input, source.commit.id.hex);
  for (const UnreadSource& source : sources.unread) {
    json::object input = row(source.input, "");
    input["unread"] = source.why.kind;
    inputs[source.number] = std::move(input);
  }
  return inputs;
}

}  // namespace oyer::datasets::detail
