// rooms: datasets parsers base
// Headers, licence files, manifests and expressions of any bytes: a finding is an expression that reads back as itself,
// its evidence is bounded, and the same bytes say the same twice. The first line of the input is the path.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "datasets/corpus/license.h"
#include "datasets/detail/spdx_expression.h"

namespace {

using namespace oyer::datasets;

void check(const LicenseFinding& finding) {
  if (finding.evidence.size() > 200 || finding.confidence < 0 || finding.confidence > 1) std::abort();
  if (finding.expression.empty()) return;
  if (finding.source.empty()) std::abort();
  const auto parsed = detail::parse_expression(finding.expression);
  // Only more than 4,096 bytes of tags together make an expression that is not read again.
  if (!parsed && finding.expression.size() <= 4096) std::abort();
  if (parsed && detail::parse_expression(parsed->text)->text != parsed->text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view path = input.substr(0, input.find('\n'));
  const std::string_view text = input.substr(std::min(path.size() + 1, input.size()));
  const LicenseFinding header = license_of_header(text), file = license_of_file(path, text);
  if (header != license_of_header(text) || file != license_of_file(path, text)) std::abort();
  check(header);
  check(file);
  const LicenseVerdict verdict = strictest(header, file, {});
  if (verdict.type != LicenseType::no_license &&
      verdict.type < std::min(type_of(header.expression), type_of(file.expression))) {
    std::abort();
  }
  type_of(text);
  return 0;
}
