#include "parsers/outline.h"

#include <algorithm>
#include <optional>
#include <string>

#include "parsers/detail/flat_tree.h"
#include "parsers/detail/macros.h"
#include "parsers/detail/outline_language.h"
#include "parsers/detail/outline_marks.h"
#include "parsers/detail/outline_reader.h"
#include "parsers/detail/parse_memory.h"

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

using detail::FlatTree;
using detail::OutlineLanguage;
using detail::ParseMemory;

std::optional<FlatTree> parsed(const OutlineLanguage& language, std::string_view text, std::uint64_t steps,
                               ParseMemory& memory) {
  const TSTree* tree = detail::parse_text(language, text, steps, memory);
  if (tree == nullptr) return std::nullopt;
  return detail::flatten(language, tree, text);
}

// One error in so many bytes is not worth parsing again for.
constexpr std::uint64_t kFewErrors = 500;

// C and C++ are parsed without running the preprocessor. Where that fails, macros are taken out and the better of the
// two trees is kept.
std::optional<FlatTree> parsed_c(const OutlineLanguage& language, std::string_view text, std::uint64_t steps,
                                 ParseMemory& memory, bool& macros_blanked) {
  std::string plain;
  if (text.find("__has_include") != std::string_view::npos) {
    plain = detail::without_has_include(text);
    text = plain;
  }
  auto first = parsed(language, text, steps, memory);
  if (!first || first->error_bytes * kFewErrors <= text.size()) return first;
  const std::string blanked = detail::without_macros(text);
  if (blanked == text) return first;
  auto second = parsed(language, blanked, steps, memory);
  if (!second || second->error_bytes >= first->error_bytes) return first;
  macros_blanked = true;
  return second;
}

// nullptr for a text that no outline is made of.
const OutlineLanguage* language_for(Language language, std::string_view text, const OutlineLimits& limits) {
  constexpr std::uint64_t kMostBytes = 1U << 30U;  // positions are 32 bits wide
  return text.size() > std::min(limits.text.count, kMostBytes) ? nullptr : detail::outline_language(language);
}

std::optional<FlatTree> parsed_within(const OutlineLanguage& language, std::string_view text,
                                      const OutlineLimits& limits, ParseMemory& memory, bool& macros_blanked) {
  const std::uint64_t steps = kLeastSteps + limits.steps_per_byte * text.size();
  const bool is_c = language.rules->language == Language::c || language.rules->language == Language::cpp;
  return is_c ? parsed_c(language, text, steps, memory, macros_blanked) : parsed(language, text, steps, memory);
}

}  // namespace

Outline outline_of(Language language, std::string_view text, const OutlineLimits& limits) {
  Outline out;
  out.language = language;
  out.text_bytes = text.size();
  const OutlineLanguage* known = language_for(language, text, limits);
  if (known == nullptr) return out;
  ParseMemory memory;
  const auto flat = parsed_within(*known, text, limits, memory, out.macros_blanked);
  if (!flat) return out;
  const detail::OutlineMarks marks = detail::marks_of(*known, *flat, text);
  detail::read_outline(*known, *flat, marks, text, out);
  out.error_bytes = flat->error_bytes;
  out.comment_bytes = flat->comment_bytes;
  out.nodes = flat->size();
  out.shape = flat->shapes[0];
  out.parsed = true;
  return out;
}

std::vector<Span> subtrees_of(Language language, std::string_view text, const OutlineLimits& limits) {
  std::vector<Span> spans;
  const OutlineLanguage* known = language_for(language, text, limits);
  if (known == nullptr) return spans;
  bool macros_blanked = false;
  ParseMemory memory;
  const auto tree = parsed_within(*known, text, limits, memory, macros_blanked);
  if (!tree) return spans;
  const FlatTree& flat = *tree;
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
