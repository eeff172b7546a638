#include "runners/detail/ask_python.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/detail/embedded.h"
#include "runners/detail/tool.h"

namespace oyer::runners::detail {

namespace {

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const std::size_t begin = text.rfind('\n');
  return begin == std::string::npos ? text : text.substr(begin + 1);
}

bool others_may(const std::filesystem::path& path, mode_t bits) {
  struct stat found;
  return ::stat(path.c_str(), &found) == 0 && (found.st_mode & bits) == bits;
}

// Every folder from `root` down to the one that holds `path`, then `path` itself.
std::filesystem::path first_closed(const std::filesystem::path& root, const std::filesystem::path& path) {
  const std::filesystem::path relative = path.lexically_relative(root);
  std::filesystem::path at = root;
  if (!others_may(at, S_IROTH | S_IXOTH)) return at;
  for (const auto& part : relative) {
    at /= part;
    const bool last = at == path;
    const bool folder = std::filesystem::is_directory(at);
    if (!others_may(at, folder ? S_IROTH | S_IXOTH : S_IROTH)) return at;
    if (last) break;
  }
  return {};
}

std::filesystem::path path_of(const json::object& description, std::string_view key) {
  const json::string* found = json::find_string(description, key);
  return found != nullptr ? std::filesystem::path(std::string(json::view(*found))) : std::filesystem::path();
}

bool is_below(const std::filesystem::path& path, const std::filesystem::path& root) {
  const std::filesystem::path relative = path.lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

Result<json::object> ask_python(const std::filesystem::path& interpreter) {
  const std::string where = interpreter.string();
  OYER_TRY(const ToolAnswer answer, run_tool(interpreter, {where, "-I", "-c", std::string(oyer_describe_py)}));
  if (!answer.in_time) return fail(unsupported(where + " did not answer within 120 s when asked for its version"));
  if (!WIFEXITED(answer.status) || WEXITSTATUS(answer.status) != 0) {
    return fail(unsupported(where + " cannot be used as a Python interpreter: " + last_line(answer.err)));
  }
  auto parsed = json::parse(last_line(answer.out));
  if (!parsed.has_value() || !parsed->is_object()) {
    return fail(unsupported(where + " is no Python interpreter: it printed no description of itself"));
  }
  return std::move(parsed->get_object());
}

std::filesystem::path find_unreadable(const json::object& description) {
  const std::filesystem::path prefix = path_of(description, "prefix"), base = path_of(description, "base_prefix");
  std::vector<std::filesystem::path> needed{path_of(description, "real_executable"), path_of(description, "stdlib"),
                                            path_of(description, "stdlib") / "os.py", prefix};
  if (const json::array* folders = json::find_array(description, "site_packages")) {
    for (const json::value& one : *folders) {
      if (one.is_string() && std::filesystem::exists(std::string(json::view(one.get_string())))) {
        needed.emplace_back(std::string(json::view(one.get_string())));
      }
    }
  }
  for (const std::filesystem::path& path : needed) {
    const std::filesystem::path& root = is_below(path, prefix) ? prefix : base;
    const std::filesystem::path closed = is_below(path, root) ? first_closed(root, path) : first_closed(path, path);
    if (!closed.empty()) return closed;
  }
  return {};
}

}  // namespace oyer::runners::detail
