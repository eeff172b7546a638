#include "datasets/corpus/scan.h"

#include <map>

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
    const std::optional<std::string> text = to_utf8(bytes, file.kind.encoding);
    if (text && is_license_path(file.entry.path)) file.license.directory = license_of_file(file.entry.path, *text);
    if (!file.drop.empty()) return;
    if (!text) {
      file.drop = "encoding";
      return;
    }
    file.license.header = license_of_header(*text);
    file.tokens = estimated_tokens(text->size());
    if (options_.detector != nullptr) clean(file, *text);
    if (file.kind.parsed_as) file.outline = parsers::outline_of(*file.kind.parsed_as, *text);
    const Measures measures = measure(*text, file.kind, file.outline ? &*file.outline : nullptr);
    file.decisions = judge(preset_, measures, file.entry.id.hex, options_.seed);
    for (const Decision& decision : file.decisions)
      if (decision.drop && file.drop.empty()) file.drop = "quality:" + decision.rule;
    if (options_.sketches && file.drop.empty()) file.sketch = sketch_of(*text, file.outline ? file.outline->shape : 0);
  }

 private:
  void clean(ScannedFile& file, const std::string& text) const {
    Detector::Cleaned cleaned = options_.detector->clean(text, file.entry.path, options_.people);
    file.findings = std::move(cleaned.findings);
    file.tokens = estimated_tokens(cleaned.text.size());
    if (!cleaned.complete) file.drop = "secrets";
  }

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

std::string_view folder_of(std::string_view path) noexcept {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

// What licence files say of the folder they lie in; several of one folder all hold, the strictest first.
std::map<std::string, LicenseFinding, std::less<>> folder_licenses(const std::vector<ScannedFile>& files) {
  std::map<std::string, LicenseFinding, std::less<>> found;
  for (const ScannedFile& file : files) {
    const LicenseFinding& finding = file.license.directory;
    if (finding.expression.empty()) continue;
    const auto [at, is_new] = found.try_emplace(std::string(folder_of(file.entry.path)), finding);
    if (!is_new && type_of(finding.expression) > type_of(at->second.expression)) at->second = finding;
  }
  return found;
}

void decide_licenses(std::vector<ScannedFile>& files, bool keep_non_permissive) {
  const auto folders = folder_licenses(files);
  const auto root = folders.find("");
  for (ScannedFile& file : files) {
    LicenseFinding directory;
    for (std::string_view folder = folder_of(file.entry.path); !folder.empty(); folder = folder_of(folder)) {
      if (const auto at = folders.find(folder); at != folders.end()) {
        directory = at->second;
        break;
      }
    }
    file.license = strictest(file.license.header, directory, root == folders.end() ? LicenseFinding() : root->second);
    if (file.drop.empty() && file.license.type == LicenseType::non_permissive && !keep_non_permissive)
      file.drop = "license";
  }
}

}  // namespace

std::optional<std::string> sample_text(std::string_view bytes, const ScannedFile& file, const Detector* detector) {
  std::optional<std::string> text = to_utf8(bytes, file.kind.encoding);
  if (!text || file.findings.empty() || detector == nullptr) return text;
  return redact(*text, file.findings, file.entry.path);
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
  decide_licenses(files, options.keep_non_permissive);
  return files;
}

}  // namespace oyer::datasets
