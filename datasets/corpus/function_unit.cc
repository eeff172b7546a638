#include "datasets/corpus/function_unit.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace oyer::datasets {
namespace {

using parsers::Definition;
using parsers::Outline;
using parsers::SymbolKind;

constexpr double kMostLines = 150;
// However long a text is, what looks for a signature in it takes no more steps.
constexpr std::size_t kMostSteps = 200'000;
constexpr int kMostParents = 8;
// Of one last name, so that no text can make each function ask for all references of its file.
constexpr std::size_t kMostOfOneName = 64;

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool is_word(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_function(const Definition& definition) noexcept {
  return definition.kind == SymbolKind::function || definition.kind == SymbolKind::method;
}

std::string_view slice(std::string_view text, const parsers::Span& span) {
  if (span.byte_begin > text.size() || span.byte_end < span.byte_begin) return {};
  return text.substr(span.byte_begin, span.byte_end - span.byte_begin);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// Where `words` ends in `text`, white space aside; npos where it is not there.
std::size_t end_of(std::string_view text, std::string_view words) {
  words = trimmed(words);
  if (words.empty()) return std::string_view::npos;
  std::size_t steps = 0;
  for (std::size_t at = text.find(words[0]); at != std::string_view::npos; at = text.find(words[0], at + 1)) {
    std::size_t i = at, j = 0;
    while (i < text.size() && j < words.size()) {
      if (++steps > kMostSteps) return std::string_view::npos;
      if (is_space(text[i])) {
        ++i;
      } else if (is_space(words[j])) {
        ++j;
      } else if (text[i] == words[j]) {
        ++i, ++j;
      } else {
        break;
      }
    }
    if (j == words.size()) return i;
  }
  return std::string_view::npos;
}

// Without the string that stands first, as Python's docstrings do.
std::string_view without_docstring(std::string_view body) {
  const std::string_view whole = body;
  if (body.starts_with(':')) body.remove_prefix(1);
  body = trimmed(body);
  std::size_t quote = 0;
  while (quote < 2 && quote < body.size() && std::string_view("rRuUbBfF").find(body[quote]) != std::string_view::npos)
    ++quote;
  if (quote >= body.size() || (body[quote] != '"' && body[quote] != '\'')) return whole;
  const std::string_view three = body.substr(quote, 3);
  const bool long_one = three == "\"\"\"" || three == "'''";
  const std::string_view mark = long_one ? three : body.substr(quote, 1);
  for (std::size_t at = quote + mark.size(); at < body.size(); ++at) {
    if (body[at] == '\\') {
      ++at;
    } else if (body.substr(at).starts_with(mark)) {
      return body.substr(at + mark.size());
    }
  }
  return whole;
}

std::string body_of(std::string_view content, const Definition& definition, Language language) {
  const std::size_t end = end_of(content, definition.signature);
  if (end == std::string_view::npos) return std::string(trimmed(content));
  std::string_view body = content.substr(end);
  if (language == Language::python) {
    if (!definition.doc.empty()) body = without_docstring(body);
    const std::size_t colon = body.find_first_not_of(" \t\r\n");
    if (colon != std::string_view::npos && body[colon] == ':') body.remove_prefix(colon + 1);
    // The first line keeps its indentation, so that the others stand under it.
    while (!body.empty() && trimmed(body.substr(0, body.find('\n') + 1)).empty() && body.find('\n') != body.npos)
      body.remove_prefix(body.find('\n') + 1);
    while (!body.empty() && is_space(body.back())) body.remove_suffix(1);
    return std::string(body);
  }
  body = trimmed(body);
  return body == ";" ? std::string() : std::string(body);
}

std::string full_name(const Outline& outline, std::uint32_t number) {
  std::string name = outline.definitions[number].name;
  int left = kMostParents;
  for (auto parent = outline.definitions[number].parent; parent && left-- > 0;
       parent = outline.definitions[*parent].parent)
    name = outline.definitions[*parent].name + "." + name;
  return name;
}

// By place: whether a definition lies in a function. Parents stand before their children.
std::vector<bool> within_functions(const Outline& outline) {
  std::vector<bool> within(outline.definitions.size());
  for (std::uint32_t i = 0; i < within.size(); ++i) {
    const auto parent = outline.definitions[i].parent;
    within[i] = parent && *parent < i && (within[*parent] || is_function(outline.definitions[*parent]));
  }
  return within;
}

// Words of a text: runs of letters, digits and '_'.
template <class Visit>
void each_word(std::string_view text, Visit visit) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_word(text[at])) ++at;
    visit(text.substr(begin, at - begin), begin);
  }
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// Words between the first parentheses of a signature, but for the object of a method.
std::size_t arguments_in(std::string_view signature, std::string_view name) {
  const std::size_t named = signature.find(name);
  const std::size_t open = signature.find('(', named == std::string_view::npos ? 0 : named);
  if (open == std::string_view::npos) return 0;
  std::size_t depth = 0, end = open;
  for (; end < signature.size(); ++end) {
    if (signature[end] == '(') ++depth;
    if (signature[end] == ')' && --depth == 0) break;
  }
  std::size_t words = 0;
  each_word(signature.substr(open, end - open), [&](std::string_view word, std::size_t) {
    words += word != "self" && word != "cls" && word != "mut" && word != "void" && word != "this" ? 1U : 0U;
  });
  return words;
}

// A return with something behind it; languages whose last expression is the value say so in the signature.
bool returns_value(std::string_view body, std::string_view signature, Language language) {
  bool found = false;
  each_word(body, [&](std::string_view word, std::size_t at) {
    if (word != "return") return;
    std::size_t next = at + word.size();
    while (next < body.size() && (body[next] == ' ' || body[next] == '\t')) ++next;
    found = found || (next < body.size() && body[next] != '\n' && body[next] != '\r' && body[next] != ';' &&
                      body[next] != '}' && body[next] != '#');
  });
  if (language == Language::rust) return found || signature.find("->") != std::string_view::npos;
  return found || (language == Language::ruby && !trimmed(body).empty());
}

bool has_unfinished_words(std::string_view content) {
  const std::string text = lower(content);
  for (const char* word : {"todo", "fixme", "bug"})
    if (text.find(word) != std::string::npos) return true;
  return false;
}

std::size_t outside_modules(std::string_view content) {
  constexpr std::array modules = {"os",         "sys",       "subprocess", "argparse",
                                  "setuptools", "distutils", "matplotlib", "seaborn"};
  std::size_t found = 0;
  std::string_view before;
  each_word(content, [&](std::string_view word, std::size_t at) {
    const bool is_module = std::find(modules.begin(), modules.end(), word) != modules.end();
    const bool used = at + word.size() < content.size() && content[at + word.size()] == '.';
    const bool begins = at == 0 || content[at - 1] != '.';
    if (is_module && begins && (used || before == "import" || before == "from")) ++found;
    before = word;
  });
  return found;
}

// ---- what is called ----------------------------------------------------------------------------------------------

// The last name first, since "module.Class.method" is best told by its method.
std::vector<std::string_view> last_first(std::string_view name) {
  std::vector<std::string_view> parts;
  for (std::size_t end = name.size();;) {
    const std::size_t dot = name.rfind('.', end == 0 ? 0 : end - 1);
    parts.push_back(
        name.substr(dot == std::string_view::npos ? 0 : dot + 1, end - (dot == std::string_view::npos ? 0 : dot + 1)));
    if (dot == std::string_view::npos || dot == 0) break;
    end = dot;
  }
  return parts;
}

using Places = std::map<std::string_view, std::vector<std::uint32_t>>;

// Definitions that others can name, by name, in the order of the text.
Places places_of(const Outline& outline) {
  Places places;
  const std::vector<bool> within = within_functions(outline);
  for (std::uint32_t i = 0; i < within.size(); ++i) {
    auto& named = places[outline.definitions[i].name];
    if (!within[i] && named.size() < kMostOfOneName) named.push_back(i);
  }
  return places;
}

// What others call by the names of this file's imports.
std::map<std::string_view, std::string_view> aliases_of(const Outline& outline) {
  std::map<std::string_view, std::string_view> names;
  for (const parsers::ImportUse& use : outline.imports)
    if (!use.alias.empty() && !use.name.empty()) names.try_emplace(use.alias, use.name);
  return names;
}

}  // namespace

std::vector<FunctionParts> functions_of(std::string_view text, const Outline& outline) {
  std::vector<FunctionParts> functions;
  const std::vector<bool> within = within_functions(outline);
  for (std::uint32_t i = 0; i < outline.definitions.size(); ++i) {
    const Definition& definition = outline.definitions[i];
    if (!is_function(definition) || within[i]) continue;
    const std::string_view content = slice(text, definition.span);
    FunctionParts parts{i, full_name(outline, i), std::string(content), definition.signature, definition.doc, {}, 0, 0};
    parts.body = body_of(content, definition, outline.language);
    parts.row = definition.span.row;
    parts.rows = 1U + static_cast<std::uint32_t>(std::count(content.begin(), content.end(), '\n'));
    functions.push_back(std::move(parts));
  }
  return functions;
}

std::vector<Decision> judge_seed(const FunctionParts& function, Language language) {
  const auto least = [](const char* rule, double value, double limit) {
    return Decision{rule, value, limit, value < limit};
  };
  const auto most = [](const char* rule, double value, double limit) {
    return Decision{rule, value, limit, value > limit};
  };
  const std::size_t dot = function.name.rfind('.');
  const std::string name = dot == std::string::npos ? function.name : function.name.substr(dot + 1);
  const double arguments = static_cast<double>(arguments_in(function.signature, name));
  const bool returns = returns_value(function.body, function.signature, language);
  std::vector<Decision> decisions{
      least("seed.docstring", function.docstring.empty() ? 0 : 1, 1), least("seed.arguments_least", arguments, 1),
      least("seed.returns_value", returns ? 1 : 0, 1), most("seed.lines_most", function.rows, kMostLines),
      most("seed.unfinished_words", has_unfinished_words(function.content) ? 1 : 0, 0)};
  if (language == Language::python)
    decisions.push_back(most("seed.outside_modules", static_cast<double>(outside_modules(function.content)), 0));
  return decisions;
}

struct CalleeFinder::State {
  // A reference whose definition is known.
  struct Known {
    Callee callee;
    std::string_view name;
  };

  const ProjectGraph& graph;
  std::span<const Outline* const> outlines;
  std::map<std::uint32_t, Places> places;                // of files that were asked for
  std::optional<std::uint32_t> current;                  // whose references these are:
  std::map<std::string_view, std::vector<Known>> known;  // by last name

  const Places& places_in(std::uint32_t file) {
    const auto [at, is_new] = places.try_emplace(file);
    if (is_new) at->second = places_of(*outlines[file]);
    return at->second;
  }

  void turn_to(std::uint32_t file) {
    if (current == file) return;
    current = file;
    known.clear();
    const Outline& own = *outlines[file];
    const auto aliases = aliases_of(own);
    const auto is_before = [](const CrossReference& reference, std::uint32_t number) {
      return reference.from < number;
    };
    for (auto at = std::lower_bound(graph.references.begin(), graph.references.end(), file, is_before);
         at != graph.references.end() && at->from == file; ++at) {
      if (at->to >= outlines.size() || outlines[at->to] == nullptr) continue;
      const std::string& name = own.references[at->reference].name;
      const auto parts = last_first(name);
      auto& named = known[parts.front()];
      if (named.size() >= kMostOfOneName) continue;
      for (const std::string_view part : parts) {
        const auto alias = aliases.find(part);
        const Places& there = places_in(at->to);
        const auto found = there.find(alias == aliases.end() ? part : alias->second);
        if (found == there.end() || found->second.empty()) continue;
        named.push_back({{at->to, found->second.front()}, name});
        break;
      }
    }
  }
};

CalleeFinder::CalleeFinder(const ProjectGraph& graph, std::span<const Outline* const> outlines)
    : state_(new State{graph, outlines, {}, {}, {}}) {}

CalleeFinder::~CalleeFinder() = default;

std::vector<Callee> CalleeFinder::callees_of(const FunctionParts& function, std::uint32_t file, std::size_t most) {
  State& state = *state_;
  state.turn_to(file);
  const Outline& own = *state.outlines[file];
  const Places& here_by_name = state.places_in(file);
  std::set<std::string_view> words;
  each_word(function.content, [&](std::string_view word, std::size_t) { words.insert(word); });
  const auto parent = own.definitions[function.definition].parent;
  std::set<Callee> here, elsewhere;
  for (const std::string_view word : words) {
    if (const auto named = here_by_name.find(word); named != here_by_name.end()) {
      for (const std::uint32_t i : named->second) {
        const auto above = own.definitions[i].parent;
        if (i != function.definition && i != parent && (!above || above == parent)) here.insert({file, i});
      }
    }
    if (const auto named = state.known.find(word); named != state.known.end()) {
      for (const State::Known& known : named->second) {
        const auto parts = last_first(known.name);
        const auto is_there = [&](std::string_view part) { return words.contains(part); };
        if (std::all_of(parts.begin(), parts.end(), is_there)) elsewhere.insert(known.callee);
      }
    }
  }
  std::vector<Callee> callees(here.begin(), here.end());
  callees.insert(callees.end(), elsewhere.begin(), elsewhere.end());
  if (callees.size() > most) callees.resize(most);
  return callees;
}

}  // namespace oyer::datasets
