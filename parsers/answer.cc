// The order in which readings of a completion are tried; docs/adr/0010-answers-out-of-completions.md says why.
//
//   whole text      a valid program that defines the entry point, or a continuation of the prompt; first as it stands,
//                   then behind reasoning, without special tokens, inside tags
//   fenced blocks   the last valid block that implements the entry point, with what it needs from the other blocks
//   lost indent     a body whose indentation was stripped
//   bare lines      runs of code lines among prose, chosen like blocks
//   leavings        blocks and texts that are code but define something else, or do not parse
#include "parsers/answer.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "parsers/detail/continuation.h"
#include "parsers/detail/fences.h"
#include "parsers/detail/lines.h"
#include "parsers/detail/marks.h"
#include "parsers/detail/piece.h"
#include "parsers/detail/python_rules.h"
#include "parsers/detail/suppliers.h"

namespace oyer::parsers {
namespace {

using detail::Parser;
using detail::Piece;
using detail::Pieces;
using detail::Suppliers;
using detail::Tag;

// The work for all parses of one completion together: at least 4,000 units, and twice what ordinary code of its length
// takes. What is not decided by then is judged by what it looks like.
constexpr std::uint64_t kUnitsAtLeast = 4'000;
constexpr std::uint64_t kBytesPerUnit = 64;

class PythonExtractor {
 public:
  PythonExtractor(std::string_view completion, const AnswerHints& hints)
      : completion_(completion),
        hints_(hints),
        parser_(Language::python, kUnitsAtLeast + completion.size() / kBytesPerUnit),
        rules_{hints.prompt, &hints.required_names, &hints.stop_words},
        entry_(hints.entry_point) {}

  std::optional<Answer> run() {
    if (detail::is_blank(completion_)) return std::nullopt;
    if (entry_.empty() && !hints_.prompt.empty()) {
      derived_entry_ = detail::open_definition(parser_, hints_.prompt);
      entry_ = derived_entry_;
    }
    if (auto answer = whole(completion_)) return answer;
    const auto spoken = is_program(completion_) ? completion_ : detail::after_reasoning(completion_);
    if (!spoken || detail::is_blank(*spoken)) return std::nullopt;
    if (spoken->size() != completion_.size())
      if (auto answer = whole(*spoken)) return answer;
    return spoken_answer(*spoken);
  }

 private:
  std::optional<Answer> spoken_answer(std::string_view text) {
    if (is_program(text)) return leavings(text, text);
    const auto bare = detail::without_special_tokens(text);
    if (bare.size() != text.size() && !detail::is_blank(bare)) {
      if (auto answer = whole(bare)) {
        answer->trimmed = true;
        return answer;
      }
    }
    if (const auto inside = detail::inside_tags(text)) {
      auto answer = whole(*inside);
      if (!answer) answer = blocks(*inside);
      if (answer) {
        answer->form = AnswerForm::tagged;
        return answer;
      }
    }
    if (auto answer = blocks(text)) return answer;
    // Text that restates the function needs no prompt in front.
    if (!detail::mentions_definition(text, entry_))
      if (auto answer = lost_indent(bare)) return answer;
    if (auto answer = bare_lines(text)) return answer;
    return leavings(text, bare);
  }

  std::optional<Answer> whole(std::string_view text);
  std::optional<Answer> blocks(std::string_view text);
  std::optional<Answer> lost_indent(std::string_view text);
  std::optional<Answer> bare_lines(std::string_view text);
  std::optional<Answer> leavings(std::string_view text, std::string_view bare);

  const Piece* choose(const Pieces& pieces) const;
  const Piece* choose_program(const Pieces& pieces) const;
  std::optional<Answer> salvage(const Pieces& pieces);
  std::optional<Answer> continue_in_block(const Pieces& pieces);
  std::optional<Answer> anything_fenced();

  Answer made_of(const Piece& chosen, const Pieces& others, AnswerForm form);
  static std::optional<Answer> made_of(std::optional<detail::Continuation> continuation, AnswerForm form);
  bool is_entry(const Piece& piece) const { return entry_.empty() || piece.implements(entry_); }
  // In a valid program of definitions whatever looks like a fence, a tag or a special token is part of a string.
  bool is_program(std::string_view text) const {
    return text.data() == program_.data() && text.size() == program_.size();
  }

  std::string_view completion_;
  const AnswerHints& hints_;
  Parser parser_;
  detail::ContinuationRules rules_;
  std::string_view entry_;  // empty: the answer is a program that reads and writes
  std::string derived_entry_;
  std::string_view program_;  // the last text that as a whole is a valid program, if not of the entry point
  Pieces blocks_;             // of the last text that was searched for fences
};

std::optional<Answer> PythonExtractor::made_of(std::optional<detail::Continuation> continuation, AnswerForm form) {
  if (!continuation) return std::nullopt;
  Answer answer;
  answer.code = std::move(continuation->code);
  answer.form = form;
  answer.syntax_errors = !continuation->valid;
  answer.reindented = continuation->reindented;
  answer.trimmed = continuation->trimmed;
  return answer;
}

// The chosen piece behind what it needs and does not define: from pieces before it, then behind it, then the prompt.
Answer PythonExtractor::made_of(const Piece& chosen, const Pieces& others, AnswerForm form) {
  Answer answer{chosen.text, form, !chosen.valid, chosen.unclosed, false, false, chosen.trimmed, false};
  if (!chosen.valid || (others.size() < 2 && hints_.prompt.empty())) return answer;

  std::unordered_set<std::string_view> bound;
  for (const auto& statement : chosen.statements()) bound.insert(statement.binds.begin(), statement.binds.end());
  std::vector<std::string_view> missing;
  const auto want = [&](std::string_view name) {
    if (!bound.contains(name) && !detail::is_python_builtin(name)) missing.push_back(name);
  };
  for (const auto& statement : chosen.statements()) std::for_each(statement.needs.begin(), statement.needs.end(), want);
  std::for_each(hints_.required_names.begin(), hints_.required_names.end(), want);
  if (missing.empty()) return answer;

  Suppliers suppliers;
  const auto place = std::find_if(others.begin(), others.end(), [&](const auto& p) { return p.get() == &chosen; });
  for (auto before = place; before != others.begin();) {
    const Piece& piece = **--before;
    suppliers.offer(piece.syntax, piece.text, piece.statements(), 0, Suppliers::Trust::everything, {entry_});
  }
  const auto behind = suppliers.sources();
  if (place != others.end()) {
    for (auto after = std::next(place); after != others.end(); ++after)
      suppliers.offer((*after)->syntax, (*after)->text, (*after)->statements(), 0, Suppliers::Trust::definitions,
                      {entry_});
  }
  const auto prompt = detail::make_piece(parser_, hints_.prompt);
  const auto prompt_source = suppliers.sources();
  suppliers.offer(prompt->syntax, prompt->text, prompt->statements(), 0, Suppliers::Trust::everything, {entry_});
  suppliers.take(missing, bound);
  if (std::any_of(missing.begin(), missing.end(), [&](auto name) { return !bound.contains(name); }))
    suppliers.take_star_imports();

  std::string before = suppliers.text_of_source(prompt_source);
  for (auto s = behind; s-- > 0;) before += suppliers.text_of_source(s);
  for (auto s = behind; s < prompt_source; ++s) before += suppliers.text_of_source(s);
  if (before.empty()) return answer;
  answer.code = before + "\n\n" + answer.code;
  answer.merged = true;
  return answer;
}

std::optional<Answer> PythonExtractor::whole(std::string_view text) {
  const auto start = text.find_first_not_of("\r\n");
  if (start == std::string_view::npos) return std::nullopt;
  const auto first_line = text_of(detail::line_at(text, start), text);
  const auto margin = detail::indentation_of(first_line);
  const bool mid_line = !hints_.prompt.empty() && hints_.prompt.back() != '\n';
  if (margin == 0) {
    Pieces pieces;
    pieces.push_back(detail::make_piece(parser_, text));
    const Piece& piece = *pieces.back();
    if (piece.valid && piece.code && !piece.trimmed && is_entry(piece)) return made_of(piece, pieces, AnswerForm::raw);
    if (piece.valid && piece.has_definition() && !piece.trimmed) program_ = text;
  } else if (detail::mentions_definition(first_line, entry_) || detail::looks_like_code(first_line)) {
    // A whole program that gained white space in front: of all lines, or of the first line.
    Pieces pieces;
    pieces.push_back(detail::make_piece(parser_, text));
    if (!pieces.back()->valid) pieces.back() = detail::make_piece(parser_, text.substr(start + margin));
    if (pieces.back()->valid && pieces.back()->code && !entry_.empty() && is_entry(*pieces.back())) {
      Answer answer = made_of(*pieces.back(), pieces, AnswerForm::raw);
      answer.reindented = true;
      return answer;
    }
  }
  if (hints_.prompt.empty() || (margin == 0 && !mid_line)) return std::nullopt;
  return made_of(detail::continue_prompt(parser_, rules_, text), AnswerForm::continuation);
}

// The last piece that implements the entry point, or at least promises it.
const Piece* PythonExtractor::choose(const Pieces& pieces) const {
  if (entry_.empty()) return choose_program(pieces);
  const auto last = [&](auto&& wanted) -> const Piece* {
    const auto found =
        std::find_if(pieces.rbegin(), pieces.rend(), [&](const auto& p) { return p->valid && p->code && wanted(*p); });
    return found == pieces.rend() ? nullptr : found->get();
  };
  if (const auto* piece = last([&](const Piece& p) { return p.implements(entry_); })) return piece;
  return last([&](const Piece& p) { return p.binds(entry_); });
}

// Without an entry point: the last piece that reads its input, else the last; blocks marked as Python first.
const Piece* PythonExtractor::choose_program(const Pieces& pieces) const {
  const Piece* best = nullptr;
  int best_rank = 0;
  for (const auto& piece : pieces) {
    if (!piece->valid || !piece->code || piece->tag == Tag::other) continue;
    const bool reads =
        piece->text.find("input(") != std::string::npos || piece->text.find("stdin") != std::string::npos;
    const int rank = 1 + (piece->tag == Tag::asked ? 2 : 0) + (reads ? 1 : 0);
    if (rank >= best_rank) best = piece.get();
    best_rank = std::max(best_rank, rank);
  }
  return best;
}

std::optional<Answer> PythonExtractor::blocks(std::string_view text) {
  blocks_.clear();
  if (is_program(text)) return std::nullopt;
  for (auto& block : detail::fenced_blocks(text, Language::python)) {
    if (detail::is_blank(block.text) || parser_.exhausted()) continue;
    auto piece = detail::make_piece(parser_, block.text);
    if (detail::is_blank(piece->text)) continue;  // nothing but special tokens
    piece->tag = block.tag;
    piece->unclosed = block.unclosed;
    blocks_.push_back(std::move(piece));
  }
  if (blocks_.empty()) return std::nullopt;
  if (const auto* chosen = choose(blocks_)) return made_of(*chosen, blocks_, AnswerForm::fenced);
  if (auto answer = salvage(blocks_)) return answer;
  return continue_in_block(blocks_);
}

// A block that does not parse as a whole may hold a whole definition: generation stopped in a later test, say.
std::optional<Answer> PythonExtractor::salvage(const Pieces& pieces) {
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    if ((*piece)->valid || !detail::mentions_definition((*piece)->text, entry_)) continue;
    const Pieces runs = detail::code_runs(parser_, (*piece)->text);
    const auto* chosen = choose(runs);
    if (chosen == nullptr) continue;
    Answer answer = made_of(*chosen, runs, AnswerForm::fenced);
    answer.unclosed_fence = (*piece)->unclosed;
    answer.trimmed = true;
    return answer;
  }
  return std::nullopt;
}

// A block that holds only the body. One in column 0 has to return something: else it may be a call to the function.
std::optional<Answer> PythonExtractor::continue_in_block(const Pieces& pieces) {
  if (hints_.prompt.empty()) return std::nullopt;
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    const std::string& text = (*piece)->text;
    if ((*piece)->tag == Tag::other || ((*piece)->valid && (*piece)->has_definition())) continue;
    auto continuation = detail::continue_prompt(parser_, rules_, text);
    const bool returns = text.find("return") != std::string::npos || text.find("yield") != std::string::npos;
    if (!continuation && returns) continuation = detail::continue_prompt_reindented(parser_, rules_, text);
    if (!continuation) continue;
    auto answer = made_of(std::move(continuation), AnswerForm::fenced);
    answer->unclosed_fence = (*piece)->unclosed;
    return answer;
  }
  return std::nullopt;
}

std::optional<Answer> PythonExtractor::lost_indent(std::string_view text) {
  if (hints_.prompt.empty() || !blocks_.empty()) return std::nullopt;
  const auto piece = detail::make_piece(parser_, text);
  if (piece->valid && piece->has_definition()) return std::nullopt;
  return made_of(detail::continue_prompt_reindented(parser_, rules_, text), AnswerForm::continuation);
}

std::optional<Answer> PythonExtractor::bare_lines(std::string_view text) {
  const Pieces runs = detail::code_runs(parser_, text);
  const Piece* chosen = nullptr;
  if (!entry_.empty()) {
    chosen = choose(runs);
  } else if (blocks_.empty()) {
    for (const auto& run : runs)
      if (chosen == nullptr || run->text.size() >= chosen->text.size()) chosen = run.get();
  }
  if (chosen == nullptr) return std::nullopt;
  Answer answer = made_of(*chosen, runs, AnswerForm::prose);
  answer.trimmed = runs.size() > 1;
  return answer;
}

// A block that defines something else, or has errors. It is judged as what it is.
std::optional<Answer> PythonExtractor::anything_fenced() {
  const auto last = [&](auto&& wanted) -> const Piece* {
    const auto found = std::find_if(blocks_.rbegin(), blocks_.rend(), [&](const auto& p) { return wanted(*p); });
    return found == blocks_.rend() ? nullptr : found->get();
  };
  // In a valid block without a definition the mention is part of a string.
  const Piece* chosen = last(
      [&](const Piece& p) { return (!p.valid || p.has_definition()) && detail::mentions_definition(p.text, entry_); });
  if (chosen == nullptr) chosen = last([&](const Piece& p) { return p.valid && p.has_method(entry_); });
  if (chosen == nullptr) chosen = last([](const Piece& p) { return p.valid && p.has_definition(); });
  if (chosen == nullptr) chosen = last([](const Piece& p) { return p.valid && p.code && p.tag != Tag::other; });
  if (chosen == nullptr) chosen = last([](const Piece& p) { return p.tag == Tag::asked; });
  if (chosen == nullptr) return std::nullopt;
  return made_of(*chosen, blocks_, AnswerForm::fenced);
}

std::optional<Answer> PythonExtractor::leavings(std::string_view text, std::string_view bare) {
  if (auto answer = anything_fenced()) return answer;
  const auto start = bare.find_first_not_of("\r\n");
  if (start != std::string_view::npos && !hints_.prompt.empty() && detail::indentation_of(bare.substr(start)) > 0)
    if (auto answer = made_of(detail::broken_continuation(parser_, rules_, bare), AnswerForm::continuation))
      return answer;
  const auto piece = detail::make_piece(parser_, text);
  Pieces none;
  if (piece->valid && piece->code) return made_of(*piece, none, AnswerForm::raw);
  if (detail::is_blank(bare)) return std::nullopt;
  if (parser_.exhausted() || detail::looks_like_code(bare) || detail::mentions_definition(bare, entry_))
    return made_of(*detail::make_piece(parser_, bare), none, AnswerForm::raw);
  const Pieces runs = detail::code_runs(parser_, text);
  if (runs.empty()) return std::nullopt;
  return made_of(*runs.back(), runs, AnswerForm::prose);
}

// Other languages have no grammar here: the last block of the language, else the last that names none, else the text.
std::optional<Answer> extract_unparsed(std::string_view completion, Language language) {
  const auto spoken = detail::after_reasoning(completion);
  if (!spoken || detail::is_blank(*spoken)) return std::nullopt;
  const auto found = detail::fenced_blocks(*spoken, language);
  const auto code_of = [](const detail::FencedBlock& block) {
    return block.unclosed ? detail::without_special_tokens(block.text) : std::string_view(block.text);
  };
  for (const Tag wanted : {Tag::asked, Tag::none}) {
    const auto block = std::find_if(found.rbegin(), found.rend(),
                                    [&](const auto& b) { return b.tag == wanted && !detail::is_blank(code_of(b)); });
    if (block == found.rend()) continue;
    const auto code = code_of(*block);
    return Answer{std::string(code),
                  AnswerForm::fenced,
                  false,
                  block->unclosed,
                  false,
                  false,
                  code.size() != block->text.size(),
                  false};
  }
  const auto bare = detail::without_special_tokens(*spoken);
  if (detail::is_blank(bare)) return std::nullopt;
  return Answer{std::string(bare), AnswerForm::raw, false, false, false, false, bare.size() != spoken->size(), false};
}

}  // namespace

std::string_view name_of(AnswerForm form) noexcept {
  switch (form) {
    case AnswerForm::raw: return "raw";
    case AnswerForm::continuation: return "continuation";
    case AnswerForm::fenced: return "fenced";
    case AnswerForm::tagged: return "tagged";
    case AnswerForm::prose: return "prose";
  }
  return "raw";
}

std::optional<Answer> extract_answer(std::string_view completion, Language language, const AnswerHints& hints) {
  const bool oversized = completion.size() > kMostCompletionBytes;
  if (oversized) completion = completion.substr(0, kMostCompletionBytes);
  if (completion.starts_with("\xef\xbb\xbf")) completion.remove_prefix(3);
  auto answer =
      language == Language::python ? PythonExtractor(completion, hints).run() : extract_unparsed(completion, language);
  if (answer) answer->oversized = oversized;
  return answer;
}

}  // namespace oyer::parsers
