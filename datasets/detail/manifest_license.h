// What a package's own manifest says about its licence: package.json, composer.json, Cargo.toml, pyproject.toml,
// setup.cfg and gemspecs. Read by key, not parsed: a field that is not where it usually is is not found.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace oyer::datasets::detail {

struct DeclaredLicense {
  std::string expression;  // as written
  std::string evidence;    // the line
};

// nullopt for other files, and where the field is missing or empty.
std::optional<DeclaredLicense> license_in_manifest(std::string_view file_name, std::string_view text);

}  // namespace oyer::datasets::detail
