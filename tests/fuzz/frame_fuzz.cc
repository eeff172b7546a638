// rooms: runners base
// Bytes from a candidate: the scan never reads out of bounds and keeps its limits, and the readers of answers and of
// judges' messages take anything.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "runners/frame_scan.h"
#include "runners/python_payload.h"

namespace {

void scan(const std::uint8_t* data, std::size_t size) {
  const oyer_frame_limits limits{4096, 1000, 512, 20};
  oyer_frame_stats stats;
  const int error = oyer_frame_scan(data, size, &limits, &stats);
  if (stats.stopped_at > size) std::abort();
  if (error != OYER_FRAME_OK) return;
  if (stats.stopped_at != size || stats.nodes == 0 || stats.nodes > limits.nodes || stats.items > size) std::abort();
  if (stats.depth > limits.depth || stats.references > stats.items) std::abort();
  // What is accepted is accepted by wider limits as well, with the same counts.
  oyer_frame_stats again;
  if (oyer_frame_scan(data, size, &oyer_frame_default_limits, &again) != OYER_FRAME_OK) std::abort();
  if (again.nodes != stats.nodes || again.depth != stats.depth) std::abort();
}

void read_cases(std::string_view bytes) {
  oyer::runners::CaseReader whole(3, oyer::Bytes{64}), split(3, oyer::Bytes{64});
  const bool accepted = whole.feed(bytes);
  bool split_accepted = true;
  for (const char byte : bytes) split_accepted = split.feed({&byte, 1}) && split_accepted;
  if (accepted != split_accepted || whole.answers().size() != split.answers().size()) std::abort();
  if (whole.complete() && whole.answers().size() != 3) std::abort();
}

void read_messages(std::string_view bytes) {
  oyer::runners::MessageReader reader;
  reader.feed(bytes);
  for (;;) {
    const auto message = reader.next();
    if (!message.has_value() || !message->has_value()) break;
  }
  const auto report = oyer::runners::parse_report(bytes, "n");
  if (report.has_value() && report->tests.size() != report->planned) std::abort();
  if (!report.has_value() && report.error().kind != oyer::Error::Kind::protocol) std::abort();
  (void)oyer::runners::parse_task_reply(bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  scan(data, size);
  read_cases(bytes);
  read_messages(bytes);
  return 0;
}
