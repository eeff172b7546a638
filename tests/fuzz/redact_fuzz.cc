// rooms: datasets parsers base
// Redaction of foreign text: spans in range and in order, whole characters, a bounded length, nothing left to find.
// The first line of the input is the path.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "datasets/corpus/redact.h"

namespace {

using oyer::datasets::Detector;

void require(bool condition) {
  if (!condition) std::abort();
}

const Detector& detector() {
  static const Detector instance = [] {
    auto opened = Detector::open();
    require(opened.has_value());
    return std::move(*opened);
  }();
  return instance;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = input.find('\n');
  const std::string_view path = line == std::string_view::npos ? "" : input.substr(0, line);
  const std::string_view text = line == std::string_view::npos ? input : input.substr(line + 1);
  const auto findings = detector().find(text, path);
  std::size_t from = 0;
  for (const auto& finding : findings) {
    require(finding.begin >= from && finding.begin < finding.end && finding.end <= text.size());
    from = finding.end;
  }
  require(findings == detector().find(text, path));
  const std::string redacted = oyer::datasets::redact(text, findings, path);
  // The longest replacement is "&lt;IP_ADDRESS&gt;".
  require(redacted.size() <= text.size() + 18 * findings.size());
  if (oyer::is_utf8(text)) require(oyer::is_utf8(redacted));
  const auto cleaned = detector().clean(text, path);
  require(cleaned.findings.size() >= (findings.empty() ? 0U : 1U));
  require(detector().find(cleaned.text, path).empty() == cleaned.complete);
  require(oyer::datasets::redact(text, cleaned.findings, path) == cleaned.text);
  return 0;
}
