#include "datasets/detail/git_walk.h"

#include <algorithm>

namespace oyer::datasets::detail {
namespace {

constexpr std::uint64_t most_tree_bytes = 64U << 20U;
constexpr std::size_t longest_path = 4096;
constexpr std::uint64_t most_path_bytes = std::uint64_t{1} << 30U;
constexpr std::uint64_t most_held_bytes = 4 * most_tree_bytes;  // by the folders that lead to where the walk is

bool is_dot_git(std::string_view name) {
  return name.size() == 4 && name[0] == '.' && (name[1] | 32) == 'g' && (name[2] | 32) == 'i' && (name[3] | 32) == 't';
}

std::optional<PathProblem> problem_of(const TreeRow& row, std::size_t length_of_prefix) {
  if (row.name.empty()) return PathProblem::empty_part;
  if (row.name == "." || row.name == "..") return PathProblem::dot_part;
  if (is_dot_git(row.name)) return PathProblem::git_folder;
  if (row.name.find('/') != std::string_view::npos) return PathProblem::slash;
  if (length_of_prefix + row.name.size() > longest_path) return PathProblem::too_long;
  if (!row.is_folder() && !kind_of(row.mode).has_value()) return PathProblem::odd_mode;
  return std::nullopt;
}

// One folder of one tree: its bytes, and the rows that are left of it. A row is longer than what a string keeps within
// itself, so that rows stay valid when a Side is moved.
struct Side {
  std::string bytes;
  std::vector<TreeRow> rows;
  std::size_t at = 0;

  const TreeRow* next() const { return at < rows.size() ? &rows[at] : nullptr; }
};

struct Folder {
  std::size_t prefix = 0;  // how much of the path leads here, with its '/'
  Side before, after;
};

class Walk {
 public:
  Walk(ObjectStore& store, std::uint64_t most_entries, const WalkVisitor& visitor)
      : store_(store), most_entries_(most_entries), visitor_(visitor) {}

  Status run(const std::optional<ObjectId>& before, const std::optional<ObjectId>& after) {
    OYER_TRY_STATUS(enter(before, after));
    while (!folders_.empty()) {
      Folder& folder = folders_.back();
      path_.resize(folder.prefix);
      const TreeRow* const left = folder.before.next();
      const TreeRow* const right = folder.after.next();
      if (left == nullptr && right == nullptr) {
        held_bytes_ -= folder.before.bytes.size() + folder.after.bytes.size();
        folders_.pop_back();
      } else {
        OYER_TRY_STATUS(step(folder, left, right));
      }
    }
    return {};
  }

 private:
  // Takes the earlier row, or both where they are of the same name and kind of thing.
  Status step(Folder& folder, const TreeRow* left, const TreeRow* right) {
    const int order = left == nullptr ? 1 : right == nullptr ? -1 : compare_rows(*left, *right);
    const TreeRow* const before = order <= 0 ? left : nullptr;
    const TreeRow* const after = order >= 0 ? right : nullptr;
    if (before != nullptr) ++folder.before.at;
    if (after != nullptr) ++folder.after.at;
    const TreeRow& row = before != nullptr ? *before : *after;
    path_ += row.name;
    OYER_TRY_STATUS(count(path_.size()));
    if (before != nullptr && after != nullptr && before->raw_id == after->raw_id && before->mode == after->mode) {
      return {};
    }
    if (!row.is_folder()) {
      visitor_.entry(entry_of(before), entry_of(after));
      return {};
    }
    path_ += '/';
    return enter(before == nullptr ? std::nullopt : std::optional(id_of(before->raw_id)),
                 after == nullptr ? std::nullopt : std::optional(id_of(after->raw_id)));
  }

  Status count(std::uint64_t path_bytes) {
    path_bytes_ += path_bytes;
    if (entries_ <= most_entries_ && path_bytes_ <= most_path_bytes && held_bytes_ <= most_held_bytes) return {};
    return fail(invalid_input("a tree of more than " + std::to_string(most_entries_) +
                              " entries, or of endless paths; is it meant to be read?"));
  }

  std::optional<GitEntry> entry_of(const TreeRow* row) const {
    if (row == nullptr) return std::nullopt;
    return GitEntry{*kind_of(row->mode), path_, id_of(row->raw_id)};
  }

  // `path_` is the folder's with a '/' behind it, or empty for the root.
  Status enter(const std::optional<ObjectId>& before, const std::optional<ObjectId>& after) {
    Folder folder;
    folder.prefix = path_.size();
    if (before.has_value()) OYER_TRY_STATUS(load(*before, folder.before));
    if (after.has_value()) OYER_TRY_STATUS(load(*after, folder.after));
    folders_.push_back(std::move(folder));
    return {};
  }

  Status load(const ObjectId& id, Side& side) {
    std::optional<BlobProblem> problem;
    OYER_TRY_STATUS(store_.read(id, ObjectKind::tree, most_tree_bytes, [&](const ReadObject& object) {
      problem = object.problem;
      side.bytes = object.bytes;
      return Status();
    }));
    if (!problem.has_value()) {
      held_bytes_ += side.bytes.size();
      auto rows = parse_tree(side.bytes, id.hex.size() / 2);
      if (rows.has_value()) return keep_good_rows(*std::move(rows), side);
      problem = BlobProblem::corrupt;
    }
    visitor_.unreadable(path_.substr(0, path_.empty() ? 0 : path_.size() - 1), *problem);
    return {};
  }

  Status keep_good_rows(std::vector<TreeRow> rows, Side& side) {
    entries_ += rows.size();
    OYER_TRY_STATUS(count(0));
    const TreeRow* last = nullptr;
    for (const TreeRow& row : rows) {
      std::optional<PathProblem> problem = problem_of(row, path_.size());
      if (!problem.has_value() && last != nullptr && last->name == row.name && last->is_folder() == row.is_folder()) {
        problem = PathProblem::duplicate;
      }
      if (!problem.has_value()) {
        side.rows.push_back(row);
        last = &row;
        continue;
      }
      std::string path = path_ + std::string(row.name.substr(0, longest_path));
      OYER_TRY_STATUS(count(path.size()));
      visitor_.refused(std::move(path), *problem);
    }
    return {};
  }

  ObjectStore& store_;
  const std::uint64_t most_entries_;
  const WalkVisitor& visitor_;
  std::vector<Folder> folders_;
  std::string path_;
  std::uint64_t entries_ = 0, path_bytes_ = 0, held_bytes_ = 0;
};

}  // namespace

Status walk_trees(ObjectStore& store, const std::optional<ObjectId>& before, const std::optional<ObjectId>& after,
                  std::uint64_t most_entries, const WalkVisitor& visitor) {
  return Walk(store, most_entries, visitor).run(before, after);
}

}  // namespace oyer::datasets::detail
