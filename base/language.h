// Language: the programming languages that rooms name to each other.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace oyer {

enum class Language {
  python,
  c,
  cpp,
  java,
  javascript,
  typescript,
  go,
  rust,
  tsx,  // TypeScript with JSX, a grammar of its own
  csharp,
  ruby,
  php,
  bash,
};
inline constexpr std::size_t kLanguageCount = 13;

// "python", "cpp", ...: stable, as written to records.
std::string_view name_of(Language language) noexcept;

// Accepts the stable names and the usual aliases ("py", "c++", "js"). nullopt when unknown.
std::optional<Language> parse_language(std::string_view text) noexcept;

// One file of a program: a relative path and its bytes.
struct SourceFile {
  std::string path;
  std::string text;
  friend bool operator==(const SourceFile&, const SourceFile&) = default;
};

}  // namespace oyer
