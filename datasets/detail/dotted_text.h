// Names of parts as texts: '.' between parts. Chains of a reference, packages, namespaces.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace oyer::datasets::detail {

inline std::string_view first_part(std::string_view name) noexcept { return name.substr(0, name.find('.')); }

inline std::string_view behind_first(std::string_view name) noexcept {
  return name.substr(std::min(name.size(), first_part(name).size() + 1));
}

inline std::string_view last_part(std::string_view name) noexcept { return name.substr(name.rfind('.') + 1); }

// Empty where there is one part.
inline std::string_view without_last(std::string_view name) noexcept {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot);
}

// A name in a package, a namespace or a type; in "" as it is.
inline std::string name_within(std::string_view around, std::string_view name) {
  if (around.empty()) return std::string(name);
  return std::string(around) + "." + std::string(name);
}

}  // namespace oyer::datasets::detail
