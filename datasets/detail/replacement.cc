#include "datasets/detail/replacement.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "datasets/detail/lexical_place.h"

namespace oyer::datasets::detail {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
constexpr bool is_wide(char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; }

// Where a finding stands: the place of its first byte, and whether its ends are parts of one literal or one comment.
struct Standing {
  Place place = Place::prose;
  bool joins = true;
};

std::vector<Standing> standings_of(std::string_view text, Syntax syntax, std::span<const Finding> findings) {
  std::vector<std::uint32_t> places;
  for (const Finding& finding : findings) {
    places.push_back(finding.begin);
    places.push_back(finding.end - 1);
  }
  std::ranges::sort(places);
  LexicalReader reader(text, syntax);
  std::vector<LexicalReader::Token> tokens;
  for (const std::uint32_t place : places) tokens.push_back(reader.token_at(place));
  const auto token_at = [&](std::uint32_t place) -> const LexicalReader::Token& {
    return tokens[static_cast<std::size_t>(std::ranges::lower_bound(places, place) - places.begin())];
  };
  std::vector<Standing> out;
  for (const Finding& finding : findings) {
    const LexicalReader::Token &first = token_at(finding.begin), &last = token_at(finding.end - 1);
    out.push_back({first.place, reader.can_join(first, last)});
  }
  return out;
}

// The same shape in letters and digits that say nothing: what was a name, a number or an escape sequence still is one.
std::string masked(std::string_view part) {
  std::string out(part);
  for (std::size_t at = 0; at < out.size(); ++at) {
    if (out[at] == '\\') {
      ++at;
    } else if (is_digit(out[at])) {
      out[at] = '0';
    } else if (is_letter(out[at]) || is_wide(out[at])) {
      out[at] = 'a';
    }
  }
  return out;
}

std::string escaped(std::string_view placeholder) {
  return "&lt;" + std::string(placeholder.substr(1, placeholder.size() - 2)) + "&gt;";
}

bool is_code(Syntax syntax) { return syntax >= Syntax::python; }

std::string replacement_of(std::string_view part, FindingClass kind, Syntax syntax, const Standing& standing) {
  const std::string_view plain = placeholder(kind);
  switch (standing.place) {
    case Place::prose: return syntax == Syntax::markup || syntax == Syntax::php ? escaped(plain) : std::string(plain);
    case Place::literal:
    case Place::comment: return standing.joins ? std::string(plain) : masked(part);
    case Place::bare: break;
  }
  const bool one_word = part.find_first_of("'\"`\n\\") == std::string_view::npos;
  if (syntax == Syntax::shell && one_word) return "'" + std::string(plain) + "'";
  return masked(part);
}

constexpr std::array all_classes = {FindingClass::key,  FindingClass::secret,     FindingClass::password,
                                    FindingClass::mail, FindingClass::ip_address, FindingClass::name};

}  // namespace

bool is_replacement(std::string_view value) noexcept {
  for (const FindingClass kind : all_classes) {
    const std::string_view plain = placeholder(kind);
    const std::string_view word = plain.substr(1, plain.size() - 2);
    for (std::size_t at = value.find(word); at != std::string_view::npos; at = value.find(word, at + 1)) {
      const std::string_view before = value.substr(0, at), behind = value.substr(at + word.size());
      if ((before.ends_with('<') || before.ends_with("&lt;")) &&
          (behind.starts_with('>') || behind.starts_with("&gt;"))) {
        return true;
      }
    }
  }
  return std::ranges::none_of(
      value, [](char c) { return is_wide(c) || (is_digit(c) && c != '0') || (is_letter(c) && c != 'a'); });
}

std::string_view narrowed(std::string_view rule, std::string_view secret) noexcept {
  constexpr std::string_view space = " \t\r\n";
  if (rule == "kubernetes-secret-yaml") {  // "name: value", "name: |\n value"
    secret.remove_prefix(std::min(secret.find(':') + 1, secret.size()));
    secret.remove_prefix(std::min(secret.find_first_not_of(" \t\r\n|>+-"), secret.size()));
  }
  secret.remove_prefix(std::min(secret.find_first_not_of(space), secret.size()));
  while (!secret.empty() && space.find(secret.back()) != std::string_view::npos) secret.remove_suffix(1);
  while (secret.size() >= 2 && secret.front() == secret.back() &&
         (secret.front() == '"' || secret.front() == '\'' || secret.front() == '`')) {
    secret = secret.substr(1, secret.size() - 2);
  }
  return secret;
}

std::vector<Finding> without_program_words(std::string_view text, std::string_view path,
                                           std::vector<Finding> findings) {
  const Syntax syntax = syntax_of(path, text);
  if (findings.empty() || !is_code(syntax)) return findings;
  const std::vector<Standing> standings = standings_of(text, syntax, findings);
  std::vector<Finding> out;
  for (std::size_t at = 0; at < findings.size(); ++at) {
    const FindingClass kind = findings[at].kind;
    const bool certain = kind == FindingClass::key || kind == FindingClass::password;
    const bool may_be_text = syntax == Syntax::javascript && kind != FindingClass::secret;
    if (standings[at].place != Place::bare || certain || may_be_text) out.push_back(std::move(findings[at]));
  }
  return out;
}

std::vector<std::string> replacements(std::string_view text, std::string_view path, std::span<const Finding> findings) {
  const Syntax syntax = syntax_of(path, text);
  const std::vector<Standing> standings = standings_of(text, syntax, findings);
  std::vector<std::string> out;
  for (std::size_t at = 0; at < findings.size(); ++at) {
    const std::string_view part = text.substr(findings[at].begin, findings[at].end - findings[at].begin);
    out.push_back(replacement_of(part, findings[at].kind, syntax, standings[at]));
  }
  return out;
}

void settle_ends(std::string_view text, Finding& finding) noexcept {
  const auto backslashes_before = [&](std::size_t at) {
    std::size_t count = 0;
    while (count < at && text[at - 1 - count] == '\\') ++count;
    return count;
  };
  if (backslashes_before(finding.begin) % 2 == 1) {
    const char letter = text[finding.begin++];
    std::size_t digits = letter == 'u' ? 4 : letter == 'U' ? 8 : letter == 'x' ? 2 : 0;
    while (digits-- > 0 && finding.begin < finding.end && is_hex(text[finding.begin])) ++finding.begin;
  }
  if (finding.end > finding.begin && backslashes_before(finding.end) % 2 == 1) --finding.end;

  const auto inside = [&](std::size_t at) {
    for (std::size_t back = 1; back <= 3 && back <= at; ++back) {
      if ((static_cast<unsigned char>(text[at - back]) & 0xC0U) == 0x80U) continue;
      return utf8_sequence(text, at - back) > back;
    }
    return false;
  };
  while (finding.begin < finding.end && inside(finding.begin)) --finding.begin;
  while (finding.end < text.size() && inside(finding.end)) ++finding.end;
}

}  // namespace oyer::datasets::detail
