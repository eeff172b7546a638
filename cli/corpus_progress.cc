#include "cli/corpus_progress.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/units.h"
#include "cli/table.h"

namespace oyer::cli {
namespace {

constexpr double least_seconds = 3;

double seconds_of(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

// Of all the work, from 0 to 1.
double share_done(const datasets::CorpusProgress& progress) {
  const auto files = static_cast<double>(std::max<std::uint64_t>(progress.files, 1));
  const auto repositories = static_cast<double>(std::max<std::uint64_t>(progress.repositories, 1));
  return (static_cast<double>(progress.repositories_done) + static_cast<double>(progress.files_done) / files) /
         repositories;
}

std::string left_of(double seconds) {
  if (seconds < 90) return fmt::format("{:.0f} s left", seconds);
  if (seconds < 5400) return fmt::format("{:.0f} min left", seconds / 60);
  return fmt::format("{:.1f} h left", seconds / 3600);
}

}  // namespace

std::string corpus_progress_text(const datasets::CorpusProgress& progress, std::chrono::nanoseconds elapsed,
                                 std::chrono::nanoseconds here, unsigned columns) {
  std::string text = fmt::format("{}/{} {}  {}/{} files", progress.repositories_done + 1, progress.repositories,
                                 printable(progress.repository), progress.files_done, progress.files);
  if (const double seconds = seconds_of(here); seconds > 0) {
    text += fmt::format("  {:.0f}/s  {:.1f} MB/s", static_cast<double>(progress.files_done) / seconds,
                        static_cast<double>(progress.bytes) / 1e6 / seconds);
  }
  const double share = share_done(progress);
  if (progress.files > 0 && progress.files_done == progress.files) {
    text += "  writing samples";
  } else if (share > 0 && seconds_of(elapsed) >= least_seconds) {
    text += "  " + left_of(seconds_of(elapsed) * (1 - share) / share);
  }
  return shortened(text, columns);
}

void CorpusProgressLine::take(const datasets::CorpusProgress& progress) {
  const auto now = std::chrono::steady_clock::now();
  if (progress.repositories_done != repository_) {
    repository_ = progress.repositories_done;
    here_ = now;
  }
  const auto text = [&](unsigned columns) {
    return corpus_progress_text(progress, now - started_, now - here_, columns);
  };
  line_.update(text, progress.files_done == progress.files);
}

}  // namespace oyer::cli
