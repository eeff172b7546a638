// What git stores, out of its bytes: commits, trees, tags, ids. No file is opened here, nothing is trusted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/git.h"

namespace oyer::datasets::detail {

enum class ObjectKind { commit, tree, blob, tag };
std::string_view name_of(ObjectKind kind) noexcept;

// 40 or 64 digits of either case, written in lower case; nothing for any other text.
std::optional<ObjectId> parse_id(std::string_view hex);
// 20 or 32 bytes to digits, and back. Digits must be well formed.
ObjectId id_of(std::string_view raw);
std::string raw_of(const ObjectId& id);

// A commit's bytes. Nothing where it has no tree. Odd dates and persons are kept as far as they can be read: what a
// history was written with years ago is no reason to refuse it.
std::optional<GitCommit> parse_commit(const ObjectId& id, std::string_view bytes);

// What an annotated tag names.
std::optional<ObjectId> parse_tag(std::string_view bytes);

// One row of a tree, as stored.
struct TreeRow {
  std::uint32_t mode = 0;
  std::string_view name, raw_id;  // into the tree's bytes
  bool is_folder() const noexcept { return (mode & 0170000U) == 0040000U; }
};

// Below 0, 0 or above 0: in the order of the paths below them, a folder as if its name ended in '/'.
int compare_rows(const TreeRow& a, const TreeRow& b);

// All rows in that order, which is the one git writes.
// Nothing where the bytes break off in a row. `id_size` is 20 or 32.
std::optional<std::vector<TreeRow>> parse_tree(std::string_view bytes, std::size_t id_size);

// The kind of a row that is no folder; nothing for a mode that git does not write.
std::optional<GitEntry::Kind> kind_of(std::uint32_t mode) noexcept;

}  // namespace oyer::datasets::detail
