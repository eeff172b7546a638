// rooms: graders datasets parsers runners sandbox base
// Checkers: no bytes crash them; an output is right against itself, a verdict does not hang on the order of the two,
// and what one kind accepts every wider kind accepts. The input is OUTPUT NUL NUL EXPECTED.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "graders/detail/checker.h"
#include "graders/detail/field_checkers.h"

namespace {

using oyer::datasets::Checker;
using oyer::datasets::CheckerKind;
using oyer::graders::Verdict;
using oyer::graders::detail::check_output;

void require(bool holds) {
  if (!holds) std::abort();
}

bool accepts(CheckerKind kind, std::string_view output, std::string_view expected) {
  Checker checker;
  checker.kind = kind;
  checker.absolute = checker.relative = 1e-3;
  const auto said = check_output(checker, output, expected);
  require(said.reason.empty() == (said.verdict == Verdict::accepted));
  require(said.reason.size() < 400);
  require(said.verdict == Verdict::accepted || said.verdict == Verdict::wrong_answer ||
          (kind == CheckerKind::exact && said.verdict == Verdict::presentation_error));
  for (const char c : said.reason) require(c >= ' ' && c <= '~');
  return said.verdict == Verdict::accepted;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace std::string_view_literals;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t middle = text.find("\0\0"sv);
  const std::string_view output = text.substr(0, middle);
  const std::string_view expected = middle == std::string_view::npos ? ""sv : text.substr(middle + 2);
  for (const CheckerKind kind :
       {CheckerKind::exact, CheckerKind::tokens, CheckerKind::float_tokens, CheckerKind::unordered_lines}) {
    require(accepts(kind, output, output));
    require(accepts(kind, expected, expected));
    const bool accepted = accepts(kind, output, expected);
    // A relative tolerance is of the expected number, so that one kind is not symmetric.
    if (kind != CheckerKind::float_tokens) require(accepted == accepts(kind, expected, output));
    if (kind == CheckerKind::exact && accepted) require(accepts(CheckerKind::tokens, output, expected));
    if (kind == CheckerKind::tokens && accepted) require(accepts(CheckerKind::float_tokens, output, expected));
  }
  // Not so of APPS, to which a vertical tab ends a line of an output, but not of what it expects.
  require(oyer::graders::detail::codecontests_accepts(output, output));
  (void)oyer::graders::detail::apps_accepts(output, expected);
  (void)oyer::graders::detail::codecontests_accepts(output, expected);
  return 0;
}
