// Where a command works: its ledger, its limits and what its graders stand in, as the arguments ask.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/arguments.h"
#include "cli/environment.h"
#include "graders/ledger.h"
#include "graders/workshop.h"

namespace oyer::cli {

// Where the ledger of a command stands: as --ledger says; else beside --out (PATH.ledger, or FOLDER/ledger); else in
// the state folder. unsupported where none of them is given and there is no state folder either.
Result<std::filesystem::path> ledger_path(const std::string& asked, const std::string& out,
                                          const Environment& environment);

// The same for reading: not_found, naming the path, where no ledger is.
Result<std::filesystem::path> existing_ledger(const std::string& asked, const Environment& environment);

// True when --out names a folder: one that is there, or a name that ends in "/".
bool names_folder(const std::string& out);

// Makes the folder that a ledger is to stand in, where it is not there yet.
Status make_ledger_folder(const std::filesystem::path& ledger);

// Limits are those that the user gave; else those that go with the benchmark, where one is named; else the defaults.
graders::GraderOptions grader_options(const BatchArguments& arguments, std::string_view benchmark = {});

// What the jails of a command stand on.
graders::WorkshopOptions workshop_options(const PlaceArguments& place, const Environment& environment);

}  // namespace oyer::cli
