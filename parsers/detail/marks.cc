#include "parsers/detail/marks.h"

#include <algorithm>
#include <array>

#include "parsers/detail/lines.h"

namespace oyer::parsers::detail {
namespace {

// Besides these, any "<|word|>" and DeepSeek's form of it with full-width bars.
constexpr std::array<std::string_view, 12> kTokens = {
    "</s>",       "<s>",          "<eos>",        "<bos>",  "<pad>",   "<end_of_turn>", "<start_of_turn>",
    "<file_sep>", "<fim_prefix>", "<fim_suffix>", "[INST]", "[/INST]",
};
constexpr std::size_t kLongestToken = 48;
constexpr std::string_view kWideBar = "\xef\xbd\x9c";

bool is_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c == '_' || c == '-' || c == ' ' || c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z');
  });
}

// Length of "<|word|>" at the start of `text` with the given bar, 0 when there is none.
std::size_t barred(std::string_view text, std::string_view bar) {
  if (!text.substr(1).starts_with(bar)) return 0;
  const auto inner = text.substr(1 + bar.size());
  const auto close = inner.substr(0, kLongestToken).find(std::string(bar) + ">");
  if (close == std::string_view::npos || !is_word(inner.substr(0, close))) return 0;
  return 1 + bar.size() + close + bar.size() + 1;
}

// Length of the special token at the start of `text`, 0 when there is none.
std::size_t token_at(std::string_view text) {
  if (text.empty() || (text[0] != '<' && text[0] != '[')) return 0;
  for (const auto token : kTokens)
    if (text.starts_with(token)) return token.size();
  if (text[0] != '<') return 0;
  const auto plain = barred(text, "|");
  return plain != 0 ? plain : barred(text, kWideBar);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_with_any_case(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

struct TagPair {
  std::string_view open;  // in lower case
  std::string_view close;
};
constexpr std::array kTags = {
    TagPair{"[python]", "[/python]"}, TagPair{"<python>", "</python>"}, TagPair{"[code]", "[/code]"},
    TagPair{"<code>", "</code>"},     TagPair{"<answer>", "</answer>"}, TagPair{"<solution>", "</solution>"},
    TagPair{"[answer]", "[/answer]"},
};

}  // namespace

std::string_view without_special_tokens(std::string_view text) {
  while (true) {
    const auto start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) return {};
    const auto length = token_at(text.substr(start));
    if (length == 0) break;
    text.remove_prefix(start + length);
    // "<|im_start|>assistant": the role belongs to the token.
    constexpr std::string_view role = "assistant\n";
    if (text.starts_with(role)) text.remove_prefix(role.size());
  }
  for (std::size_t at = text.find_first_of("<["); at != std::string_view::npos; at = text.find_first_of("<[", at + 1))
    if (token_at(text.substr(at)) != 0) return text.substr(0, at);
  return text;
}

std::optional<std::string_view> after_reasoning(std::string_view text) {
  constexpr std::array tags = {TagPair{"<think>", "</think>"}, TagPair{"<thinking>", "</thinking>"},
                               TagPair{"<reasoning>", "</reasoning>"}};
  for (const auto& tag : tags) {
    const auto close = text.rfind(tag.close);
    if (close != std::string_view::npos) return text.substr(close + tag.close.size());
    if (trimmed(text.substr(0, std::min<std::size_t>(text.size(), 256))).starts_with(tag.open)) return std::nullopt;
  }
  return text;
}

std::optional<std::string_view> inside_tags(std::string_view text) {
  std::optional<std::string_view> inside;
  std::size_t at = 0;
  while ((at = text.find_first_of("<[", at)) != std::string_view::npos) {
    const auto rest = text.substr(at);
    const auto* tag =
        std::find_if(kTags.begin(), kTags.end(), [&](const TagPair& t) { return starts_with_any_case(rest, t.open); });
    ++at;
    if (tag == kTags.end()) continue;
    const auto begin = at - 1 + tag->open.size();
    auto end = begin;
    while (end < text.size() && !starts_with_any_case(text.substr(end), tag->close)) ++end;
    if (!is_blank(text.substr(begin, end - begin))) inside = text.substr(begin, end - begin);
    at = end;
  }
  return inside;
}

}  // namespace oyer::parsers::detail
