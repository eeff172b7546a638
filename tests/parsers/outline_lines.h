// An outline as lines of text, so that a test can state all of it.
#pragma once

#include <string>
#include <vector>

#include "parsers/outline.h"

namespace oyer::parsers {

inline std::string flags_of(std::initializer_list<std::pair<bool, const char*>> flags) {
  std::string out;
  for (const auto& [set, name] : flags)
    if (set) out += std::string(" ") + name;
  return out;
}

// "form target [name=..] [as alias] [flags]"
inline std::vector<std::string> import_lines(const Outline& outline) {
  std::vector<std::string> lines;
  for (const ImportUse& i : outline.imports) {
    std::string line = std::string(name_of(i.form)) + " " + i.target;
    if (!i.name.empty()) line += " name=" + i.name;
    if (!i.alias.empty()) line += " as " + i.alias;
    if (!i.path_hint.empty()) line += " path=" + i.path_hint;
    line += flags_of({{i.is_static, "static"},
                      {i.reexported, "reexported"},
                      {i.weak, "weak"},
                      {i.guarded, "guarded"},
                      {i.computed, "computed"}});
    lines.push_back(line);
  }
  return lines;
}

// "kind [parent.]name: signature [| doc] [(private)]"
inline std::vector<std::string> definition_lines(const Outline& outline) {
  static constexpr const char* kKinds[] = {"function", "method", "class", "variable", "module", "macro"};
  std::vector<std::string> lines;
  for (const Definition& d : outline.definitions) {
    std::string line = std::string(kKinds[static_cast<int>(d.kind)]) + " ";
    if (d.parent) line += outline.definitions[*d.parent].name + ".";
    line += d.name;
    if (!d.signature.empty()) line += ": " + d.signature;
    if (!d.doc.empty()) line += " | " + d.doc;
    if (!d.is_public) line += " (private)";
    lines.push_back(line);
  }
  return lines;
}

// "name xCOUNT [weak]"
inline std::vector<std::string> reference_lines(const Outline& outline) {
  std::vector<std::string> lines;
  for (const Reference& r : outline.references)
    lines.push_back(r.name + " x" + std::to_string(r.count) + (r.weak ? " weak" : ""));
  return lines;
}

}  // namespace oyer::parsers
