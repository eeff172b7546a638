#include "datasets/git.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "datasets/detail/git_folder.h"
#include "datasets/detail/git_objects.h"
#include "datasets/detail/git_program.h"
#include "datasets/detail/git_walk.h"

namespace oyer::datasets {

using detail::ObjectKind;
using detail::ReadObject;

namespace {

constexpr std::uint64_t most_commit_bytes = 16U << 20U;
constexpr int most_tags = 32;  // that name one another
constexpr std::uint64_t most_steps = 1'000'000;

// What stands behind a revision's name: "~2" is two steps to the first parent, "^2" one to the second.
struct Step {
  std::uint64_t times = 1;
  std::uint64_t parent = 1;
};

struct Revision {
  std::string_view name;
  std::vector<Step> steps;
};

std::optional<Revision> parse_revision(std::string_view text) {
  Revision revision;
  const std::size_t end = text.find_first_of("~^");
  revision.name = text.substr(0, end);
  text.remove_prefix(std::min(end, text.size()));
  while (!text.empty()) {
    const char sign = text[0];
    text.remove_prefix(1);
    if (sign == '^' && text.starts_with("{commit}")) {
      text.remove_prefix(8);
      continue;
    }
    std::uint64_t number = 1;
    const auto [behind, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::result_out_of_range || number > most_steps) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(behind - text.data()));
    if (!text.empty() && text[0] != '~' && text[0] != '^') return std::nullopt;
    if (sign == '~') revision.steps.push_back({number, 1});
    if (sign == '^' && number > 0) revision.steps.push_back({1, number});
  }
  return revision;
}

bool is_beginning_of_id(std::string_view text) {
  return text.size() >= 4 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

std::string_view name_of(BlobProblem problem) noexcept {
  switch (problem) {
    case BlobProblem::missing: return "missing";
    case BlobProblem::corrupt: return "corrupt";
    case BlobProblem::too_large: return "too_large";
  }
  return "unknown";
}

std::string_view name_of(PathProblem problem) noexcept {
  switch (problem) {
    case PathProblem::empty_part: return "empty_part";
    case PathProblem::dot_part: return "dot_part";
    case PathProblem::git_folder: return "git_folder";
    case PathProblem::slash: return "slash";
    case PathProblem::duplicate: return "duplicate";
    case PathProblem::too_long: return "too_long";
    case PathProblem::odd_mode: return "odd_mode";
  }
  return "unknown";
}

struct Repository::State {
  std::filesystem::path path;
  GitOptions options;
  detail::GitFolder folder;
  std::unique_ptr<detail::ObjectStore> store;

  Error refused(std::string what) const { return not_found(path.string() + ": " + what); }
  Result<std::string> bytes_of(const ObjectId& id, ObjectKind kind) const;
  Result<GitCommit> commit(const ObjectId& id) const;
  Result<ObjectId> named(std::string_view name) const;
  Result<ObjectId> without_tags(ObjectId id) const;
  Result<GitCommit> step_back(GitCommit commit, const Step& step) const;
};

Repository::Repository(std::unique_ptr<State> state) : state_(std::move(state)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

const std::filesystem::path& Repository::path() const noexcept { return state_->path; }

Result<Repository> Repository::open(const std::filesystem::path& path, const GitOptions& options) {
  OYER_TRY(detail::GitFolder folder, detail::GitFolder::open(path, options.follow));
  OYER_TRY(auto store, detail::ObjectStore::open(folder.objects(), folder.id_size(), options));
  return Repository(std::make_unique<State>(State{path, options, std::move(folder), std::move(store)}));
}

Result<Repository> Repository::fetch(const std::string& url, const std::filesystem::path& folder,
                                     const GitOptions& options) {
  OYER_TRY_STATUS(detail::fetch_repository(url, folder));
  return open(folder, options);
}

// ---- revisions and commits ---------------------------------------------------------------------------------------

Result<std::string> Repository::State::bytes_of(const ObjectId& id, ObjectKind kind) const {
  std::string bytes;
  OYER_TRY_STATUS(store->read(id, kind, most_commit_bytes, [&](const ReadObject& object) -> Status {
    bytes = object.bytes;
    if (!object.problem.has_value()) return {};
    const std::string what =
        std::string(detail::name_of(kind)) + " " + id.hex + " is " + std::string(name_of(*object.problem));
    if (object.problem == BlobProblem::missing) return fail(refused(what));
    return fail(corrupt(path.string() + ": " + what));
  }));
  return bytes;
}

Result<GitCommit> Repository::State::commit(const ObjectId& id) const {
  OYER_TRY(const std::string bytes, bytes_of(id, ObjectKind::commit));
  auto commit = detail::parse_commit(id, bytes);
  if (!commit.has_value()) return fail(corrupt(path.string() + ": commit " + id.hex + " is no commit"));
  return *std::move(commit);
}

// In the order in which git looks.
Result<ObjectId> Repository::State::named(std::string_view name) const {
  if (auto id = detail::parse_id(name); id.has_value() && id->hex.size() == 2 * folder.id_size()) return *id;
  const std::string text(name);
  for (const std::string& full : {text, "refs/" + text, "refs/tags/" + text, "refs/heads/" + text,
                                  "refs/remotes/" + text, "refs/remotes/" + text + "/HEAD"}) {
    const bool may_be_one = full.starts_with("refs/") || full.ends_with("HEAD");
    if (auto id = may_be_one ? folder.reference(full) : std::nullopt) return *id;
  }
  if (is_beginning_of_id(name)) {
    OYER_TRY(const auto id, store->complete(name));
    if (id.has_value()) return *id;
  }
  return fail(refused(name == "HEAD" ? "it has no commit yet" : "no revision is called '" + text + "'"));
}

Result<ObjectId> Repository::State::without_tags(ObjectId id) const {
  for (int i = 0; i < most_tags && store->kind(id) == ObjectKind::tag; ++i) {
    OYER_TRY(const std::string bytes, bytes_of(id, ObjectKind::tag));
    auto target = detail::parse_tag(bytes);
    if (!target.has_value()) return fail(corrupt(path.string() + ": tag " + id.hex + " names nothing"));
    id = *std::move(target);
  }
  return id;
}

Result<GitCommit> Repository::State::step_back(GitCommit at, const Step& step) const {
  for (std::uint64_t i = 0; i < step.times; ++i) {
    if (at.parents.size() < step.parent) {
      return fail(refused("commit " + at.id.hex + " has no parent " + std::to_string(step.parent)));
    }
    OYER_TRY(at, commit(at.parents[step.parent - 1]));
  }
  return at;
}

Result<GitCommit> Repository::commit(std::string_view text) const {
  const auto revision = parse_revision(text);
  if (!revision.has_value()) {
    return fail(state_->refused("no revision is called '" + std::string(text) + "'"));
  }
  OYER_TRY(ObjectId id, state_->named(revision->name));
  OYER_TRY(id, state_->without_tags(std::move(id)));
  OYER_TRY(GitCommit commit, state_->commit(id));
  for (const Step& step : revision->steps) {
    OYER_TRY(commit, state_->step_back(std::move(commit), step));
  }
  return commit;
}

Result<Repository::History> Repository::history(const GitCommit& tip, std::size_t most) const {
  History history;
  std::vector<GitCommit>& commits = history.commits;
  if (most > 0) commits.push_back(tip);
  while (!commits.empty() && commits.size() < most && !commits.back().parents.empty()) {
    auto parent = state_->commit(commits.back().parents[0]);
    if (parent.has_value()) {
      commits.push_back(*std::move(parent));
      continue;
    }
    if (parent.error().kind == Error::Kind::not_found) history.gap = BlobProblem::missing;
    if (parent.error().kind == Error::Kind::corrupt) history.gap = BlobProblem::corrupt;
    if (!history.gap) return fail(std::move(parent).error());
    break;
  }
  return history;
}

// ---- trees and blobs ---------------------------------------------------------------------------------------------

Result<Repository::Listing> Repository::list(const GitCommit& commit) const {
  Listing listing;
  const detail::WalkVisitor visitor{[&](const std::optional<GitEntry>&, std::optional<GitEntry> entry) {
                                      listing.entries.push_back(*std::move(entry));
                                    },
                                    [&](const std::string& path, BlobProblem) { listing.unreadable.push_back(path); },
                                    [&](std::string path, PathProblem problem) {
                                      listing.refused.push_back({std::move(path), problem});
                                    }};
  Status walked = detail::walk_trees(*state_->store, {}, commit.tree, state_->options.most_entries, visitor);
  if (!walked.has_value()) return fail(std::move(walked).error().with_context(path().string()));
  return listing;
}

Result<Repository::Comparison> Repository::changes(const GitCommit& before, const GitCommit& after) const {
  Comparison comparison;
  if (before.tree == after.tree) return comparison;
  const detail::WalkVisitor visitor{
      [&](std::optional<GitEntry> old, std::optional<GitEntry> fresh) {
        comparison.changes.push_back({std::move(old), std::move(fresh)});
      },
      [&](const std::string& path, BlobProblem) { comparison.unreadable.push_back(path); },
      [](std::string, PathProblem) {}};
  Status walked = detail::walk_trees(*state_->store, before.tree, after.tree, state_->options.most_entries, visitor);
  if (!walked.has_value()) return fail(std::move(walked).error().with_context(path().string()));
  return comparison;
}

Status Repository::read_blobs(std::span<const ObjectId> ids, const std::function<Status(const Blob&)>& visit) const {
  const std::uint64_t most = state_->options.largest_blob.count;
  const std::vector<std::size_t> order = state_->store->reading_order(ids);
  for (std::size_t i = 0; i < order.size();) {
    const ObjectId& id = ids[order[i]];
    std::size_t end = i;
    while (end < order.size() && ids[order[end]] == id) ++end;
    const auto hand_over = [&](const ReadObject& object) -> Status {
      for (; i < end; ++i) OYER_TRY_STATUS(visit({order[i], object.size, object.bytes, object.problem}));
      return {};
    };
    OYER_TRY_STATUS(state_->store->read(id, ObjectKind::blob, most, hand_over));
  }
  return {};
}

}  // namespace oyer::datasets
