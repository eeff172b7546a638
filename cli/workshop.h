// What judging needs beside the work: the interpreter, the ledger's place, and graders in jails of their own.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "cli/arguments.h"
#include "cli/environment.h"
#include "cli/place.h"
#include "graders/batch.h"

namespace oyer::cli {

// Where the ledger of a command stands: as --ledger says; else beside --out (PATH.ledger, or FOLDER/ledger); else in
// the state folder. unsupported where none of them is given and there is no state folder either.
Result<std::filesystem::path> ledger_path(const std::string& asked, const std::string& out,
                                          const Environment& environment);

// The same for reading: not_found, naming the path, where no ledger is.
Result<std::filesystem::path> existing_ledger(const std::string& asked, const Environment& environment);

// True when --out names a folder: one that is there, or a name that ends in "/".
bool names_folder(const std::string& out);

// Opens, and makes where needed, the ledger and its folder.
Result<graders::Ledger> open_ledger(const std::filesystem::path& path);

graders::GraderOptions grader_options(const BatchArguments& arguments);

// True where judging an answer in `language` to this task takes a compiler: for the answer or for the task's checker.
bool needs_compiler(const datasets::Task& task, Language language);

// The interpreter and, where one is needed, the compiler with the cache of what was built.
Result<graders::Toolchains> resolve_toolchains(const PlaceArguments& place, bool compiler,
                                               const Environment& environment);

// Opens the grader of one worker: a jail of its own, references and the reserved slot shared. The interpreter must be
// usable in a jail.
graders::OpenGrader open_graders(const PlaceArguments& place, const graders::Toolchains& toolchains,
                                 std::shared_ptr<graders::References> references, graders::GraderOptions options,
                                 std::shared_ptr<graders::SharedTests> tests = nullptr);

// What tells this host from others where CPU time is concerned: its name and its processor's.
std::string this_host();

}  // namespace oyer::cli
