// ObjectStore: objects by id, whatever holds them. Two are there: libgit2 for SHA-1, the git program for SHA-256.
//
// A store knows one folder of objects and nothing else of a repository: no configuration is read, no hook, filter or
// remote is known to it, and whose the files are does not matter, since nothing that they say is obeyed.
// Not thread safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "datasets/detail/git_objects.h"

namespace oyer::datasets::detail {

struct ReadObject {
  std::optional<BlobProblem> problem;
  std::uint64_t size = 0;  // 0 where it cannot be known
  std::string_view bytes;  // valid during the call
};

using ObjectVisitor = std::function<Status(const ReadObject&)>;

class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  // One object of the kind asked for and of at most `most` bytes, or the problem.
  virtual Status read(const ObjectId& id, ObjectKind kind, std::uint64_t most, const ObjectVisitor& visit) = 0;

  // Nothing for no object of that beginning; invalid_input for more than one.
  virtual Result<std::optional<ObjectId>> complete(std::string_view beginning) = 0;

  // The kind of an object, without reading it.
  virtual std::optional<ObjectKind> kind(const ObjectId& id) = 0;

  // Places of `ids` in the order that is cheapest to read: a permutation in which equal ids stand together.
  virtual std::vector<std::size_t> reading_order(std::span<const ObjectId> ids) = 0;
};

}  // namespace oyer::datasets::detail
