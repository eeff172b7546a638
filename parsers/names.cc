#include "parsers/names.h"

#include <unordered_set>

#include "parsers/detail/python_names.h"
#include "parsers/detail/syntax.h"

namespace oyer::parsers {
namespace {

using detail::Kind;
using detail::kNone;
using detail::Syntax;

// With work enough for the densest code; see detail::Parser.
Syntax parse_whole(Language language, std::string_view text) {
  return detail::Parser(language, 1000 + text.size() / 16).parse(text);
}

// Keeps the first of each name.
class Ordered {
 public:
  void add(std::string_view name) {
    if (seen_.insert(name).second) names_.emplace_back(name);
  }
  std::vector<std::string> take() { return std::move(names_); }

 private:
  std::unordered_set<std::string_view> seen_;
  std::vector<std::string> names_;
};

// The first identifier below `node`, which is the first component of a module path.
std::string_view first_component(const Syntax& syntax, std::string_view text, std::uint32_t node) {
  for (auto i = node; i < syntax[node].past_subtree; ++i)
    if (syntax[i].kind == Kind::identifier) return detail::text_of(syntax[i], text);
  return {};
}

}  // namespace

std::vector<std::string> defined_names(Language language, std::string_view code) {
  const Syntax syntax = parse_whole(language, code);
  Ordered names;
  for (const auto& statement : detail::top_statements(syntax, code))
    for (const auto name : statement.binds) names.add(name);
  return names.take();
}

std::vector<std::string> free_names(Language language, std::string_view code) {
  const Syntax syntax = parse_whole(language, code);
  const auto statements = detail::top_statements(syntax, code);
  std::unordered_set<std::string_view> bound;
  for (const auto& statement : statements) bound.insert(statement.binds.begin(), statement.binds.end());
  Ordered names;
  for (const auto& statement : statements)
    for (const auto name : statement.needs)
      if (!bound.contains(name)) names.add(name);
  return names.take();
}

std::vector<std::string> imported_modules(Language language, std::string_view code) {
  const Syntax syntax = parse_whole(language, code);
  Ordered names;
  for (std::uint32_t i = 0; i < syntax.size(); ++i) {
    const auto kind = syntax[i].kind;
    const auto first = syntax.first_child(i);
    if (first == kNone) continue;
    if (kind == Kind::import_from_statement) {
      if (syntax[first].kind == Kind::dotted_name) names.add(first_component(syntax, code, first));
    } else if (kind == Kind::import_statement) {
      for (auto c = first; c != kNone; c = syntax.next_sibling(c))
        if (const auto name = first_component(syntax, code, c); !name.empty()) names.add(name);
    }
  }
  return names.take();
}

std::vector<std::string> own_names(Language language, std::string_view code) {
  if (language != Language::python) return {};
  const Syntax syntax = parse_whole(language, code);
  std::vector<std::string> names;
  for (const auto& variable : detail::own_variables(syntax, code)) names.emplace_back(variable.name);
  return names;
}

std::string rename(Language language, std::string_view code, const std::map<std::string, std::string>& names) {
  if (language != Language::python) return std::string(code);
  const Syntax syntax = parse_whole(language, code);
  std::map<std::uint32_t, const std::string*> places;  // by node; nodes are in the order of the text
  for (const auto& variable : detail::own_variables(syntax, code)) {
    const auto found = names.find(std::string(variable.name));
    if (found == names.end()) continue;
    for (const auto node : variable.nodes) places[node] = &found->second;
  }
  std::string text;
  std::uint32_t copied = 0;
  for (const auto& [node, name] : places) {
    text.append(code.substr(copied, syntax[node].begin - copied)).append(*name);
    copied = syntax[node].end;
  }
  return text.append(code.substr(copied));
}

bool is_builtin(Language language, std::string_view name) noexcept {
  return language == Language::python && detail::is_python_builtin(name);
}

}  // namespace oyer::parsers
