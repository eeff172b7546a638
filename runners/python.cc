#include "runners/python.h"

#include <algorithm>
#include <cstdlib>

#include "base/json.h"
#include "runners/detail/ask_python.h"
#include "runners/detail/embedded.h"
#include "runners/detail/tool.h"

namespace oyer::runners {

namespace {

namespace fs = std::filesystem;

constexpr int oldest_minor = 9;
const char* const system_python = "/usr/bin/python3";

// Profiles in the order of preference, largest last. A module that is listed is imported ahead; the triggers are what
// a candidate's imports are held against.
struct ProfileRule {
  const char* name;
  std::vector<std::string> modules;
  std::vector<std::string> triggers;
};
const std::vector<ProfileRule>& profile_rules() {
  static const std::vector<ProfileRule> rules{
      {"bare", {}, {}},
      {"numpy", {"numpy"}, {"numpy", "scipy", "sympy", "sklearn", "networkx"}},
      {"pandas", {"numpy", "pandas"}, {"pandas"}},
  };
  return rules;
}

std::string text(const json::object& object, std::string_view key) {
  const json::string* found = json::find_string(object, key);
  return found != nullptr ? std::string(json::view(*found)) : std::string();
}

std::vector<std::string> texts(const json::object& object, std::string_view key) {
  std::vector<std::string> all;
  if (const json::array* found = json::find_array(object, key)) {
    for (const json::value& one : *found) {
      if (one.is_string()) all.emplace_back(json::view(one.get_string()));
    }
  }
  return all;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool is_within(const fs::path& path, const fs::path& root) {
  const fs::path relative = path.lexically_normal().lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

// What the jail has anyway is left out, and so is what lies inside another mount.
std::vector<fs::path> mounts_of(const json::object& description) {
  std::vector<fs::path> wanted{text(description, "prefix"), text(description, "base_prefix"),
                               text(description, "base_exec_prefix"),
                               fs::path(text(description, "real_executable")).parent_path()};
  for (const std::string& path : texts(description, "path")) wanted.emplace_back(path);
  std::sort(wanted.begin(), wanted.end());
  std::vector<fs::path> mounts;
  for (const fs::path& path : wanted) {
    if (!path.is_absolute() || is_within(path, "/usr") || is_within(path, "/bin")) continue;
    const bool covered =
        std::any_of(mounts.begin(), mounts.end(), [&](const fs::path& m) { return is_within(path, m); });
    if (!covered) mounts.push_back(path);
  }
  return mounts;
}

Digest digest_of(const json::object& description) {
  Digester digester;
  for (const char* key : {"executable_digest", "build", "machine"}) digester.field(text(description, key));
  if (const json::array* packages = json::find_array(description, "packages")) {
    for (const json::value& package : *packages) digester.field(json::print(package));
  }
  return digester.finish();
}

Status check_version(const json::object& description, const std::string& where) {
  const json::array* numbers = json::find_array(description, "numbers");
  const bool known = numbers != nullptr && numbers->size() == 2 && (*numbers)[0].is_int64() && (*numbers)[1].is_int64();
  const std::string implementation = text(description, "implementation");
  if (!known || implementation != "cpython") {
    return fail(unsupported(where + " is " + implementation + ", but only CPython >= 3.9 is supported"));
  }
  if ((*numbers)[0].get_int64() != 3 || (*numbers)[1].get_int64() < oldest_minor) {
    return fail(unsupported(where + " is Python " + text(description, "version") + ", but 3.9 or newer is needed"));
  }
  return {};
}

Status check_mounts(const PythonInterpreter& found) {
  for (const fs::path& mount : found.mounts) {
    const std::string where = found.executable.string() + " needs " + mount.string();
    if (mount == "/" || mount == "/root" || mount == "/home") {
      return fail(unsupported(where + ", which Oyer will not show to candidates; use one in a folder of its own"));
    }
    for (const char* own : {"/tmp", "/dev", "/proc", "/oyer"}) {
      if (is_within(mount, own)) {
        return fail(unsupported(where + ", but every run has a " + own + " of its own; move it elsewhere"));
      }
    }
  }
  return {};
}

Result<PythonInterpreter> inspect(const fs::path& path) {
  OYER_TRY(const json::object description, detail::ask_python(path));
  OYER_TRY_STATUS(check_version(description, path.string()));
  PythonInterpreter found;
  found.executable = text(description, "executable");
  found.real_executable = text(description, "real_executable");
  found.version = text(description, "version");
  found.implementation = text(description, "implementation");
  found.prefix = text(description, "prefix");
  found.base_prefix = text(description, "base_prefix");
  for (std::string& folder : texts(description, "site_packages")) found.site_packages.emplace_back(std::move(folder));
  found.mounts = mounts_of(description);
  found.digest = digest_of(description);
  const std::vector<std::string> modules = texts(description, "modules");
  for (const ProfileRule& rule : profile_rules()) {
    const bool there = std::all_of(rule.modules.begin(), rule.modules.end(),
                                   [&](const std::string& module) { return contains(modules, module); });
    if (there) found.profiles.push_back({rule.name, rule.modules});
  }
  OYER_TRY_STATUS(check_mounts(found));
  if (const fs::path closed = detail::find_unreadable(description); !closed.empty()) {
    return fail(unsupported(found.executable.string() + " cannot be read by candidates, which run as another user: " +
                            "mend it with chmod -R o+rX " + closed.string() + ", or choose another with --python"));
  }
  return found;
}

std::string path_variable() {
  const char* path = std::getenv("PATH");
  return path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
}

Result<PythonInterpreter> find_default() {
  const fs::path first = detail::search_path("python3", path_variable());
  std::string note;
  if (!first.empty()) {
    auto found = inspect(first);
    if (found.has_value()) return found;
    if (first == system_python) return found;
    note = "not the first python3 on PATH: " + to_string(found.error());
  }
  if (!fs::exists(system_python)) {
    return fail(not_found("no usable python3: " + (note.empty() ? "there is none on PATH" : note) +
                          "; install one (apt-get install python3) or name one with --python"));
  }
  OYER_TRY(auto found, inspect(system_python));
  found.note = note;
  return found;
}

}  // namespace

Result<PythonInterpreter> find_python(const std::optional<fs::path>& asked) {
  if (!asked) return find_default();
  if (asked->has_parent_path()) {
    if (!fs::exists(*asked)) return fail(not_found("there is no " + asked->string()));
    return inspect(fs::absolute(*asked));
  }
  const fs::path found = detail::search_path(asked->string(), path_variable());
  if (found.empty()) return fail(not_found("there is no " + asked->string() + " on PATH"));
  return inspect(found);
}

std::vector<PythonFinding> list_pythons() {
  std::vector<fs::path> paths{detail::search_path("python3", path_variable())};
  for (int minor = oldest_minor; minor <= 14; ++minor) {
    paths.push_back(detail::search_path("python3." + std::to_string(minor), path_variable()));
  }
  paths.emplace_back(system_python);
  std::vector<PythonFinding> findings;
  std::vector<fs::path> seen;
  for (const fs::path& path : paths) {
    if (path.empty() || !fs::exists(path)) continue;
    auto found = inspect(path);
    const fs::path identity = found.has_value() ? found->executable : path;
    if (std::find(seen.begin(), seen.end(), identity) != seen.end()) continue;
    seen.push_back(identity);
    findings.push_back({path, std::move(found)});
  }
  return findings;
}

const ImportProfile& choose_profile(const PythonInterpreter& interpreter, std::span<const std::string> imports) {
  const ImportProfile* chosen = &interpreter.profiles.front();
  for (const ImportProfile& profile : interpreter.profiles) {
    for (const ProfileRule& rule : profile_rules()) {
      if (profile.name != rule.name) continue;
      const bool asked = std::any_of(imports.begin(), imports.end(),
                                     [&](const std::string& name) { return contains(rule.triggers, name); });
      if (asked) chosen = &profile;
    }
  }
  return *chosen;
}

std::string zygote_folder(std::string_view profile) { return "/oyer/" + std::string(profile); }

sandbox::ZygoteSpec zygote_spec(const PythonInterpreter& interpreter, const ImportProfile& profile) {
  sandbox::ZygoteSpec spec;
  spec.name = profile.name;
  std::string modules;
  for (const std::string& module : profile.modules) modules += (modules.empty() ? "" : ",") + module;
  // -s: no packages of the user who started Oyer. Hash randomisation is fixed by the environment, so not -I or -E.
  spec.argv = {interpreter.executable.string(), "-s", "-B", zygote_folder(profile.name) + "/oyer_zygote.py", modules};
  spec.environment = {"PATH=/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8", "PYTHONHASHSEED=0",
                      // Libraries that would start threads before the fork.
                      "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "MKL_NUM_THREADS=1"};
  spec.files = {{"oyer_zygote.py", std::string(detail::oyer_zygote_py)},
                {"oyer_candidate.py", std::string(detail::oyer_candidate_py)},
                {"oyer_link.py", std::string(detail::oyer_link_py)},
                {"oyer_task.py", std::string(detail::oyer_task_py)},
                {"oyer_judge.py", std::string(detail::oyer_judge_py)},
                {"oyer_faithful.py", std::string(detail::oyer_faithful_py)},
                {"oyer_codec.py", std::string(detail::oyer_codec_py)},
                {"liboyer_codec.so", std::string(detail::oyer_codec_so)}};
  return spec;
}

sandbox::Command script_command(const PythonInterpreter& interpreter, std::string source,
                                const std::vector<std::string>& arguments) {
  sandbox::Command command;
  command.argv = {interpreter.executable.string(), "-s", "-B", "main.py"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.files = {{"main.py", std::move(source)}};
  return command;
}

sandbox::Command judging_command(const PythonInterpreter& interpreter, std::string source,
                                 const std::vector<std::string>& arguments) {
  sandbox::Command command = script_command(interpreter, std::move(source), arguments);
  // Leaves nothing in the module that the program then is; what it imports it still has to import.
  static const std::string boot = R"(def died(kind, error, trace, sys=__import__("sys"), leave=__import__("os")._exit):
    try:
        sys.__excepthook__(kind, error, trace.tb_next)
        sys.stderr.flush()
    finally:
        leave()" + std::to_string(uncaught_exception) +
                                  R"()
__import__("sys").excepthook = died
__import__("sys").argv[0] = __file__ = "main.py"
del died
exec(compile(open("main.py", "rb").read(), "main.py", "exec", dont_inherit=True))
)";
  *std::find(command.argv.begin(), command.argv.end(), "main.py") = "judging.py";
  command.files.push_back({"judging.py", boot});
  return command;
}

}  // namespace oyer::runners
