#include "parsers/mutation.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "base/digest.h"
#include "parsers/detail/mutator.h"

namespace oyer::parsers {
namespace {

auto place_of(const Mutation& one) {
  return std::tie(one.span.byte_begin, one.span.byte_end, one.kind, one.replacement);
}
bool stands_before(const Mutation& a, const Mutation& b) { return place_of(a) < place_of(b); }

Digest draw_of(const Digest& program, const Mutation& one) {
  Digester digester;
  digester.field(to_string(program)).field(name_of(one.kind));
  digester.field(one.span.byte_begin).field(one.span.byte_end).field(one.replacement);
  return digester.finish();
}

// The begin of the line that holds `at`.
std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

// One past the last byte of the line that holds `at`, without its line end.
std::size_t line_end(std::string_view text, std::size_t at) { return std::min(text.find('\n', at), text.size()); }

// Each line with a mark before it; how many there are.
std::size_t add_lines(std::string& out, char mark, std::string_view lines) {
  std::size_t count = 1;
  out += mark;
  for (const char c : lines) {
    out += c;
    if (c == '\n') {
      out += mark;
      ++count;
    }
  }
  out += '\n';
  return count;
}

std::string range_text(std::size_t line, std::size_t count) {
  return count == 1 ? std::to_string(line) : std::to_string(line) + "," + std::to_string(count);
}

}  // namespace

std::string_view name_of(MutationOperator kind) noexcept {
  switch (kind) {
    case MutationOperator::arithmetic: return "arithmetic";
    case MutationOperator::operand: return "operand";
    case MutationOperator::comparison: return "comparison";
    case MutationOperator::boundary: return "boundary";
    case MutationOperator::logic: return "logic";
    case MutationOperator::condition: return "condition";
    case MutationOperator::constant: return "constant";
    case MutationOperator::deletion: return "deletion";
    case MutationOperator::returned: return "returned";
    case MutationOperator::swap: return "swap";
    case MutationOperator::call: return "call";
    case MutationOperator::variable: return "variable";
  }
  return "unknown";
}

bool can_mutate(Language language) noexcept {
  return language == Language::python || language == Language::c || language == Language::cpp;
}

std::optional<std::vector<Mutation>> mutations_of(Language language, std::string_view program,
                                                  std::span<const std::string> roots) {
  if (!can_mutate(language) || program.size() > most_program_bytes) return std::nullopt;
  const auto tree = detail::token_tree(language, program);
  if (!tree) return std::nullopt;
  detail::Drafts drafts(*tree);
  if (language == Language::python) {
    mutate_python(*tree, detail::unreached_python(*tree, roots), drafts);
  } else {
    mutate_c(*tree, drafts);
  }
  std::vector<Mutation> all = drafts.take();
  // Two operators may come to the same edit; the first of them has it.
  const auto same_edit = [](const Mutation& a, const Mutation& b) {
    return a.span == b.span && a.replacement == b.replacement;
  };
  std::sort(all.begin(), all.end(), [](const Mutation& a, const Mutation& b) {
    return std::tie(a.span.byte_begin, a.span.byte_end, a.replacement, a.kind) <
           std::tie(b.span.byte_begin, b.span.byte_end, b.replacement, b.kind);
  });
  all.erase(std::unique(all.begin(), all.end(), same_edit), all.end());
  std::sort(all.begin(), all.end(), stands_before);
  return all;
}

std::vector<Mutation> choose_mutations(Language language, std::string_view program,
                                       const std::vector<Mutation>& mutations, std::size_t most) {
  const auto errors = detail::count_errors(language, program);
  if (!errors) return {};
  const Digest name = sha256(program);
  std::array<std::vector<std::pair<Digest, const Mutation*>>, std::size(all_mutation_operators)> drawn;
  for (const Mutation& one : mutations) {
    drawn[static_cast<std::size_t>(one.kind)].emplace_back(draw_of(name, one), &one);
  }
  for (auto& row : drawn) std::sort(row.begin(), row.end());
  std::vector<Mutation> chosen;
  std::set<Digest> texts;
  // A hostile text could have every one of its mutations refused; each costs a parse.
  std::size_t tries = 4 * most + 64;
  bool left = true;
  for (std::size_t turn = 0; left && chosen.size() < most && tries > 0; ++turn) {
    left = false;
    for (const auto& row : drawn) {
      if (turn >= row.size()) continue;
      left = true;
      if (chosen.size() >= most || tries == 0) break;
      --tries;
      const std::string text = mutated(program, *row[turn].second);
      if (!texts.insert(sha256(text)).second) continue;
      const auto now = detail::count_errors(language, text);
      if (now && *now <= *errors) chosen.push_back(*row[turn].second);
    }
  }
  std::sort(chosen.begin(), chosen.end(), stands_before);
  return chosen;
}

std::string mutated(std::string_view program, const Mutation& mutation) {
  std::string text(program.substr(0, mutation.span.byte_begin));
  text += mutation.replacement;
  text += program.substr(mutation.span.byte_end);
  return text;
}

std::string diff_of(std::string_view program, const Mutation& mutation) {
  const std::size_t begin = line_begin(program, mutation.span.byte_begin);
  // A span that ends with a line end holds the whole of that line and nothing of the next.
  std::size_t last = mutation.span.byte_end;
  if (last > mutation.span.byte_begin) --last;
  const std::size_t end = line_end(program, last);
  std::string after(program.substr(begin, mutation.span.byte_begin - begin));
  after += mutation.replacement;
  if (end > mutation.span.byte_end) after += program.substr(mutation.span.byte_end, end - mutation.span.byte_end);
  std::string removed, added;
  const std::size_t before_lines = add_lines(removed, '-', program.substr(begin, end - begin));
  const std::size_t after_lines = add_lines(added, '+', after);
  const std::size_t line = mutation.span.row + 1;
  return "@@ -" + range_text(line, before_lines) + " +" + range_text(line, after_lines) + " @@\n" + removed + added;
}

}  // namespace oyer::parsers
