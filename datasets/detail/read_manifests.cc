#include "datasets/detail/read_manifests.h"

#include <string>
#include <utility>

namespace oyer::datasets::detail {
namespace {

// A project of people has hundreds.
constexpr std::size_t kMostManifests = 20'000;

bool is_wanted(const ScannedFile& file) {
  const bool is_file = file.entry.kind == GitEntry::Kind::file || file.entry.kind == GitEntry::Kind::executable;
  return is_file && !file.entry.id.hex.empty() && file.bytes <= kLargestManifest && is_import_manifest(file.entry.path);
}

}  // namespace

Result<std::vector<ManifestText>> read_manifests(const Repository& repository, std::span<const ScannedFile> files) {
  std::vector<ManifestText> manifests;
  std::vector<ObjectId> ids;
  for (const ScannedFile& file : files) {
    if (ids.size() >= kMostManifests || !is_wanted(file)) continue;
    manifests.push_back({file.entry.path, {}});
    ids.push_back(file.entry.id);
  }
  const auto visit = [&](const Blob& blob) -> Status {
    if (!blob.problem) manifests[blob.index].text = std::string(blob.bytes);
    return {};
  };
  OYER_TRY_STATUS(repository.read_blobs(ids, visit));
  std::erase_if(manifests, [](const ManifestText& manifest) { return manifest.text.empty(); });
  return manifests;
}

}  // namespace oyer::datasets::detail
