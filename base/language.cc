#include "base/language.h"

namespace oyer {
namespace {

struct Alias {
  std::string_view name;
  Language language;
};

// The first alias of each language is its stable name.
constexpr Alias aliases[] = {
    {"python", Language::python},  {"py", Language::python},
    {"python3", Language::python}, {"c", Language::c},
    {"cpp", Language::cpp},        {"c++", Language::cpp},
    {"java", Language::java},      {"javascript", Language::javascript},
    {"js", Language::javascript},  {"typescript", Language::typescript},
    {"ts", Language::typescript},  {"go", Language::go},
    {"rust", Language::rust},      {"rs", Language::rust},
    {"tsx", Language::tsx},        {"csharp", Language::csharp},
    {"c#", Language::csharp},      {"cs", Language::csharp},
    {"ruby", Language::ruby},      {"rb", Language::ruby},
    {"php", Language::php},        {"bash", Language::bash},
    {"sh", Language::bash},        {"shell", Language::bash},
};

}  // namespace

std::string_view name_of(Language language) noexcept {
  for (const Alias& alias : aliases) {
    if (alias.language == language) return alias.name;
  }
  return "unknown";
}

std::optional<Language> parse_language(std::string_view text) noexcept {
  for (const Alias& alias : aliases) {
    if (alias.name == text) return alias.language;
  }
  return std::nullopt;
}

}  // namespace oyer
