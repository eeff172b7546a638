// ObjectStore: objects by id, whatever holds them. Loose ones are read here; packs are read by libgit2 where objects
// are named by SHA-1, by the git program where by SHA-256.
//
// A store knows folders of objects and nothing else of a repository: no configuration is read, no hook, filter or
// remote is known to it, and whose the files are does not matter, since nothing that they say is obeyed.
// Not thread safe.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "datasets/detail/git_loose.h"
#include "datasets/detail/git_objects.h"
#include "datasets/detail/pack_order.h"

namespace oyer::datasets::detail {

struct ReadObject {
  std::optional<BlobProblem> problem;
  std::uint64_t size = 0;  // 0 where it cannot be known
  std::string_view bytes;  // valid during the call
};

using ObjectVisitor = std::function<Status(const ReadObject&)>;

// Reads what is in packs. Asked only for ids that an index lists, or that may stand in an index not read here.
class PackReader {
 public:
  virtual ~PackReader() = default;
  // One object of the kind asked for and of at most `most` bytes, or the problem. `pack` as in PackOrder::Position.
  virtual Status read(const ObjectId& id, std::size_t pack, ObjectKind kind, std::uint64_t most,
                      const ObjectVisitor& visit) = 0;
  // Without reading it; nothing where that cannot be told.
  virtual std::optional<ObjectKind> kind(const ObjectId& id) = 0;
};

class ObjectStore {
 public:
  // `folders` of objects: the repository's own, and what its alternates lend it.
  static Result<std::unique_ptr<ObjectStore>> open(std::vector<std::filesystem::path> folders, std::size_t id_size,
                                                   const GitOptions& options);

  // One object of the kind asked for and of at most `most` bytes, or the problem.
  Status read(const ObjectId& id, ObjectKind kind, std::uint64_t most, const ObjectVisitor& visit);

  // Nothing for no object of that beginning (4 digits or more); invalid_input for more than one.
  Result<std::optional<ObjectId>> complete(std::string_view beginning) const;

  std::optional<ObjectKind> kind(const ObjectId& id);

  // Places of `ids` in the order that is cheapest to read: a permutation in which equal ids stand together.
  std::vector<std::size_t> reading_order(std::span<const ObjectId> ids) const { return order_.sorted(ids); }

 private:
  ObjectStore(std::vector<std::filesystem::path> folders, bool verify, PackOrder order,
              std::unique_ptr<PackReader> packs);
  LooseObject loose(const ObjectId& id, std::uint64_t most) const;

  std::vector<std::filesystem::path> folders_;
  bool verify_;
  PackOrder order_;
  std::unique_ptr<PackReader> packs_;
};

}  // namespace oyer::datasets::detail
