// Benchmarks as a build uses them: read, and with the shapes of their functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "datasets/corpus/benchmark_texts.h"
#include "datasets/corpus/corpus.h"
#include "datasets/corpus/decontaminate.h"
#include "parsers/outline.h"

namespace oyer::datasets::detail {

// Definitions of fewer words tell nothing by their shape.
inline constexpr std::size_t kLeastShapeWords = 40;

Result<std::vector<BenchmarkText>> read_benchmarks(const std::vector<BenchmarkFile>& files);

// Of texts and their names.
Digest digest_of(const std::vector<BenchmarkText>& texts);

// The functions and methods that are large enough, and where they stand.
std::vector<ShapedSpan> shaped_spans(std::string_view text, const parsers::Outline& outline);

// Fills in the shapes: of each part as it stands, and of an item's parts "prompt" and "declaration" with the part
// behind them, since many benchmarks hold a function in two halves. The language is the one that the item begins with
// ("Java/12"), else Python.
void add_shapes(std::vector<BenchmarkText>& texts);

}  // namespace oyer::datasets::detail
