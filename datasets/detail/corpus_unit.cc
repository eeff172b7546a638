#include "datasets/detail/corpus_unit.h"

namespace oyer::datasets::detail {

std::string UnitInput::sample_id(std::uint64_t number) const {
  return scanned.name + "@" + scanned.commit.id.hex.substr(0, 12) + ":" + std::to_string(number);
}

EmitUnit emitter_of(CorpusUnit unit) {
  switch (unit) {
    case CorpusUnit::project:
    case CorpusUnit::file: return emit_projects;
    case CorpusUnit::function: return emit_functions;
    case CorpusUnit::commit: return emit_commits;
  }
  return emit_projects;
}

Status check_unit(const CorpusOptions& options) {
  const bool of_files = options.unit == CorpusUnit::project || options.unit == CorpusUnit::file;
  const std::string unit(name_of(options.unit));
  if (!of_files && options.dialect != Dialect::plain)
    return fail(invalid_input("the unit " + unit + " has fields and no text, so no dialect; leave --dialect out"));
  if (!of_files && options.fim.rate > 0)
    return fail(invalid_input("the unit " + unit + " is not cut for filling in the middle; leave --fim out"));
  return {};
}

Status read_texts(const UnitInput& input, std::span<const std::uint32_t> numbers, const VisitText& visit) {
  std::vector<ObjectId> ids;
  ids.reserve(numbers.size());
  for (const std::uint32_t number : numbers) ids.push_back(input.file(number).entry.id);
  const auto take = [&](const Blob& blob) -> Status {
    const ScannedFile& file = input.file(numbers[blob.index]);
    std::optional<std::string> text;
    if (!blob.problem) text = sample_text(blob.bytes, file, input.detector);
    if (!text) return fail(corrupt(input.source.input.place + ": " + file.entry.path + " changed while it was read"));
    return visit(blob.index, *std::move(text));
  };
  return input.source.repository.read_blobs(ids, take);
}

}  // namespace oyer::datasets::detail
