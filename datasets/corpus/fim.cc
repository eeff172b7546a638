#include "datasets/corpus/fim.h"

#include <algorithm>

#include "base/digest.h"

namespace oyer::datasets {
namespace {

// A number that belongs to a blob, a seed and a question.
std::uint64_t lot(std::uint64_t seed, std::string_view blob_id, std::string_view question) {
  return leading_bits(Digester().field("fim").field(seed).field(blob_id).field(question).finish());
}

struct Marks {
  std::string_view prefix, suffix, middle;
};

Marks marks_of(Dialect dialect) {
  switch (dialect) {
    case Dialect::plain: break;
    case Dialect::starcoder2: return {"<fim_prefix>", "<fim_suffix>", "<fim_middle>"};
    case Dialect::qwen25: return {"<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"};
    case Dialect::deepseek: return {"<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"};
  }
  return {};
}

bool is_boundary(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
}

// The next place at which a character begins, or the text's end.
std::size_t boundary_from(std::string_view text, std::size_t at) {
  while (!is_boundary(text, at)) ++at;
  return at;
}

// A node by its size. No middle is all of the text but white space.
std::optional<std::pair<std::size_t, std::size_t>> subtree(std::uint64_t number, std::string_view text,
                                                           std::span<const parsers::Span> subtrees) {
  const std::size_t first = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  const auto fits = [&](const parsers::Span& span) {
    if (span.byte_begin >= span.byte_end || span.byte_end > text.size()) return false;
    if (span.byte_begin <= first && span.byte_end > last) return false;
    return is_boundary(text, span.byte_begin) && is_boundary(text, span.byte_end);
  };
  std::uint64_t all = 0;
  for (const parsers::Span& span : subtrees)
    if (fits(span)) all += span.byte_end - span.byte_begin;
  if (all == 0) return std::nullopt;
  std::uint64_t at = number % all;
  for (const parsers::Span& span : subtrees) {
    if (!fits(span)) continue;
    const std::uint64_t size = span.byte_end - span.byte_begin;
    if (at < size) return std::pair<std::size_t, std::size_t>(span.byte_begin, span.byte_end);
    at -= size;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(FimMode mode) noexcept { return mode == FimMode::psm ? "psm" : "spm"; }

std::string_view name_of(FimSpan span) noexcept { return span == FimSpan::subtree ? "subtree" : "characters"; }

bool is_cut(const FimOptions& options, std::string_view blob_id) {
  if (options.rate <= 0) return false;
  constexpr double kWhole = 18446744073709551616.0;  // 2^64
  return static_cast<double>(lot(options.seed, blob_id, "cut")) < options.rate * kWhole || options.rate >= 1;
}

std::optional<FimCut> fim_cut(const FimOptions& options, std::string_view blob_id, std::string_view text,
                              std::span<const parsers::Span> subtrees) {
  if (text.empty() || boundary_from(text, 1) == text.size()) return std::nullopt;
  const auto number = [&](std::string_view question) { return lot(options.seed, blob_id, question); };
  FimCut cut;
  cut.mode = options.mode.value_or(number("mode") % 2 == 0 ? FimMode::psm : FimMode::spm);
  if (options.span.value_or(number("span") % 2 == 0 ? FimSpan::subtree : FimSpan::characters) == FimSpan::subtree) {
    if (const auto found = subtree(number("subtree"), text, subtrees)) {
      cut.span = FimSpan::subtree;
      cut.begin = found->first;
      cut.end = found->second;
      return cut;
    }
  }
  // Two places between characters; where they are one, the middle is the character there.
  std::size_t a = boundary_from(text, number("first") % (text.size() + 1));
  std::size_t b = boundary_from(text, number("second") % (text.size() + 1));
  if (a > b) std::swap(a, b);
  if (a == text.size()) a = text.size() - 1;
  while (!is_boundary(text, a)) --a;
  if (a >= b) b = boundary_from(text, a + 1);
  cut.begin = a;
  cut.end = b;
  return cut;
}

std::string join_fim(Dialect dialect, std::string_view text, const FimCut& cut) {
  const Marks marks = marks_of(dialect);
  std::string joined;
  if (marks.prefix.empty()) return joined;
  const std::string_view prefix = text.substr(0, cut.begin), suffix = text.substr(cut.end);
  const std::string_view middle = text.substr(cut.begin, cut.end - cut.begin);
  joined.reserve(text.size() + marks.prefix.size() + marks.suffix.size() + marks.middle.size());
  joined.append(marks.prefix);
  if (cut.mode == FimMode::psm) {
    joined.append(prefix).append(marks.suffix).append(suffix).append(marks.middle).append(middle);
  } else {
    joined.append(marks.suffix).append(suffix).append(marks.middle).append(prefix).append(middle);
  }
  return joined;
}

std::optional<std::string> rejoin_fim(Dialect dialect, FimMode mode, std::string_view joined,
                                      std::size_t prefix_bytes) {
  const Marks marks = marks_of(dialect);
  if (marks.prefix.empty() || !joined.starts_with(marks.prefix)) return std::nullopt;
  joined.remove_prefix(marks.prefix.size());
  const std::size_t suffix_at = joined.find(marks.suffix), middle_at = joined.find(marks.middle);
  if (suffix_at == std::string_view::npos || middle_at == std::string_view::npos || middle_at < suffix_at)
    return std::nullopt;
  const std::string_view before = joined.substr(0, suffix_at), behind = joined.substr(middle_at + marks.middle.size());
  const std::string_view suffix =
      joined.substr(suffix_at + marks.suffix.size(), middle_at - suffix_at - marks.suffix.size());
  std::string text;
  if (mode == FimMode::psm) {
    if (before.size() != prefix_bytes) return std::nullopt;
    return text.append(before).append(behind).append(suffix);
  }
  if (!before.empty() || behind.size() < prefix_bytes) return std::nullopt;
  return text.append(behind).append(suffix);
}

}  // namespace oyer::datasets
