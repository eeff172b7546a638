// Unit: what one sample of a corpus is. A unit makes the samples of one repository out of the files that stay in it.
//
// A new unit is a function of the type EmitUnit in a file of its own (see project_unit.cc), a value of CorpusUnit, and
// a line in emitter_of().
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "datasets/corpus/corpus.h"
#include "datasets/corpus/graph.h"
#include "datasets/corpus/redact.h"
#include "datasets/corpus/scan.h"
#include "datasets/detail/blob_copies.h"
#include "datasets/detail/corpus_source.h"

namespace oyer::datasets::detail {

// One repository, as units see it. Files are numbers: those of the graph, places in `kept`.
struct UnitInput {
  const Source& source;
  const ScannedRepository& scanned;
  const std::vector<std::uint32_t>& kept;  // places in scanned.files of what stays, rising
  const ProjectGraph& graph;
  const CorpusOptions& options;
  const Detector* detector;  // null: texts stay as they are
  const std::stop_token& stop;
  const CopiesOf& copies;  // of blobs, over all repositories
  const std::function<void(const std::string& reason)>& leave_out;  // told of each function or commit that is no sample

  const ScannedFile& file(std::uint32_t number) const { return scanned.files[kept[number]]; }
  // Tells samples apart: the repository, its commit, and a number that counts from 0 within both.
  std::string sample_id(std::uint64_t number) const;
};

struct UnitSample {
  std::string id;
  json::object row;                  // as it goes into data/
  std::vector<std::uint32_t> files;  // numbers; the rows of these files name the sample
  std::uint64_t tokens = 0;
  ContextResolution context;
};

using TakeSample = std::function<Status(UnitSample)>;

// Hands over the samples of one repository, in an order that the input alone decides. Errors: the taker's first, those
// of reading, cancelled when asked to stop.
using EmitUnit = Status (*)(const UnitInput& input, const TakeSample& take);
EmitUnit emitter_of(CorpusUnit unit);

// invalid_input for options that the unit does not have.
Status check_unit(const CorpusOptions& options);

// Calls `visit` once for each place in `numbers`, in whatever order is cheapest to read, with the text as samples carry
// it: UTF-8, a placeholder for each finding. Marks of models are not broken yet (break_marks).
using VisitText = std::function<Status(std::size_t place, std::string text)>;
Status read_texts(const UnitInput& input, std::span<const std::uint32_t> numbers, const VisitText& visit);

// Files in the order of the graph, packed to the budget; under CorpusUnit::file each alone.
Status emit_projects(const UnitInput& input, const TakeSample& take);
// Functions of every file that is parsed, in the order of files and texts.
Status emit_functions(const UnitInput& input, const TakeSample& take);
// Commits, newest first, that change one file.
Status emit_commits(const UnitInput& input, const TakeSample& take);

}  // namespace oyer::datasets::detail
