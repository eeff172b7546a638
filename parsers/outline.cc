#include "parsers/outline.h"

#include <algorithm>

#include "parsers/detail/flat_tree.h"
#include "parsers/detail/outline_language.h"
#include "parsers/detail/outline_marks.h"
#include "parsers/detail/outline_reader.h"

namespace oyer::parsers {
namespace {

// However short a text is, it may take this many steps.
constexpr std::uint64_t kLeastSteps = 100'000;

}  // namespace

std::string_view name_of(ImportForm form) noexcept {
  switch (form) {
    case ImportForm::module: return "module";
    case ImportForm::from: return "from";
    case ImportForm::include_quote: return "include_quote";
    case ImportForm::include_angle: return "include_angle";
    case ImportForm::require: return "require";
    case ImportForm::relative: return "relative";
    case ImportForm::submodule: return "submodule";
    case ImportForm::type_only: return "type_only";
  }
  return "unknown";
}

Outline outline_of(Language language, std::string_view text, const OutlineLimits& limits) {
  Outline out;
  out.language = language;
  out.text_bytes = text.size();
  const detail::OutlineLanguage* known = detail::outline_language(language);
  constexpr std::uint64_t kMostBytes = 1U << 30U;  // positions are 32 bits wide
  if (known == nullptr || text.size() > std::min(limits.text.count, kMostBytes)) return out;
  const auto tree = detail::parse_text(*known, text, kLeastSteps + limits.steps_per_byte * text.size());
  if (!tree) return out;
  const detail::FlatTree flat = detail::flatten(*known, tree.get());
  const detail::OutlineMarks marks = detail::marks_of(*known, flat, text);
  detail::read_outline(*known, flat, marks, text, out);
  out.error_bytes = flat.error_bytes;
  out.comment_bytes = flat.comment_bytes;
  out.nodes = flat.size();
  out.shape = flat.shapes[0];
  out.parsed = true;
  return out;
}

std::string_view outline_version(Language language) noexcept {
  const detail::OutlineLanguage* known = detail::outline_language(language);
  return known == nullptr ? std::string_view{"none"} : std::string_view{known->version};
}

}  // namespace oyer::parsers
