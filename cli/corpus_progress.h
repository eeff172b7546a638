// CorpusProgress on a terminal: one line, rewritten as files are read.
#pragma once

#include <chrono>
#include <string>

#include "cli/session.h"
#include "cli/status_line.h"
#include "datasets/corpus/corpus.h"

namespace oyer::cli {

// "2/5 flask  120/236 files  45/s  3.1 MB/s  12 s left", no longer than `columns`. `elapsed` is since the beginning of
// all, `here` since that of this repository. What is left is told from the third second on, as if all repositories
// took equally long.
std::string corpus_progress_text(const datasets::CorpusProgress& progress, std::chrono::nanoseconds elapsed,
                                 std::chrono::nanoseconds here, unsigned columns);

class CorpusProgressLine {
 public:
  explicit CorpusProgressLine(Session& session)
      : started_(session.started), line_(session.environment, session.people) {}
  void take(const datasets::CorpusProgress& progress);

 private:
  const std::chrono::steady_clock::time_point started_;
  std::uint64_t repository_ = 0;
  std::chrono::steady_clock::time_point here_ = started_;
  StatusLine line_;
};

}  // namespace oyer::cli
