#include "datasets/detail/decontamination.h"

#include <algorithm>

#include "datasets/detail/words.h"

namespace oyer::datasets::detail {
namespace {

Language language_of(const BenchmarkText& text) {
  const std::string_view item = text.item;
  return parse_language(item.substr(0, item.find('/'))).value_or(Language::python);
}

void add_shapes_of(BenchmarkText& text, const std::string& whole) {
  const parsers::Outline outline = parsers::outline_of(language_of(text), whole);
  // Prose is no program, whatever shape a parser makes of it.
  if (!outline.parsed || outline.error_bytes > 0) return;
  for (const ShapedSpan& one : shaped_spans(whole, outline)) text.shapes.push_back(one.shape);
}

}  // namespace

Result<std::vector<BenchmarkText>> read_benchmarks(const std::vector<BenchmarkFile>& files) {
  std::vector<BenchmarkText> texts;
  for (const BenchmarkFile& file : files) {
    OYER_TRY(std::vector<BenchmarkText> some, read_benchmark(file.name, file.path));
    for (BenchmarkText& text : some) texts.push_back(std::move(text));
  }
  return texts;
}

Digest digest_of(const std::vector<BenchmarkText>& texts) {
  Digester digester;
  for (const BenchmarkText& text : texts)
    digester.field(text.benchmark).field(text.item).field(text.part).field(text.text);
  return digester.finish();
}

std::vector<ShapedSpan> shaped_spans(std::string_view text, const parsers::Outline& outline) {
  std::vector<ShapedSpan> spans;
  for (const parsers::Definition& definition : outline.definitions) {
    using parsers::SymbolKind;
    if (definition.kind != SymbolKind::function && definition.kind != SymbolKind::method) continue;
    const Piece span{definition.span.byte_begin, definition.span.byte_end};
    if (definition.shape == 0 || span.end > text.size() || span.begin > span.end) continue;
    const std::string_view own = text.substr(span.begin, span.end - span.begin);
    const std::size_t told = word_places(definition.doc).size();  // is no part of the shape
    if (word_places(own).size() >= kLeastShapeWords + told) spans.push_back({definition.shape, span});
  }
  return spans;
}

void add_shapes(std::vector<BenchmarkText>& texts) {
  const auto same_item = [&](std::size_t i, std::size_t j) {
    return texts[i].benchmark == texts[j].benchmark && texts[i].item == texts[j].item;
  };
  // The texts of an item stand together.
  for (std::size_t first = 0, end = 0; first < texts.size(); first = end) {
    while (end < texts.size() && same_item(first, end)) ++end;
    for (std::size_t i = first; i < end; ++i) {
      add_shapes_of(texts[i], texts[i].text);
      if (texts[i].part != "prompt" && texts[i].part != "declaration") continue;
      for (std::size_t j = first; j < end; ++j)
        if (j != i) add_shapes_of(texts[j], texts[i].text + texts[j].text);
    }
  }
}

}  // namespace oyer::datasets::detail
