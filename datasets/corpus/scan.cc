#include "datasets/corpus/scan.h"

#include <map>

#include "datasets/corpus/facts.h"
#include "datasets/detail/fact_book.h"
#include "datasets/detail/path_text.h"
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

detail::FactBook book_of(const ScanOptions& options) {
  if (options.detector == nullptr) return {options.facts, ""};
  return {options.facts, std::string(Detector::version()) + ' ' + options.people_key};
}

// Says what one file's bytes say, from the bytes or from what is known of them, and decides what they alone decide.
class Look {
 public:
  Look(const ScanOptions& options, const Preset& preset)
      : options_(options), preset_(preset), measured_(options_for(preset)), book_(book_of(options)) {}

  // False when the bytes must be read.
  bool known(ScannedFile& file) const {
    std::optional<PathFacts> path = book_.path_facts(file.entry);
    if (!path || path->bytes > options_.largest_file.count) return false;
    take(file, *path);
    if (!file.drop.empty()) return true;
    if (options_.detector != nullptr && !path->cleaning) return false;
    std::optional<TextFacts> text = known_text(file);
    if (!text) return false;
    take(file, std::move(*path), *std::move(text));
    if (!wants_sketch(file)) return true;
    file.sketch = book_.sketch(file.entry.id, file.kind.language);
    return file.sketch.has_value();
  }

  void at(ScannedFile& file, const std::string& bytes) const {
    const bool keep = book_.is_open() && detail::is_blob(file.entry.id, bytes);
    PathFacts path;
    path.bytes = bytes.size();
    path.kind = kind_of(file.entry.path, bytes);
    const std::optional<std::string> text = to_utf8(bytes, path.kind.encoding);
    path.is_text = text.has_value();
    if (text && is_license_path(file.entry.path)) path.license_file = license_of_file(file.entry.path, *text);
    take(file, path);
    const bool stays = file.drop.empty();
    if (stays && options_.detector != nullptr) path.cleaning = cleaning_of(*text, file.entry.path);
    if (keep) book_.keep(file.entry, path);
    if (!stays) return;
    std::optional<TextFacts> facts = keep ? known_text(file) : std::nullopt;  // from another path
    if (!facts) facts = read_text(file, *text, keep);
    take(file, std::move(path), *std::move(facts));
    if (!wants_sketch(file)) return;
    if (keep) file.sketch = book_.sketch(file.entry.id, file.kind.language);
    if (file.sketch) return;
    file.sketch = sketch_of(*text, file.parse ? file.parse->shape : 0);
    if (keep) book_.keep(file.entry.id, file.kind.language, *file.sketch);
  }

 private:
  bool wants_sketch(const ScannedFile& file) const { return options_.sketches && file.drop.empty(); }

  PathFacts::Cleaning cleaning_of(const std::string& text, const std::string& path) const {
    Detector::Cleaned cleaned = options_.detector->clean(text, path, options_.people);
    return {std::move(cleaned.findings), cleaned.text.size(), cleaned.complete};
  }

  std::optional<TextFacts> known_text(const ScannedFile& file) const {
    return book_.text_facts(file.entry.id, file.kind.language, measured_);
  }

  TextFacts read_text(ScannedFile& file, const std::string& text, bool keep) const {
    TextFacts facts;
    facts.text_bytes = text.size();
    facts.header = license_of_header(text);
    if (file.kind.parsed_as) file.outline = parsers::outline_of(*file.kind.parsed_as, text);
    facts.measures = measure(text, file.kind, file.outline ? &*file.outline : nullptr, measured_);
    if (file.outline) facts.parse = {file.outline->parsed, file.outline->error_bytes, file.outline->shape};
    if (!keep) return facts;
    book_.keep(file.entry.id, file.kind.language, measured_, facts);
    if (file.outline) book_.keep(file.entry.id, *file.outline);
    file.outline.reset();
    return facts;
  }

  void take(ScannedFile& file, const PathFacts& facts) const {
    file.bytes = facts.bytes;
    file.kind = facts.kind;
    file.license.directory = facts.license_file;
    file.drop = drop_by_kind(facts.kind);
    if (file.drop.empty() && !facts.is_text) file.drop = "encoding";
  }

  void take(ScannedFile& file, PathFacts path, TextFacts text) const {
    file.license.header = std::move(text.header);
    file.parse = text.parse;
    file.tokens = estimated_tokens(text.text_bytes);
    if (path.cleaning && options_.detector != nullptr) {
      file.findings = std::move(path.cleaning->findings);
      file.tokens = estimated_tokens(path.cleaning->text_bytes);
      if (!path.cleaning->complete) file.drop = "secrets";
    }
    Measures measures = std::move(text.measures);
    measures.language = file.kind.language;
    measures.type = file.kind.type;
    measures.file_name = file.kind.file_name;
    measures.generated = file.kind.generated;
    file.decisions = judge(preset_, measures, file.entry.id.hex, options_.seed);
    for (const Decision& decision : file.decisions)
      if (decision.drop && file.drop.empty()) file.drop = "quality:" + decision.rule;
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
  MeasureOptions measured_;
  detail::FactBook book_;
};

// What licence files say of the folder they lie in; several of one folder all hold, the strictest first.
std::map<std::string, LicenseFinding, std::less<>> folder_licenses(const std::vector<ScannedFile>& files) {
  std::map<std::string, LicenseFinding, std::less<>> found;
  for (const ScannedFile& file : files) {
    const LicenseFinding& finding = file.license.directory;
    if (finding.expression.empty()) continue;
    const auto [at, is_new] = found.try_emplace(std::string(detail::folder_of(file.entry.path)), finding);
    if (!is_new && type_of(finding.expression) > type_of(at->second.expression)) at->second = finding;
  }
  return found;
}

void decide_licenses(std::vector<ScannedFile>& files, bool keep_non_permissive) {
  const auto folders = folder_licenses(files);
  const auto root = folders.find("");
  for (ScannedFile& file : files) {
    LicenseFinding directory;
    for (std::string_view folder = detail::folder_of(file.entry.path); !folder.empty();
         folder = detail::folder_of(folder)) {
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

// Leaves in `places` those that must be read.
void look_up(const Look& look, std::vector<ScannedFile>& files, std::vector<std::size_t>& places, unsigned jobs) {
  std::vector<char> known(files.size());  // not of bool: written by several threads
  detail::WorkQueue queue(jobs, kMostWaiting,
                          [&](std::size_t i, const std::string&) { known[i] = look.known(files[i]); });
  for (const std::size_t i : places) queue.give(i, {});
  queue.finish();
  std::erase_if(places, [&](std::size_t i) { return known[i] != 0; });
}

struct Reading {
  unsigned jobs = 0;
  std::uint64_t files = 0;  // those that are known, too
  const ScanProgress& progress;
  const std::stop_token& stop;
};

Status read_files(const Repository& repository, const Look& look, std::vector<ScannedFile>& files,
                  const std::vector<std::size_t>& places, const Reading& how) {
  std::vector<ObjectId> ids;
  for (const std::size_t i : places) ids.push_back(files[i].entry.id);
  std::uint64_t done = how.files - places.size(), bytes = 0;
  detail::WorkQueue queue(how.jobs, kMostWaiting,
                          [&](std::size_t i, const std::string& text) { look.at(files[i], text); });
  const auto visit = [&](const Blob& blob) -> Status {
    if (how.stop.stop_requested()) return fail(cancelled("stopped while reading " + repository.path().string()));
    ScannedFile& file = files[places[blob.index]];
    if (blob.problem) {
      file.bytes = blob.size;
      file.drop = name_of(*blob.problem);
    } else {
      queue.give(places[blob.index], std::string(blob.bytes));
    }
    bytes += blob.bytes.size();
    if (how.progress) how.progress(++done, how.files, bytes);
    return {};
  };
  const Status read = repository.read_blobs(ids, visit);
  queue.finish();
  return read;
}

}  // namespace

std::optional<std::string> sample_text(std::string_view bytes, const ScannedFile& file, const Detector* detector) {
  std::optional<std::string> text = to_utf8(bytes, file.kind.encoding);
  if (!text || file.findings.empty() || detector == nullptr) return text;
  return redact(*text, file.findings, file.entry.path);
}

Status bring_outlines(const Repository& repository, std::vector<ScannedFile>& files, detail::FactLog* facts) {
  const detail::FactBook book(facts, {});
  std::vector<ObjectId> ids;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < files.size(); ++i) {
    ScannedFile& file = files[i];
    const bool wanted = file.drop.empty() || file.drop.starts_with("duplicate");
    if (!wanted || !file.parse || file.outline) continue;
    file.outline = book.outline(file.entry.id, *file.kind.parsed_as);
    if (file.outline) continue;
    ids.push_back(file.entry.id);
    places.push_back(i);
  }
  return repository.read_blobs(ids, [&](const Blob& blob) -> Status {
    ScannedFile& file = files[places[blob.index]];
    const auto text = blob.problem ? std::nullopt : to_utf8(blob.bytes, file.kind.encoding);
    if (!text) return fail(corrupt(repository.path().string() + ": " + file.entry.path + " changed while it was read"));
    file.outline = parsers::outline_of(*file.kind.parsed_as, *text);
    if (detail::is_blob(file.entry.id, blob.bytes)) book.keep(file.entry.id, *file.outline);
    return {};
  });
}

void drop_outlines(std::vector<ScannedFile>& files) {
  for (ScannedFile& file : files) file.outline.reset();
}

std::uint64_t estimated_tokens(std::uint64_t bytes) noexcept { return (bytes + 3) / 4; }

Result<std::vector<ScannedFile>> scan_files(const Repository& repository, const std::vector<GitEntry>& entries,
                                            const ScanOptions& options, const ScanProgress& progress,
                                            const std::stop_token& stop) {
  const Preset* preset = find_preset(options.preset);
  if (preset == nullptr) return fail(invalid_input("no preset is called '" + options.preset + "'"));
  std::vector<ScannedFile> files(entries.size());
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    files[i].entry = entries[i];
    files[i].drop = drop_of(entries[i].kind);
    if (files[i].drop.empty()) places.push_back(i);
  }
  const Look look(options, *preset);
  const std::size_t all = places.size();
  if (options.facts != nullptr) look_up(look, files, places, options.jobs);
  OYER_TRY_STATUS(read_files(repository, look, files, places, {options.jobs, all, progress, stop}));
  decide_licenses(files, options.keep_non_permissive);
  return files;
}

}  // namespace oyer::datasets
