#include "datasets/detail/git_store.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "datasets/detail/git_library.h"
#include "datasets/detail/git_program.h"

namespace oyer::datasets::detail {
namespace {

bool is_what_it_says(const ObjectId& id, ObjectKind kind, std::string_view bytes) {
  const std::string head = std::string(name_of(kind)) + " " + std::to_string(bytes.size()) + std::string(1, '\0');
  const std::string raw = raw_of(id);
  const auto same = [&](const auto& hash) {
    return std::equal(hash.begin(), hash.end(), raw.begin(), raw.end(),
                      [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); });
  };
  return raw.size() == 20 ? same(sha1({head, bytes})) : same(sha256({head, bytes}).bytes);
}

}  // namespace

Result<std::unique_ptr<ObjectStore>> ObjectStore::open(std::vector<std::filesystem::path> folders, std::size_t id_size,
                                                       const GitOptions& options) {
  OYER_TRY(PackOrder order, PackOrder::open(folders, id_size, options.follow));
  OYER_TRY(auto packs, id_size == 20 ? open_library_packs(folders) : open_program_packs(folders[0]));
  return std::unique_ptr<ObjectStore>(
      new ObjectStore(std::move(folders), options.verify, std::move(order), std::move(packs)));
}

ObjectStore::ObjectStore(std::vector<std::filesystem::path> folders, bool verify, PackOrder order,
                         std::unique_ptr<PackReader> packs)
    : folders_(std::move(folders)), verify_(verify), order_(std::move(order)), packs_(std::move(packs)) {}

LooseObject ObjectStore::loose(const ObjectId& id, std::uint64_t most) const {
  for (const auto& folder : folders_) {
    LooseObject object = read_loose(folder, id, most);
    if (object.problem != BlobProblem::missing) return object;
  }
  return {BlobProblem::missing, {}, 0, {}};
}

Status ObjectStore::read(const ObjectId& id, ObjectKind kind, std::uint64_t most, const ObjectVisitor& visit) {
  const auto checked = [&](const ReadObject& object) {
    if (!verify_ || object.problem.has_value() || is_what_it_says(id, kind, object.bytes)) return visit(object);
    return visit({BlobProblem::corrupt, object.size, {}});
  };
  const auto position = order_.find(raw_of(id));
  if (position.has_value()) return packs_->read(id, position->pack, kind, most, checked);
  const LooseObject object = loose(id, most);
  if (object.problem == BlobProblem::missing && !order_.complete()) return packs_->read(id, 0, kind, most, checked);
  if (object.kind.has_value() && object.kind != kind) return visit({BlobProblem::corrupt, 0, {}});
  return checked({object.problem, object.size, object.bytes});
}

Result<std::optional<ObjectId>> ObjectStore::complete(std::string_view beginning) const {
  std::string low(beginning);
  for (char& c : low) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  std::vector<ObjectId> found = order_.starting_with(low);
  for (const auto& folder : folders_) {
    const std::vector<ObjectId> more = find_loose(folder, low);
    found.insert(found.end(), more.begin(), more.end());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  if (found.empty()) return std::optional<ObjectId>();
  if (found.size() == 1) return std::optional(found[0]);
  return fail(invalid_input("'" + std::string(beginning) + "' begins more than one id; give more digits"));
}

std::optional<ObjectKind> ObjectStore::kind(const ObjectId& id) {
  if (!order_.find(raw_of(id)).has_value()) {
    const LooseObject object = loose(id, 0);
    if (object.kind.has_value() || order_.complete()) return object.kind;
  }
  return packs_->kind(id);
}

}  // namespace oyer::datasets::detail
