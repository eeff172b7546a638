// rooms: datasets parsers base
// A row of a benchmark of anybody's making, and a file looked through for it: no findings outside the file.
#include <cstdlib>
#include <string>

#include "datasets/corpus/benchmark_texts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace datasets = oyer::datasets;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = bytes.find('\n');
  const std::string_view row = bytes.substr(0, cut);
  const std::string_view file = cut == bytes.npos ? row : bytes.substr(cut + 1);
  std::vector<datasets::BenchmarkText> texts;
  if (const auto parsed = oyer::json::parse(row); parsed && parsed->is_object())
    texts = datasets::benchmark_texts("fuzz", parsed->get_object(), 1);
  texts.push_back({"raw", "1", "text", std::string(row), {size}});
  const datasets::BenchmarkIndex index(texts, {.ngrams = {3, 2}, .least_substring = 4});
  const auto half = static_cast<std::uint32_t>(file.size() / 2);
  for (const auto& one : index.find(file, std::vector<datasets::ShapedSpan>{{size, {0, half}}})) {
    if (one.span.begin > one.span.end || one.span.end > file.size()) std::abort();
    if (one.matched.size() > 240 || !file.substr(one.span.begin).starts_with(one.matched)) std::abort();
    if (!(one.share > 0 && one.share <= 1)) std::abort();
  }
  return 0;
}
