#include "cli/progress.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/table.h"

namespace oyer::cli {
namespace {

constexpr auto redraw_after = std::chrono::milliseconds(100);

}  // namespace

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

Progress::Progress(std::uint64_t total, const Environment& environment, Output& people)
    : shown_(environment.err_is_terminal), columns_(std::max(environment.columns, 21U) - 1), people_(people) {
  state_.total = total;
}

Progress::~Progress() {
  if (!dirty_) return;
  people_.write("\r\x1b[K");
  people_.flush();
}

void Progress::take(const graders::Event& event) {
  if (!shown_) return;
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
  if (std::chrono::steady_clock::now() - drawn_ >= redraw_after) draw();
}

void Progress::draw() {
  drawn_ = std::chrono::steady_clock::now();
  state_.elapsed = drawn_ - begun_;
  people_.write("\r\x1b[K" + progress_text(state_, columns_));
  people_.flush();
  dirty_ = true;
}

}  // namespace oyer::cli
