// C and C++: which compiler, a program built in a jail, and how what was built is run.
//
// Programs that begin with <bits/stdc++.h> or <iostream> are compiled with a precompiled header where the cache has
// one. The program that comes out is the same, byte for byte (a test holds that).
//
// The compiler is found once and asked about itself outside any jail: it is the user's own and trusted. What it reads
// is not: every build runs in a jail, under the system call profile "compile", sees the read-only root and a /tmp of
// its own, and hands the program back on its standard output. Nothing is read back by name from a place that the
// source could have made the compiler write. Thread safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/digest.h"
#include "base/language.h"
#include "base/result.h"
#include "sandbox/executor.h"
#include "sandbox/jail.h"

namespace oyer::runners {

class BuildCache;

struct CxxToolchain {
  std::filesystem::path gxx;  // the C++ driver, as it is to be started
  std::filesystem::path gcc;  // the C driver; empty: this toolchain has none, and C cannot be built
  std::string version;        // "12.2.0"
  std::string target;         // "x86_64-linux-gnu"
  // Directories outside /usr that a jail has to mount read-only, at their own paths.
  std::vector<std::filesystem::path> mounts;
  // Of version, target, configuration, and of the files that decide what comes out: drivers, compilers proper,
  // assembler, linker, start files, libraries, headers. Programs and libraries count by build id and size, headers by
  // name and size.
  Digest digest;
};

// The toolchain of the g++ at `asked` (a path, or a name on PATH); without one, g++ on PATH, else /usr/bin/g++.
// not_found with the command that installs it; unsupported when it does not answer as GCC does.
Result<CxxToolchain> find_cxx(const std::optional<std::filesystem::path>& asked = std::nullopt);

// {"-O2", "-std=gnu++17"}, {"-O2", "-std=gnu11"}.
std::vector<std::string> default_flags(Language language);

// invalid_input names the first flag that a build is not given: what says where output goes or what kind it is, reads
// other files, or starts other programs. -O -std -W -w -f -m -D -U -g -l -pthread -ansi -pedantic -static and their
// like are.
Status check_flags(const std::vector<std::string>& flags);

// What a build may use: 30 s of CPU, 1 GiB, programs of up to 64 MiB.
sandbox::Limits build_limits();

// What a jail has to mount for builds: the toolchain's own folders, and the cache's precompiled headers. A jail without
// the latter builds from the text.
std::vector<sandbox::JailSpec::ReadOnly> build_mounts(const CxxToolchain& toolchain, const BuildCache* cache);

struct BuildRequest {
  Language language = Language::cpp;  // c or cpp
  std::string source;                 // one file, main.c or main.cpp
  std::vector<std::string> flags = default_flags(Language::cpp);
  sandbox::Limits limits = build_limits();
};

// A program that was built: an ELF executable.
struct Artefact {
  std::shared_ptr<const std::string> bytes;
  Digest digest;                    // of the bytes
  bool cached = false;              // it was not built now
  bool precompiled_header = false;  // the precompiled header took part
};

// The source could not be built, and that is its own doing: it does not compile, or compiling it reached a limit.
struct CompileFailure {
  sandbox::Ending ending;   // Exited with the compiler's code; a limit; a signal of the compiler
  std::string diagnostics;  // trim_diagnostics of what the compiler wrote: UTF-8, at most 4 KiB
  bool cached = false;
};

using BuildResult = std::variant<Artefact, CompileFailure>;

// Builds in the executor's jail, or takes the result from the cache (null: there is none). Errors are ours or the
// host's: flags that check_flags refuses, a language this toolchain lacks, a jail that fails, a stop request.
Result<BuildResult> build_cxx(sandbox::Executor& executor, const CxxToolchain& toolchain, const BuildRequest& request,
                              BuildCache* cache, std::stop_token stop);

// The identity of a build: language, source, flags and toolchain. Limits are no part of it: what was built once is
// taken from the cache under any.
Digest build_key(const CxxToolchain& toolchain, const BuildRequest& request);

// Makes the precompiled headers (<bits/stdc++.h>, <iostream>) for these flags where the cache lacks them: some four
// seconds of CPU, once per toolchain and flags. True when all are there afterwards. Without this call, build_cxx makes
// a header when it has been missed a few times.
Result<bool> prepare_headers(sandbox::Executor& executor, const CxxToolchain& toolchain,
                             const std::vector<std::string>& flags, BuildCache& cache, std::stop_token stop);

// The headers that the cache has precompiled for these flags: "bits/stdc++.h", "iostream".
std::vector<std::string> prepared_headers(const CxxToolchain& toolchain, const std::vector<std::string>& flags,
                                          BuildCache& cache);

// Runs the program under the profile "native"; its name is /tmp/program.
sandbox::Command program_command(const Artefact& artefact, const std::vector<std::string>& arguments = {});

}  // namespace oyer::runners
