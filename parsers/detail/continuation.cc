// The prompt and the body are parsed as one text, so that the tree itself says where the open definition ends. Only
// when that text has errors is the body cut at places where something else may begin, nearest first.
#include "parsers/detail/continuation.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "parsers/detail/lines.h"
#include "parsers/detail/piece.h"
#include "parsers/detail/python_names.h"
#include "parsers/detail/python_rules.h"
#include "parsers/detail/suppliers.h"

namespace oyer::parsers::detail {
namespace {

constexpr std::string_view kUsualIndent = "    ";

// prompt + body, parsed.
struct Joined {
  std::string text;
  std::size_t prompt_size = 0;
  Syntax syntax;
  std::uint32_t host = kNone;  // the top-level statement that reaches from the prompt into the body
};

// What the prompt leaves open for the body: a docstring, say.
OpenState state_behind(std::string_view prompt) {
  OpenState state;
  for (std::size_t at = 0; at < prompt.size();) {
    const Line line = line_at(prompt, at);
    state.feed(text_of(line, prompt));
    at = line.next;
  }
  return state;
}

Joined join(Parser& parser, std::string_view prompt, std::string_view body) {
  Joined joined;
  joined.text.reserve(prompt.size() + body.size());
  joined.text.append(prompt).append(body);
  joined.prompt_size = prompt.size();
  const bool hopeless = surely_not_python(body, state_behind(prompt));
  joined.syntax = hopeless ? Syntax::unparsed(joined.text) : parser.parse(joined.text, Parser::OnError::stop);
  const auto first = body.find_first_not_of(" \t\r\n\f");
  if (first == std::string_view::npos || joined.syntax.has_error) return joined;
  const auto reach = prompt.size() + first;
  const Syntax& syntax = joined.syntax;
  for (auto c = syntax.first_child(0); c != kNone; c = syntax.next_sibling(c)) {
    if (syntax[c].begin >= prompt.size()) break;
    if (syntax[c].end > reach && definition_of(syntax, c) != kNone) joined.host = c;
  }
  return joined;
}

// The body adds at least one statement to the host that is more than a bare word.
bool adds_statement(const Joined& joined) {
  const Syntax& syntax = joined.syntax;
  const auto block = body_of(syntax, definition_of(syntax, joined.host));
  if (block == kNone) return false;
  for (auto c = syntax.first_child(block); c != kNone; c = syntax.next_sibling(c)) {
    if (syntax[c].end <= joined.prompt_size || syntax[c].kind == Kind::comment) continue;
    if (syntax[c].kind == Kind::pass_statement || is_code(syntax, joined.text, c)) return true;
  }
  return false;
}

// What follows the host begins in column 0: an indented line there is code that the parser could not take in.
bool ends_cleanly(const Joined& joined) {
  const std::string_view text = joined.text;
  std::size_t at = line_at(text, joined.syntax[joined.host].end).next;
  while (at < text.size()) {
    const Line line = line_at(text, at);
    at = line.next;
    const auto content = text_of(line, text);
    const auto bare = trimmed(content);
    if (bare.empty() || bare.front() == '#') continue;
    return indentation_of(content) == 0;
  }
  return true;
}

bool host_stands(const Joined& joined) {
  return joined.host != kNone && is_valid_python(joined.syntax, joined.text, joined.host) && adds_statement(joined) &&
         ends_cleanly(joined);
}

// Some `return` behind `at` belongs to no function: it belonged to the host before the indentation was lost.
bool has_stray_return_from(const Joined& joined, std::size_t at) {
  const Syntax& syntax = joined.syntax;
  for (std::uint32_t i = 1; i < syntax.size();) {
    const auto kind = syntax[i].kind;
    if (kind == Kind::return_statement && syntax[i].begin >= at) return true;
    i = kind == Kind::function_definition ? syntax[i].past_subtree : i + 1;
  }
  return false;
}

// Drops what follows the host but for what it uses. `rest` is text behind joined.text that was cut off before.
Continuation settle(Parser& parser, Joined joined, const ContinuationRules& rules, std::string_view rest) {
  const auto end = joined.syntax[joined.host].end;
  const auto last = joined.syntax.nodes.back().end;
  const bool whole = is_blank(rest);
  Continuation result;
  if (whole && last <= end) {
    result.code = std::move(joined.text);
    return result;
  }
  const auto statements = top_statements(joined.syntax, joined.text);
  std::unordered_set<std::string_view> bound;
  std::vector<std::string_view> needed(rules.required_names->begin(), rules.required_names->end());
  std::size_t behind = 0;
  for (const TopStatement& statement : statements) {
    if (joined.syntax[statement.node].begin >= end) {
      ++behind;
      continue;
    }
    bound.insert(statement.binds.begin(), statement.binds.end());
    needed.insert(needed.end(), statement.needs.begin(), statement.needs.end());
  }
  Suppliers suppliers;
  // What was cut off has errors in it; lines that stand on their own are used all the same.
  const Pieces runs = whole ? Pieces{} : code_runs(parser, joined.text.substr(end) + std::string(rest));
  if (whole) suppliers.offer(joined.syntax, joined.text, statements, end, Suppliers::Trust::assignments);
  for (const auto& run : runs)
    suppliers.offer(run->syntax, run->text, run->statements(), 0, Suppliers::Trust::assignments);
  const auto taken = suppliers.take(std::move(needed), bound);
  if (whole && taken == behind) {
    result.code = std::move(joined.text);
    return result;
  }
  result.trimmed = true;
  result.code = joined.text.substr(0, end) + "\n";
  for (std::size_t s = 0; s < suppliers.sources(); ++s) {
    const auto kept = suppliers.text_of_source(s);
    if (!kept.empty()) result.code += "\n\n" + kept;
  }
  return result;
}

// Places where something that is no part of the answer may begin, in order: the first line in column 0 that is not
// inside of a string or bracket, and the first stop words. A later line in column 0 need not be tried: what stands
// before the first one is whole in itself, so if it is not valid, nothing longer is.
std::vector<std::size_t> cuts_of(std::string_view prompt, std::string_view body,
                                 const std::vector<std::string>& stop_words) {
  constexpr std::size_t kMostCuts = 3;
  std::vector<std::size_t> cuts;
  OpenState state = state_behind(prompt);
  for (std::size_t at = 0; at < body.size();) {
    const Line line = line_at(body, at);
    const auto content = text_of(line, body);
    const bool starts = at > 0 && !state.open() && !is_blank(content) && indentation_of(content) == 0;
    if (starts && content.front() != '#') {
      cuts.push_back(line.begin);
      break;
    }
    state.feed(content);
    at = line.next;
  }
  for (const auto& word : stop_words) {
    const auto place = word.empty() ? std::string_view::npos : body.find(word);
    if (place != std::string_view::npos) cuts.push_back(place);
  }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  if (cuts.size() > kMostCuts) cuts.resize(kMostCuts);
  return cuts;
}

std::optional<Continuation> continue_after(Parser& parser, const ContinuationRules& rules, std::string_view prompt,
                                           std::string_view body, bool all_lines_are_body) {
  Joined joined = join(parser, prompt, body);
  if (host_stands(joined)) {
    if (!all_lines_are_body && has_stray_return_from(joined, joined.syntax[joined.host].end)) return std::nullopt;
    return settle(parser, std::move(joined), rules, {});
  }
  if (!joined.syntax.has_error || joined.syntax.gave_up) return std::nullopt;
  for (const auto cut : cuts_of(prompt, body, *rules.stop_words)) {
    joined = join(parser, prompt, body.substr(0, cut));
    if (host_stands(joined)) return settle(parser, std::move(joined), rules, body.substr(cut));
  }
  return std::nullopt;
}

bool ends_line(std::string_view text) { return text.empty() || text.back() == '\n'; }

// The indentation that a body has to have: that of the prompt's last line, or one level more behind a colon.
std::string indent_for(std::string_view prompt) {
  const auto end = prompt.find_last_not_of(" \t\r\n");
  if (end == std::string_view::npos) return std::string(kUsualIndent);
  const auto start = prompt.rfind('\n', end);
  const auto line = prompt.substr(start == std::string_view::npos ? 0 : start + 1);
  std::string indent(line.substr(0, indentation_of(line)));
  if (prompt[end] == ':') indent += kUsualIndent;
  return indent;
}

}  // namespace

std::optional<Continuation> continue_prompt(Parser& parser, const ContinuationRules& rules, std::string_view body) {
  if (auto result = continue_after(parser, rules, rules.prompt, body, true)) return result;
  if (ends_line(rules.prompt) || body.starts_with('\n')) return std::nullopt;
  return continue_after(parser, rules, std::string(rules.prompt) + "\n", body, true);
}

std::optional<Continuation> continue_prompt_reindented(Parser& parser, const ContinuationRules& rules,
                                                       std::string_view body) {
  const auto first = body.find_first_not_of("\r\n");
  if (first == std::string_view::npos) return std::nullopt;
  body.remove_prefix(first);
  std::string prompt(rules.prompt);
  if (!ends_line(prompt)) prompt += '\n';
  const std::string indent = indent_for(prompt);
  if (indent.empty()) return std::nullopt;
  const auto margin = indentation_of(text_of(line_at(body, 0), body));
  auto result = continue_after(parser, rules, prompt, indent + std::string(body.substr(margin)), false);
  if (!result) result = continue_after(parser, rules, prompt, indented(dedented(body), indent), true);
  if (result) result->reindented = true;
  return result;
}

std::optional<Continuation> broken_continuation(Parser& parser, const ContinuationRules& rules, std::string_view body) {
  if (open_definition(parser, rules.prompt).empty()) return std::nullopt;
  std::size_t end = body.size();
  if (rules.stop_words->empty()) {
    const auto cuts = cuts_of(rules.prompt, body, {});
    if (!cuts.empty()) end = cuts.front();
  }
  for (const auto& word : *rules.stop_words)
    if (!word.empty()) end = std::min(end, body.find(word));
  const auto kept = body.substr(0, end);
  if (is_blank(kept)) return std::nullopt;
  const Joined joined = join(parser, rules.prompt, kept);
  const bool only_comments = joined.host == kNone && !joined.syntax.has_error;
  const bool only_words =
      joined.host != kNone && is_valid_python(joined.syntax, joined.text, joined.host) && !adds_statement(joined);
  if (only_comments || only_words) return std::nullopt;
  Continuation result;
  result.code = std::string(rules.prompt) + std::string(kept);
  result.valid = false;
  result.trimmed = !is_blank(body.substr(end));
  return result;
}

std::string open_definition(Parser& parser, std::string_view prompt) {
  if (prompt.empty()) return {};
  // A statement in the prompt's own indentation goes into the definition only if one is open.
  std::string probe(prompt);
  if (!ends_line(probe)) probe += '\n';
  const Joined joined = join(parser, probe, indent_for(prompt) + "pass\n");
  if (joined.host == kNone || !is_valid_python(joined.syntax, joined.text, joined.host)) return {};
  return std::string(name_of_definition(joined.syntax, joined.text, definition_of(joined.syntax, joined.host)));
}

}  // namespace oyer::parsers::detail
