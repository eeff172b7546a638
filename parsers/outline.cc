#include "parsers/outline.h"

#include <algorithm>
#include <optional>
#include <string>

#include "parsers/detail/flat_tree.h"
#include "parsers/detail/macros.h"
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

namespace {

struct Parsed {
  detail::TreePointer tree;
  detail::FlatTree flat;
};

std::optional<Parsed> parsed(const detail::OutlineLanguage& language, std::string_view text, std::uint64_t steps) {
  Parsed out{detail::parse_text(language, text, steps), {}};
  if (!out.tree) return std::nullopt;
  out.flat = detail::flatten(language, out.tree.get());
  return out;
}

// One error in so many bytes is not worth parsing again for.
constexpr std::uint64_t kFewErrors = 500;

// C and C++ are parsed without running the preprocessor. Where that fails, macros are taken out and the better of the
// two trees is kept.
std::optional<Parsed> parsed_c(const detail::OutlineLanguage& language, std::string_view text, std::uint64_t steps,
                               bool& macros_blanked) {
  std::string plain;
  if (text.find("__has_include") != std::string_view::npos) {
    plain = detail::without_has_include(text);
    text = plain;
  }
  auto first = parsed(language, text, steps);
  if (!first || first->flat.error_bytes * kFewErrors <= text.size()) return first;
  const std::string blanked = detail::without_macros(text);
  if (blanked == text) return first;
  auto second = parsed(language, blanked, steps);
  if (!second || second->flat.error_bytes >= first->flat.error_bytes) return first;
  macros_blanked = true;
  return second;
}

std::optional<Parsed> parsed_within(Language language, std::string_view text, const OutlineLimits& limits,
                                    bool& macros_blanked) {
  const detail::OutlineLanguage* known = detail::outline_language(language);
  constexpr std::uint64_t kMostBytes = 1U << 30U;  // positions are 32 bits wide
  if (known == nullptr || text.size() > std::min(limits.text.count, kMostBytes)) return std::nullopt;
  const std::uint64_t steps = kLeastSteps + limits.steps_per_byte * text.size();
  const bool is_c = language == Language::c || language == Language::cpp;
  return is_c ? parsed_c(*known, text, steps, macros_blanked) : parsed(*known, text, steps);
}

}  // namespace

Outline outline_of(Language language, std::string_view text, const OutlineLimits& limits) {
  Outline out;
  out.language = language;
  out.text_bytes = text.size();
  const auto tree = parsed_within(language, text, limits, out.macros_blanked);
  if (!tree) return out;
  const detail::OutlineLanguage* known = detail::outline_language(language);
  const detail::FlatTree& flat = tree->flat;
  const detail::OutlineMarks marks = detail::marks_of(*known, flat, text);
  detail::read_outline(*known, flat, marks, text, out);
  out.error_bytes = flat.error_bytes;
  out.comment_bytes = flat.comment_bytes;
  out.nodes = flat.size();
  out.shape = flat.shapes[0];
  out.parsed = true;
  return out;
}

std::vector<Span> subtrees_of(Language language, std::string_view text, const OutlineLimits& limits) {
  std::vector<Span> spans;
  bool macros_blanked = false;
  const auto tree = parsed_within(language, text, limits, macros_blanked);
  if (!tree) return spans;
  const detail::FlatTree& flat = tree->flat;
  for (std::uint32_t i = 1; i < flat.size(); ++i) {
    const Span span = flat.span_of(i);
    const detail::FlatNode& parent = flat[flat[i].parent];
    const bool as_parent = parent.begin == span.byte_begin && parent.end == span.byte_end;
    if (span.byte_begin < span.byte_end && (!as_parent || flat[i].parent == 0)) spans.push_back(span);
  }
  return spans;
}

std::string_view outline_version(Language language) noexcept { return detail::outline_language_version(language); }

}  // namespace oyer::parsers
