// rooms: datasets parsers base
// Candidate rows and EvalPlus result files: no bytes crash a reader, and a candidate's row can be written as a result.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "datasets/result_file.h"
#include "datasets/sample_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!oyer::is_utf8(text)) return 0;  // the readers let nothing else through
  const auto candidate = oyer::datasets::parse_candidate(text);
  if (candidate.has_value()) {
    const auto again = oyer::datasets::parse_candidate(candidate->row_json);
    if (!again.has_value() || *again != *candidate) std::abort();
    const auto line = oyer::datasets::print_humaneval_result({candidate->row_json, true, "passed"});
    if (!line.has_value() || line->find('\n') != std::string::npos) std::abort();
    const auto result = oyer::datasets::parse_candidate(*line);
    if (!result.has_value() || result->text != candidate->text) std::abort();
  }
  const auto graded = oyer::datasets::parse_evalplus_results(text);
  if (!graded.has_value() && graded.error().what.empty()) std::abort();
  return 0;
}
