#include "datasets/detail/file_language.h"

#include <algorithm>
#include <string>

namespace oyer::datasets::detail {
namespace {

struct Row {
  std::string_view extension, name, type;
};

constexpr Row rows[] = {
    {"bash", "Shell", "programming"},
    {"c", "C", "programming"},
    {"cc", "C++", "programming"},
    {"cpp", "C++", "programming"},
    {"cs", "C#", "programming"},
    {"css", "CSS", "markup"},
    {"go", "Go", "programming"},
    {"h", "C", "programming"},
    {"hpp", "C++", "programming"},
    {"html", "HTML", "markup"},
    {"java", "Java", "programming"},
    {"js", "JavaScript", "programming"},
    {"json", "JSON", "data"},
    {"jsx", "JavaScript", "programming"},
    {"md", "Markdown", "prose"},
    {"mjs", "JavaScript", "programming"},
    {"php", "PHP", "programming"},
    {"py", "Python", "programming"},
    {"rb", "Ruby", "programming"},
    {"rs", "Rust", "programming"},
    {"rst", "reStructuredText", "prose"},
    {"sh", "Shell", "programming"},
    {"toml", "TOML", "data"},
    {"ts", "TypeScript", "programming"},
    {"tsx", "TSX", "programming"},
    {"txt", "Text", "prose"},
    {"xml", "XML", "data"},
    {"yaml", "YAML", "data"},
    {"yml", "YAML", "data"},
};

}  // namespace

FileLanguage language_of(std::string_view path, std::string_view) {
  const std::string_view file = path.substr(path.rfind('/') + 1);
  const std::size_t dot = file.rfind('.');
  if (dot == std::string_view::npos) return {};
  std::string extension(file.substr(dot + 1));
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (const Row& row : rows) {
    if (row.extension == extension) return {row.name, row.type};
  }
  return {};
}

std::optional<Language> grammar_for(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"Python", "python"},
      {"C", "c"},
      {"C++", "cpp"},
      {"Java", "java"},
      {"JavaScript", "javascript"},
      {"TypeScript", "typescript"},
      {"TSX", "tsx"},
      {"Go", "go"},
      {"Rust", "rust"},
      {"C#", "csharp"},
      {"Ruby", "ruby"},
      {"PHP", "php"},
      {"Shell", "bash"},
  };
  for (const auto& [linguist, ours] : names) {
    if (linguist == name) return parse_language(ours);
  }
  return std::nullopt;
}

}  // namespace oyer::datasets::detail
