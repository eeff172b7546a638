// A program of the build: compiles the expressions of all rules for secrets once and writes the compiled form, and the
// source that carries it into the library.
//
//   make_secret_scan FORM SOURCE
#include <cstdio>
#include <string>

#include "base/file.h"
#include "datasets/detail/rule_scan.h"
#include "datasets/detail/secret_rules.h"

namespace {

constexpr const char* source_format =
    "// Made by datasets/detail/make_secret_scan.cc.\n"
    "#include \"datasets/detail/secret_rules.h\"\n"
    "asm(\".pushsection .rodata\\n\"\n"
    "    \".balign 16\\n\"\n"
    "    \"oyer_secret_scan_begin: .incbin \\\"%s\\\"\\n\"\n"
    "    \"oyer_secret_scan_end: .byte 0\\n\"\n"
    "    \".popsection\\n\");\n"
    "extern const char oyer_secret_scan_begin[], oyer_secret_scan_end[];\n"
    "std::string_view oyer::datasets::detail::compiled_secret_scan() noexcept {\n"
    "  return {oyer_secret_scan_begin, static_cast<std::size_t>(oyer_secret_scan_end - oyer_secret_scan_begin)};\n"
    "}\n";

}  // namespace

int main(int count, char** arguments) {
  using namespace oyer;
  if (count != 3) return 64;
  const auto rows = datasets::detail::secret_rows();
  const auto scan = datasets::detail::RuleScan::compile(datasets::detail::expressions_of(rows));
  if (!scan.has_value()) {
    std::fprintf(stderr, "%s\n", scan.error().what.c_str());
    return 1;
  }
  char source[2048];
  const int length = std::snprintf(source, sizeof source, source_format, arguments[1]);
  if (length < 0 || static_cast<std::size_t>(length) >= sizeof source) return 64;
  if (!write_file(arguments[1], scan->compiled()).has_value()) return 1;
  return write_file(arguments[2], source).has_value() ? 0 : 1;
}
