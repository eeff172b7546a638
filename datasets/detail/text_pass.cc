#include "datasets/detail/text_pass.h"

#include <map>
#include <string>
#include <vector>

#include "datasets/detail/corpus_rows.h"
#include "datasets/detail/decontamination.h"
#include "datasets/detail/work_queue.h"

namespace oyer::datasets::detail {
namespace {

constexpr std::uint64_t kMostWaiting = std::uint64_t{64} << 20U;

bool overlaps(const Finding& finding, Piece span) { return finding.begin < span.end && span.begin < finding.end; }

// Evidence is text of the file as it was; what was taken out of that must not come back through it.
void hide_findings(ScannedFile& file) {
  for (Contamination& one : file.contamination)
    for (const Finding& finding : file.findings)
      if (overlaps(finding, one.span)) one.matched.clear();
}

void decide(ScannedFile& file, const std::vector<std::string>& benchmarks) {
  std::map<std::string, std::size_t> found;
  for (const std::string& name : benchmarks) found[name] = 0;
  for (const Contamination& one : file.contamination) ++found[one.benchmark];
  for (const auto& [name, count] : found) {
    file.decisions.push_back({"decontaminate." + name, static_cast<double>(count), 0, count > 0});
    if (count > 0 && file.drop.empty()) file.drop = "contaminated:" + name;
  }
}

void find_benchmarks(ScannedFile& file, const std::string& text, const BenchmarkIndex& benchmarks) {
  std::vector<ShapedSpan> shapes;
  if (file.outline) shapes = shaped_spans(text, *file.outline);
  file.contamination = benchmarks.find(text, shapes);
  hide_findings(file);
  decide(file, benchmarks.names());
}

}  // namespace

Status pass_texts(const Source& source, ScannedRepository& scanned, const TextPass& pass, const std::stop_token& stop) {
  if (pass.benchmarks == nullptr && pass.tokenizer == nullptr) return {};
  std::vector<std::size_t> places;
  std::vector<ObjectId> ids;
  for (std::size_t i = 0; i < scanned.files.size(); ++i) {
    if (!scanned.files[i].drop.empty()) continue;
    places.push_back(i);
    ids.push_back(scanned.files[i].entry.id);
  }
  const auto look = [&](std::size_t i, const std::string& bytes) {
    ScannedFile& file = scanned.files[i];
    const std::optional<std::string> text = to_utf8(bytes, file.kind.encoding);
    if (!text) return;
    if (pass.benchmarks != nullptr) find_benchmarks(file, *text, *pass.benchmarks);
    if (pass.tokenizer == nullptr || !file.drop.empty()) return;
    file.tokens = pass.tokenizer->count(redact(*text, file.findings, file.entry.path));
    file.path_tokens = pass.tokenizer->count(json_text(file.entry.path));
  };
  WorkQueue queue(pass.jobs, kMostWaiting, look);
  const auto visit = [&](const Blob& blob) -> Status {
    if (stop.stop_requested()) return fail(cancelled("stopped; what was there before is still whole"));
    if (blob.problem)
      return fail(corrupt(source.input.place + ": " + scanned.files[places[blob.index]].entry.path +
                          " changed while it was read"));
    queue.give(places[blob.index], std::string(blob.bytes));
    return {};
  };
  Status read = source.repository.read_blobs(ids, visit);
  queue.finish();
  return read;
}

}  // namespace oyer::datasets::detail
