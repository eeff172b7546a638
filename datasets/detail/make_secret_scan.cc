// A program of the build: compiles the expressions of all rules once, those for secrets and those for personal data,
// and writes the compiled forms, and the source that carries them into the library.
//
//   make_secret_scan SECRET_FORM PERSONAL_FORM SOURCE
#include <cstdio>
#include <string>
#include <vector>

#include "base/file.h"
#include "datasets/detail/rule_scan.h"
#include "datasets/detail/secret_rules.h"

namespace {

// Of one form: name, file, twice.
constexpr const char* source_format =
    "asm(\".pushsection .rodata\\n\"\n"
    "    \".balign 16\\n\"\n"
    "    \"oyer_%1$s_scan_begin: .incbin \\\"%2$s\\\"\\n\"\n"
    "    \"oyer_%1$s_scan_end: .byte 0\\n\"\n"
    "    \".popsection\\n\");\n"
    "extern const char oyer_%1$s_scan_begin[], oyer_%1$s_scan_end[];\n"
    "std::string_view oyer::datasets::detail::compiled_%1$s_scan() noexcept {\n"
    "  return {oyer_%1$s_scan_begin, static_cast<std::size_t>(oyer_%1$s_scan_end - oyer_%1$s_scan_begin)};\n"
    "}\n";

// Writes the form and adds its source; false where that fails, having said why.
bool add_form(const std::vector<const oyer::datasets::detail::RuleRow*>& rows, const char* name, const char* path,
              std::string& source) {
  using namespace oyer;
  const auto scan = datasets::detail::RuleScan::compile(datasets::detail::expressions_of(rows));
  if (!scan.has_value()) return std::fprintf(stderr, "%s\n", scan.error().what.c_str()), false;
  char text[4096];
  const int length = std::snprintf(text, sizeof text, source_format, name, path);
  if (length < 0 || static_cast<std::size_t>(length) >= sizeof text) return false;
  source += text;
  return write_file(path, scan->compiled()).has_value();
}

}  // namespace

int main(int count, char** arguments) {
  using namespace oyer::datasets::detail;
  if (count != 4) return 64;
  std::string source = "// Made by datasets/detail/make_secret_scan.cc.\n#include \"datasets/detail/secret_rules.h\"\n";
  if (!add_form(secret_rows(), "secret", arguments[1], source)) return 1;
  if (!add_form(personal_rows(), "personal", arguments[2], source)) return 1;
  return oyer::write_file(arguments[3], source).has_value() ? 0 : 1;
}
