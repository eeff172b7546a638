#include "runners/cxx.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "runners/build_cache.h"
#include "runners/detail/cxx_header.h"
#include "runners/diagnostics.h"

namespace oyer::runners {

namespace {

// The compiler's own output is nobody's: what reaches stdout is the program alone. The shell's `cat` reads a.out in
// the jail, after the compiler has ended well.
constexpr const char* script = R"("$@" >/dev/null && exec cat a.out)";

// Given with a precompiled header: what the compiler says when the header is not there, or not taken.
constexpr const char* header_warnings[] = {"missing-include-dirs", "invalid-pch"};

const char* file_name(Language language) { return language == Language::c ? "main.c" : "main.cpp"; }

bool starts_with_any(std::string_view flag, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return flag.substr(0, prefix.size()) == prefix; });
}

bool is_allowed(std::string_view flag) {
  if (flag.find('\0') != std::string_view::npos) return false;
  if (starts_with_any(flag, {"-fplugin",
                             "-fdump",
                             "-fprofile",
                             "-fauto-profile",
                             "-fcallgraph-info",
                             "-fsave",
                             "-fworking-directory",
                             "-fmodule",
                             "-fuse-ld",
                             "-fcompare-debug",
                             "-fdiagnostics",
                             "-fpreprocessed",
                             "-fopt-info",
                             "-fsyntax-only",
                             "-fltrans",
                             "-fwpa",
                             "-fresolution",
                             "-fself-test",
                             "-frandom-seed",
                             "-ffile-prefix-map",
                             "-fdebug-prefix-map",
                             "-fmacro-prefix-map",
                             "-fpch",
                             "-Wl,",
                             "-Wa,",
                             "-Wp,",
                             "-foffload"})) {
    return false;
  }
  for (const std::string_view whole : {"-pthread", "-ansi", "-static", "-static-libgcc", "-static-libstdc++", "-w",
                                       "-no-pie", "-pie", "-pg", "-pedantic", "-pedantic-errors", "-s", "-rdynamic"}) {
    if (flag == whole) return true;
  }
  return starts_with_any(flag, {"-O", "-std=", "-W", "-f", "-m", "-g"}) ||
         (flag.size() > 2 && starts_with_any(flag, {"-D", "-U", "-l"}));
}

// How often a header may be missed before it is made: making it costs about as much as these misses.
constexpr std::uint64_t misses_before_header = 4;

// A precompiled header that a build is to use.
struct Header {
  Digest key;
  std::string_view name;
};

sandbox::Command build_command(const CxxToolchain& toolchain, const BuildRequest& request,
                               const std::optional<Header>& header) {
  sandbox::Command command;
  const std::string name = file_name(request.language);
  const std::string driver = (request.language == Language::c ? toolchain.gcc : toolchain.gxx).string();
  command.argv = {"/bin/sh", "-c", script, "sh", driver, "-pipe", "-fdiagnostics-color=never", "-fmax-errors=50"};
  if (header) {
    command.argv.insert(command.argv.end(), {"-isystem", std::string(headers_target) + "/" + to_string(header->key)});
    for (const char* warning : header_warnings) {
      command.argv.insert(command.argv.end(), {std::string("-W") + warning, std::string("-Wno-error=") + warning});
    }
  }
  command.argv.insert(command.argv.end(), {"-o", "a.out", name});
  // Behind the source file, as libraries (-lm) have to be.
  command.argv.insert(command.argv.end(), request.flags.begin(), request.flags.end());
  command.files = {{name, request.source}};
  command.limits = request.limits;
  command.filter = "compile";
  command.patient = true;
  return command;
}

// The header this build can use now. One that is missed for the fifth time is made first.
Result<std::optional<Header>> choose_header(sandbox::Executor& executor, const CxxToolchain& toolchain,
                                            const BuildRequest& request, BuildCache* cache, std::stop_token stop) {
  if (cache == nullptr || request.language != Language::cpp || !detail::flags_allow_header(request.flags)) {
    return std::optional<Header>();
  }
  const auto name = detail::leading_header(request.source);
  if (!name) return std::optional<Header>();
  const Header header{detail::header_key(toolchain, request.flags, *name), *name};
  if (cache->has_header(header.key, *name)) return std::optional(header);
  if (cache->want_header(header.key) <= misses_before_header) return std::optional<Header>();
  const auto lock = cache->try_lock_headers();
  if (!lock) return std::optional<Header>();  // somebody is making it
  if (cache->has_header(header.key, *name)) return std::optional(header);
  OYER_TRY(const bool made, detail::make_header(executor, toolchain, request.flags, *name, *cache, std::move(stop)));
  return made ? std::optional(header) : std::optional<Header>();
}

// A failure that the same source will meet again: the compiler, assembler or linker refused it by its own rules. One
// that came from a lack of anything (memory, space, processes, time) may go otherwise the next time.
bool will_fail_again(const sandbox::Execution& execution) {
  if (execution.ending != sandbox::Ending(sandbox::Exited{1}) || execution.err.truncated) return false;
  const std::string& text = execution.err.bytes;
  for (const char* lack : {"internal compiler error", "out of memory", "memory exhausted", "Killed", "No space left",
                           "Cannot allocate", "Resource temporarily", "terminated program", "Too many open files",
                           "File size limit", "Stack overflow", "stack overflow"}) {
    if (text.find(lack) != std::string::npos) return false;
  }
  return text.find(": error: ") != std::string::npos || text.find(": fatal error: ") != std::string::npos ||
         text.find(": Error: ") != std::string::npos;
}

// True unless the compiler said that it did not take the precompiled header.
bool header_was_used(const std::string& diagnostics) {
  return std::none_of(std::begin(header_warnings), std::end(header_warnings), [&](const char* warning) {
    return diagnostics.find(std::string("[-W") + warning + "]") != std::string::npos;
  });
}

// A compiler that does not start is the host's lack. GCC itself never exits with the shell's 126 and 127.
Status check_started(const CxxToolchain& toolchain, const sandbox::Execution& execution) {
  const bool refused = execution.ending == sandbox::Ending(sandbox::Exited{126}) ||
                       execution.ending == sandbox::Ending(sandbox::Exited{127});
  if (!refused && !std::holds_alternative<sandbox::ExecFailed>(execution.ending)) return {};
  return fail(host_error("the compiler " + toolchain.gxx.string() + " cannot be started in the jail: " +
                             describe(execution.ending) + " " + execution.err.bytes.substr(0, 200),
                         0));
}

Status check_request(const CxxToolchain& toolchain, const BuildRequest& request) {
  OYER_TRY_STATUS(check_flags(request.flags));
  if (request.language != Language::c && request.language != Language::cpp) {
    return fail(unsupported(std::string(name_of(request.language)) + " is not built by a C or C++ compiler"));
  }
  if (request.language == Language::c && toolchain.gcc.empty()) {
    return fail(not_found("there is no gcc beside " + toolchain.gxx.string() + ": apt-get install gcc"));
  }
  return {};
}

}  // namespace

std::vector<std::string> default_flags(Language language) {
  return {"-O2", language == Language::c ? "-std=gnu11" : "-std=gnu++17"};
}

Status check_flags(const std::vector<std::string>& flags) {
  for (const std::string& flag : flags) {
    if (!is_allowed(flag)) {
      return fail(invalid_input("the compiler flag '" + flag +
                                "' is not one that a build is given: use -O, -std, -W, -f, -m, -D, -U, -g, -l, "
                                "-pthread, -static and their like, each in one word"));
    }
  }
  return {};
}

sandbox::Limits build_limits() {
  sandbox::Limits limits;
  limits.cpu = std::chrono::seconds(30);
  limits.wall = std::chrono::seconds(60);
  limits.memory = 1_GiB;
  limits.output = 64_MiB;
  limits.scratch = 256_MiB;
  limits.processes = 16;
  return limits;
}

std::vector<sandbox::JailSpec::ReadOnly> build_mounts(const CxxToolchain& toolchain, const BuildCache* cache) {
  std::vector<sandbox::JailSpec::ReadOnly> mounts;
  for (const auto& folder : toolchain.mounts) mounts.push_back({folder.string(), folder.string()});
  if (cache != nullptr) mounts.push_back({cache->headers().string(), headers_target});
  return mounts;
}

Digest build_key(const CxxToolchain& toolchain, const BuildRequest& request) {
  Digester digester;
  digester.field("oyer-build-1").field(to_string(toolchain.digest)).field(name_of(request.language));
  digester.field(request.source).field(request.flags.size());
  for (const std::string& flag : request.flags) digester.field(flag);
  return digester.finish();
}

Result<BuildResult> build_cxx(sandbox::Executor& executor, const CxxToolchain& toolchain, const BuildRequest& request,
                              BuildCache* cache, std::stop_token stop) {
  OYER_TRY_STATUS(check_request(toolchain, request));
  const sandbox::Containment& held = executor.containment();
  if (held.tier == sandbox::Tier::weak) {
    if (!held.distinct_uid) {
      return fail(
          unsupported("C and C++ cannot be built in tier weak as an ordinary user: candidates may write nothing there, "
                      "and a compiler has to; run as root, or where namespaces are allowed (oyer doctor)"));
    }
    // A source can include the host's files there: what it comes to is nobody else's.
    cache = nullptr;
  }
  const Digest key = build_key(toolchain, request);
  if (cache != nullptr) {
    if (auto found = cache->find(key)) return std::move(*found);
  }
  OYER_TRY(const auto header, choose_header(executor, toolchain, request, cache, stop));
  OYER_TRY(sandbox::Execution execution, executor.run(build_command(toolchain, request, header), std::move(stop)));
  if (std::holds_alternative<sandbox::Cancelled>(execution.ending)) return fail(cancelled("the build was stopped"));
  OYER_TRY_STATUS(check_started(toolchain, execution));
  BuildResult result;
  const bool built = execution.ending == sandbox::Ending(sandbox::Exited{0});
  if (built) {
    auto bytes = std::make_shared<const std::string>(std::move(execution.out.bytes));
    const Digest digest = sha256(*bytes);
    result = Artefact{std::move(bytes), digest, false, header && header_was_used(execution.err.bytes)};
  } else {
    result = CompileFailure{execution.ending, trim_diagnostics(execution.err.bytes, file_name(request.language))};
  }
  // A cache that cannot be written costs time, never a verdict.
  if (cache != nullptr && (built || will_fail_again(execution))) static_cast<void>(cache->store(key, result));
  return result;
}

Result<bool> prepare_headers(sandbox::Executor& executor, const CxxToolchain& toolchain,
                             const std::vector<std::string>& flags, BuildCache& cache, std::stop_token stop) {
  OYER_TRY_STATUS(check_flags(flags));
  if (!detail::flags_allow_header(flags)) return false;
  bool all = true;
  for (const std::string_view name : detail::precompiled_headers) {
    const Digest key = detail::header_key(toolchain, flags, name);
    while (!cache.has_header(key, name)) {
      if (stop.stop_requested()) return fail(cancelled("making precompiled headers was stopped"));
      const auto lock = cache.try_lock_headers();
      if (!lock) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        continue;
      }
      if (cache.has_header(key, name)) break;
      OYER_TRY(const bool made, detail::make_header(executor, toolchain, flags, name, cache, stop));
      if (!made) {
        all = false;
        break;
      }
    }
  }
  return all;
}

std::vector<std::string> prepared_headers(const CxxToolchain& toolchain, const std::vector<std::string>& flags,
                                          BuildCache& cache) {
  std::vector<std::string> names;
  for (const std::string_view name : detail::precompiled_headers) {
    if (cache.has_header(detail::header_key(toolchain, flags, name), name)) names.emplace_back(name);
  }
  return names;
}

sandbox::Command program_command(const Artefact& artefact, const std::vector<std::string>& arguments) {
  sandbox::Command command;
  command.argv = {"/tmp/program"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.files = {{"program", *artefact.bytes, true}};
  return command;
}

}  // namespace oyer::runners
