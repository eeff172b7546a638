#include "cli/progress.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/table.h"

namespace oyer::cli {

std::string outcome_name(const graders::RewardRecord& record) {
  return record.grade() == nullptr ? "infra_error" : std::string(name_of(record.grade()->verdict));
}

std::string progress_text(const ProgressState& state, unsigned columns) {
  const auto total = std::max<std::uint64_t>(state.total, 1);
  std::string text = fmt::format("{}/{}  {} %", state.done, state.total, state.done * 100 / total);
  const double seconds = std::chrono::duration<double>(state.elapsed).count();
  const auto judged = static_cast<double>(state.done - state.reused);
  if (judged > 0 && seconds > 0) {
    const double rate = judged / seconds;
    text += fmt::format(
        "  {:.1f}/s  {} left", rate,
        to_string(Nanos(static_cast<std::int64_t>(static_cast<double>(state.total - state.done) / rate * 1e9))));
  }
  std::string verdicts;
  for (const auto& [name, count] : state.verdicts)
    verdicts += fmt::format("{}{} {}", verdicts.empty() ? "  " : ", ", name, count);
  return shortened(text + verdicts, columns);
}

Progress::Progress(std::uint64_t total, const Environment& environment, Output& people) : line_(environment, people) {
  state_.total = total;
}

void Progress::take(const graders::Event& event) {
  const graders::RewardRecord* record = nullptr;
  if (const auto* graded = std::get_if<graders::Graded>(&event)) {
    record = graded->record.get();
    if (graded->reused) ++state_.reused;
  } else if (const auto* error = std::get_if<graders::InfraError>(&event)) {
    record = error->record.get();
  }
  if (record == nullptr) return;
  ++state_.done;
  ++state_.verdicts[outcome_name(*record)];
  line_.update([this](unsigned columns) {
    state_.elapsed = std::chrono::steady_clock::now() - begun_;
    return progress_text(state_, columns);
  });
}

}  // namespace oyer::cli
