// Walks two trees side by side, without recursion: trees of strangers may be as deep as they like.
#pragma once

#include "datasets/detail/git_store.h"

namespace oyer::datasets::detail {

// What a walk tells, in the order of the paths' bytes.
struct WalkVisitor {
  // An entry of one tree or of both, that is not the same in both.
  std::function<void(std::optional<GitEntry> before, std::optional<GitEntry> after)> entry;
  std::function<void(const std::string& path, BlobProblem problem)> unreadable;
  std::function<void(std::string path, PathProblem problem)> refused;
};

// Folders that are the same in both trees are not entered. Either tree may be absent: an empty one.
Status walk_trees(ObjectStore& store, const std::optional<ObjectId>& before, const std::optional<ObjectId>& after,
                  std::uint64_t most_entries, const WalkVisitor& visitor);

}  // namespace oyer::datasets::detail
