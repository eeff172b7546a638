// The units "project" and "file".
#include "datasets/corpus/pack.h"
#include "datasets/detail/corpus_rows.h"
#include "datasets/detail/corpus_unit.h"

namespace oyer::datasets::detail {
namespace {

Result<SampleRow> sample_of(const UnitInput& input, const PackedSample& packed, std::string id) {
  SampleRow row{std::move(id), input.options.unit, {}, packed.tokens, packed.context, {}};
  std::vector<std::uint32_t> numbers;
  for (const PackedFile& file : packed.files) {
    row.files.push_back({&input.file(file.file), file.repeated, {}, 0});
    numbers.push_back(file.file);
  }
  const auto visit = [&](std::size_t place, std::string text) -> Status {
    RowFile& file = row.files[place];
    if (input.options.dialect == Dialect::plain) {
      file.text = std::move(text);
    } else {
      Broken broken = break_marks(text);
      file.text = std::move(broken.text);
      file.marks_broken = broken.marks;
    }
    return {};
  };
  OYER_TRY_STATUS(read_texts(input, numbers, visit));
  return row;
}

// Cuts the last file where that is new here and its lot says so. What the dialect would write must give the file back.
Result<std::optional<FimCut>> cut_of(const CorpusOptions& options, const SampleRow& row) {
  FimOptions fim = options.fim;
  fim.seed = options.seed;
  const RowFile& last = row.files.back();
  const std::string& blob = last.file->entry.id.hex;
  if (last.repeated || !is_cut(fim, blob)) return std::optional<FimCut>();
  std::vector<parsers::Span> subtrees;
  if (last.file->kind.parsed_as) subtrees = parsers::subtrees_of(*last.file->kind.parsed_as, last.text);
  const std::optional<FimCut> cut = fim_cut(fim, blob, last.text, subtrees);
  if (!cut || options.dialect == Dialect::plain) return cut;
  const std::string joined = join_fim(options.dialect, last.text, *cut);
  if (rejoin_fim(options.dialect, cut->mode, joined, cut->begin) == last.text) return cut;
  return fail(corrupt("the parts of " + last.file->entry.path + " do not make the file again"));
}

// With its path and the marks around it.
std::uint64_t tokens_with_head(const ScannedFile& file) {
  return file.tokens + (file.path_tokens > 0 ? file.path_tokens : estimated_tokens(file.entry.path.size())) + 2;
}

}  // namespace

Status emit_projects(const UnitInput& input, const TakeSample& take) {
  const CorpusOptions& options = input.options;
  std::vector<std::uint64_t> tokens;
  for (std::uint32_t i = 0; i < input.kept.size(); ++i) tokens.push_back(tokens_with_head(input.file(i)));
  const PackOptions packing{options.order, options.seed, options.budget, options.unit == CorpusUnit::file};
  std::uint64_t number = 0;
  for (const PackedSample& packed : pack(input.graph, tokens, packing)) {
    if (input.stop.stop_requested()) return fail(cancelled("stopped; what was there before is still whole"));
    UnitSample sample{input.sample_id(number++), {}, {}, packed.tokens, packed.context};
    OYER_TRY(SampleRow row, sample_of(input, packed, sample.id));
    OYER_TRY(row.cut, cut_of(options, row));
    sample.row = sample_row(input.scanned, row, options, input.copies);
    for (const PackedFile& file : packed.files) sample.files.push_back(file.file);
    OYER_TRY_STATUS(take(std::move(sample)));
  }
  return {};
}

}  // namespace oyer::datasets::detail
