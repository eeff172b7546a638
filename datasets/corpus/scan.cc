#include "datasets/corpus/scan.h"

#include <atomic>

#include "datasets/detail/work_queue.h"

namespace oyer::datasets {
namespace {

// Bytes read ahead of the threads that look at them.
constexpr std::uint64_t kMostWaiting = std::uint64_t{64} << 20U;

std::string_view drop_of(GitEntry::Kind kind) noexcept {
  switch (kind) {
    case GitEntry::Kind::symlink: return "symlink";
    case GitEntry::Kind::submodule: return "submodule";
    case GitEntry::Kind::file:
    case GitEntry::Kind::executable: return "";
  }
  return "";
}

// Looks at one file's bytes and fills in what they say.
class Look {
 public:
  Look(const ScanOptions& options, const Preset& preset) : options_(options), preset_(preset) {}

  void at(ScannedFile& file, const std::string& bytes) const {
    file.bytes = bytes.size();
    file.kind = kind_of(file.entry.path, bytes);
    file.drop = drop_by_kind(file.kind);
    if (!file.drop.empty()) return;
    const std::optional<std::string> text = sample_text(bytes, file.kind);
    if (!text) {
      file.drop = "encoding";
      return;
    }
    file.tokens = estimated_tokens(text->size());
    if (file.kind.parsed_as) file.outline = parsers::outline_of(*file.kind.parsed_as, *text);
    const Measures measures = measure(*text, file.kind, file.outline ? &*file.outline : nullptr);
    file.decisions = judge(preset_, measures, file.entry.id.hex, options_.seed);
    for (const Decision& decision : file.decisions)
      if (decision.drop && file.drop.empty()) file.drop = "quality:" + decision.rule;
  }

 private:
  std::string drop_by_kind(const FileKind& kind) const {
    if (kind.binary) return "binary";
    if (kind.language.empty()) return "language";
    if (kind.vendored && !options_.keep_vendored) return "vendored";
    if (kind.generated && !options_.keep_generated) return "generated";
    return "";
  }

  const ScanOptions& options_;
  const Preset& preset_;
};

}  // namespace

std::optional<std::string> sample_text(std::string_view bytes, const FileKind& kind) {
  return to_utf8(bytes, kind.encoding);
}

std::uint64_t estimated_tokens(std::uint64_t bytes) noexcept { return (bytes + 3) / 4; }

Result<std::vector<ScannedFile>> scan_files(const Repository& repository, const std::vector<GitEntry>& entries,
                                            const ScanOptions& options, const ScanProgress& progress,
                                            const std::stop_token& stop) {
  const Preset* preset = find_preset(options.preset);
  if (preset == nullptr) return fail(invalid_input("no preset is called '" + options.preset + "'"));
  std::vector<ScannedFile> files(entries.size());
  std::vector<ObjectId> ids;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    files[i].entry = entries[i];
    files[i].drop = drop_of(entries[i].kind);
    if (!files[i].drop.empty()) continue;
    ids.push_back(entries[i].id);
    places.push_back(i);
  }
  const Look look(options, *preset);
  std::uint64_t done = 0, bytes = 0;
  detail::WorkQueue queue(options.jobs, kMostWaiting,
                          [&](std::size_t i, std::string text) { look.at(files[i], text); });
  const auto visit = [&](const Blob& blob) -> Status {
    if (stop.stop_requested()) return fail(cancelled("stopped while reading " + repository.path().string()));
    ScannedFile& file = files[places[blob.index]];
    if (blob.problem) {
      file.bytes = blob.size;
      file.drop = name_of(*blob.problem);
    } else {
      queue.give(places[blob.index], std::string(blob.bytes));
    }
    bytes += blob.bytes.size();
    if (progress) progress(++done, ids.size(), bytes);
    return {};
  };
  const Status read = repository.read_blobs(ids, visit);
  queue.finish();
  if (!read.has_value()) return fail(read.error());
  return files;
}

}  // namespace oyer::datasets
