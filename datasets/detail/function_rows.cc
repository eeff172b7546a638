// The unit "function".
#include <map>
#include <set>

#include "datasets/corpus/function_unit.h"
#include "datasets/detail/corpus_rows.h"
#include "datasets/detail/corpus_unit.h"

namespace oyer::datasets::detail {
namespace {

using parsers::Outline;

// Larger definitions stand in a context by their signatures alone: a class that a hundred functions use would otherwise
// stand there whole a hundred times.
constexpr std::size_t kLargestContext = 4096;
// Texts held at a time.
constexpr std::uint64_t kBatchBytes = std::uint64_t{8} << 20U;

std::string sliced(std::string_view text, const parsers::Span& span) {
  if (span.byte_begin > text.size() || span.byte_end < span.byte_begin) return {};
  return std::string(text.substr(span.byte_begin, span.byte_end - span.byte_begin));
}

// Batches of consecutive files, each of about kBatchBytes.
std::vector<std::vector<std::uint32_t>> batches_of(const UnitInput& input) {
  std::vector<std::vector<std::uint32_t>> batches(1);
  std::uint64_t bytes = 0;
  for (std::uint32_t i = 0; i < input.kept.size(); ++i) {
    const ScannedFile& file = input.file(i);
    if (!file.outline || !file.outline->parsed) continue;
    if (bytes > kBatchBytes) {
      batches.emplace_back();
      bytes = 0;
    }
    batches.back().push_back(i);
    bytes += file.bytes;
  }
  return batches;
}

class Functions {
 public:
  Functions(const UnitInput& input, const TakeSample& take) : input_(input), take_(take) {
    for (std::uint32_t i = 0; i < input.kept.size(); ++i) {
      const ScannedFile& file = input.file(i);
      // Where something was replaced in the text, the outline's places are no longer those of the text.
      if (file.outline && file.findings.empty()) {
        outlines_.push_back(&*file.outline);
      } else if (file.outline) {
        replaced_.insert(i);
        outlines_.push_back(&own_[i]);
      } else {
        outlines_.push_back(nullptr);
      }
    }
  }

  Status emit() {
    OYER_TRY_STATUS(outline_again());
    CalleeFinder finder(input_.graph, outlines_);
    const auto batches = batches_of(input_);
    for (const auto& batch : batches) OYER_TRY_STATUS(look(batch, finder));
    OYER_TRY_STATUS(gather());
    for (const auto& batch : batches) OYER_TRY_STATUS(write(batch, finder));
    return {};
  }

 private:
  Status outline_again() {
    const std::vector<std::uint32_t> numbers(replaced_.begin(), replaced_.end());
    return read_texts(input_, numbers, [&](std::size_t place, std::string text) -> Status {
      const ScannedFile& file = input_.file(numbers[place]);
      Outline& own = own_[numbers[place]];
      own = parsers::outline_of(*file.kind.parsed_as, text);
      // The graph counts references of the text as it was.
      own.references = file.outline->references;
      return {};
    });
  }

  // Which definitions are context of some function.
  Status look(const std::vector<std::uint32_t>& batch, CalleeFinder& finder) {
    return read_texts(input_, batch, [&](std::size_t place, std::string text) -> Status {
      if (input_.stop.stop_requested()) return fail(cancelled("stopped; what was there before is still whole"));
      const std::uint32_t file = batch[place];
      for (const FunctionParts& function : functions_of(text, *outlines_[file])) {
        if (!is_sample(function, file)) continue;
        for (const Callee& callee : finder.callees_of(function, file)) wanted_[callee];
      }
      return {};
    });
  }

  // Their texts.
  Status gather() {
    std::vector<std::uint32_t> numbers;
    for (const auto& [callee, text] : wanted_)
      if (numbers.empty() || numbers.back() != callee.file) numbers.push_back(callee.file);
    return read_texts(input_, numbers, [&](std::size_t place, std::string text) -> Status {
      const std::uint32_t file = numbers[place];
      for (auto at = wanted_.lower_bound({file, 0}); at != wanted_.end() && at->first.file == file; ++at) {
        const parsers::Span& span = outlines_[file]->definitions[at->first.definition].span;
        if (span.byte_end - span.byte_begin <= kLargestContext) at->second = sliced(text, span);
      }
      return {};
    });
  }

  Status write(const std::vector<std::uint32_t>& batch, CalleeFinder& finder) {
    std::vector<std::string> texts(batch.size());
    OYER_TRY_STATUS(read_texts(input_, batch, [&](std::size_t place, std::string text) -> Status {
      texts[place] = std::move(text);
      return {};
    }));
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (input_.stop.stop_requested()) return fail(cancelled("stopped; what was there before is still whole"));
      for (const FunctionParts& function : functions_of(texts[i], *outlines_[batch[i]]))
        OYER_TRY_STATUS(write_one(function, batch[i], finder));
    }
    return {};
  }

  bool is_sample(const FunctionParts& function, std::uint32_t file) const {
    if (input_.options.all_units) return true;
    const auto decisions = judge_seed(function, outlines_[file]->language);
    return std::none_of(decisions.begin(), decisions.end(), [](const Decision& d) { return d.drop; });
  }

  Status write_one(const FunctionParts& function, std::uint32_t file, CalleeFinder& finder) {
    const auto decisions = judge_seed(function, outlines_[file]->language);
    const auto drops = std::find_if(decisions.begin(), decisions.end(), [](const Decision& d) { return d.drop; });
    if (drops != decisions.end() && !input_.options.all_units) {
      input_.leave_out(drops->rule);
      return {};
    }
    UnitSample sample{input_.sample_id(number_++), {}, {file}, estimated_tokens(function.content.size()), {}};
    json::object& row = sample.row;
    row["id"] = sample.id;
    row["unit"] = std::string(name_of(CorpusUnit::function));
    add_repository(row, input_.scanned);
    row["committer_date"] = time_json(input_.scanned.commit.committer.seconds);
    for (auto& [key, value] : file_columns(input_.file(file))) row[key] = std::move(value);
    add_copies(row, input_.file(file), input_.copies);
    row["license_evidence"] = evidence_json(input_.file(file).license);
    row["name"] = json_text(function.name);
    row["start_line"] = function.row + 1;
    row["end_line"] = function.row + function.rows;
    row["signature"] = function.signature;
    row["docstring"] = function.docstring;
    row["body"] = function.body;
    row["content"] = function.content;
    row["context"] = context_json(finder.callees_of(function, file));
    row["seed"] = drops == decisions.end();
    json::array all = decisions_json(input_.file(file).decisions);
    for (json::value& decision : decisions_json(decisions)) all.push_back(std::move(decision));
    row["decisions"] = std::move(all);
    row["tokens"] = sample.tokens;
    row["origin"] = "repository";
    row["generation"] = 0;
    return take_(std::move(sample));
  }

  json::array context_json(const std::vector<Callee>& callees) const {
    json::array rows;
    for (const Callee& callee : callees) {
      const parsers::Definition& definition = outlines_[callee.file]->definitions[callee.definition];
      json::object row;
      row["path"] = json_text(input_.file(callee.file).entry.path);
      row["blob_id"] = input_.file(callee.file).entry.id.hex;
      row["name"] = json_text(definition.name);
      row["start_line"] = definition.span.row + 1;
      row["signature"] = definition.signature;
      row["docstring"] = definition.doc;
      const auto text = wanted_.find(callee);
      const bool is_there = text != wanted_.end() && !text->second.empty();
      row["content"] = is_there ? json::value(json::string(text->second)) : json::value();
      rows.push_back(std::move(row));
    }
    return rows;
  }

  const UnitInput& input_;
  const TakeSample& take_;
  std::set<std::uint32_t> replaced_;
  std::map<std::uint32_t, Outline> own_;  // of files with replacements, of their texts as samples carry them
  std::vector<const Outline*> outlines_;
  std::map<Callee, std::string> wanted_;
  std::uint64_t number_ = 0;
};

}  // namespace

Status emit_functions(const UnitInput& input, const TakeSample& take) { return Functions(input, take).emit(); }

}  // namespace oyer::datasets::detail
