// The units "project" and "file".
#include "datasets/corpus/pack.h"
#include "datasets/detail/corpus_rows.h"
#include "datasets/detail/corpus_unit.h"

namespace oyer::datasets::detail {
namespace {

Result<SampleRow> sample_of(const UnitInput& input, const PackedSample& packed, std::string id) {
  SampleRow row{std::move(id), input.options.unit, {}, packed.tokens, packed.context};
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

}  // namespace

Status emit_projects(const UnitInput& input, const TakeSample& take) {
  const CorpusOptions& options = input.options;
  std::vector<std::uint64_t> tokens;
  for (std::uint32_t i = 0; i < input.kept.size(); ++i)
    tokens.push_back(input.file(i).tokens + estimated_tokens(input.file(i).entry.path.size()) + 2);
  const PackOptions packing{options.order, options.seed, options.budget, options.unit == CorpusUnit::file};
  std::uint64_t number = 0;
  for (const PackedSample& packed : pack(input.graph, tokens, packing)) {
    if (input.stop.stop_requested()) return fail(cancelled("stopped; what was there before is still whole"));
    UnitSample sample{input.sample_id(number++), {}, {}, packed.tokens, packed.context};
    OYER_TRY(const SampleRow row, sample_of(input, packed, sample.id));
    sample.row = sample_row(input.scanned, row, options);
    for (const PackedFile& file : packed.files) sample.files.push_back(file.file);
    OYER_TRY_STATUS(take(std::move(sample)));
  }
  return {};
}

}  // namespace oyer::datasets::detail
