#include "runners/detail/cxx_header.h"

#include <algorithm>
#include <utility>

namespace oyer::runners::detail {

namespace {

// Behind blanks, newlines and comments. A comment that goes on by a backslash at its line's end is followed.
std::string_view skip_blanks(std::string_view text) {
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n\v\f"), text.size()));
    if (text.substr(0, 2) == "/*") {
      const std::size_t end = text.find("*/", 2);
      if (end == std::string_view::npos) return {};
      text.remove_prefix(end + 2);
    } else if (text.substr(0, 2) == "//") {
      std::size_t end = text.find('\n');
      while (end != std::string_view::npos && end > 0 &&
             (text[end - 1] == '\\' || (text[end - 1] == '\r' && end > 1 && text[end - 2] == '\\'))) {
        end = text.find('\n', end + 1);
      }
      if (end == std::string_view::npos) return {};
      text.remove_prefix(end);
    } else {
      return text;
    }
  }
}

bool take(std::string_view& text, std::string_view word) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  if (text.substr(0, word.size()) != word) return false;
  text.remove_prefix(word.size());
  return true;
}

sandbox::Limits header_limits() {
  sandbox::Limits limits = build_limits();
  limits.cpu = std::chrono::seconds(60);
  limits.wall = std::chrono::seconds(300);
  limits.memory = 3_GiB;
  limits.output = 224_MiB;
  limits.file = 224_MiB;
  limits.scratch = 512_MiB;
  return limits;
}

}  // namespace

std::optional<std::string_view> leading_header(std::string_view source) {
  if (source.substr(0, 3) == "\xEF\xBB\xBF") source.remove_prefix(3);
  std::string_view text = skip_blanks(source);
  if (!take(text, "#") || !take(text, "include") || !take(text, "<")) return std::nullopt;
  for (const std::string_view name : precompiled_headers) {
    if (text.substr(0, name.size()) == name && text.substr(name.size(), 1) == ">") return name;
  }
  return std::nullopt;
}

bool flags_allow_header(const std::vector<std::string>& flags) {
  return std::none_of(flags.begin(), flags.end(), [](const std::string& flag) {
    if (flag == "-w" || flag == "-pg") return true;
    for (const std::string_view prefix : {"-g", "-fsanitize", "-flto", "-fprofile"}) {
      if (flag.compare(0, prefix.size(), prefix) == 0) return true;
    }
    return false;
  });
}

Digest header_key(const CxxToolchain& toolchain, const std::vector<std::string>& flags, std::string_view name) {
  Digester digester;
  digester.field("oyer-header-1").field(to_string(toolchain.digest)).field(name).field(flags.size());
  for (const std::string& flag : flags) digester.field(flag);
  return digester.finish();
}

Result<bool> make_header(sandbox::Executor& executor, const CxxToolchain& toolchain,
                         const std::vector<std::string>& flags, std::string_view name, BuildCache& cache,
                         std::stop_token stop) {
  const Digest key = header_key(toolchain, flags, name);
  sandbox::Command command;
  command.argv = {"/bin/sh", "-c", R"("$@" >/dev/null && exec cat header.gch)", "sh", toolchain.gxx.string()};
  // Libraries mean nothing to a header.
  std::copy_if(flags.begin(), flags.end(), std::back_inserter(command.argv),
               [](const std::string& flag) { return flag.compare(0, 2, "-l") != 0; });
  command.argv.insert(command.argv.end(), {"-x", "c++-header", "header.hpp", "-o", "header.gch"});
  command.files = {{"header.hpp", "#include <" + std::string(name) + ">\n"}};
  command.limits = header_limits();
  command.filter = "compile";
  command.patient = true;
  OYER_TRY(const sandbox::Execution execution, executor.run(command, std::move(stop)));
  if (std::holds_alternative<sandbox::Cancelled>(execution.ending)) return fail(cancelled("the build was stopped"));
  if (execution.ending == sandbox::Ending(sandbox::Exited{0}) &&
      cache.store_header(key, name, execution.out.bytes).has_value()) {
    return true;
  }
  cache.give_up_header(key);
  return false;
}

}  // namespace oyer::runners::detail
