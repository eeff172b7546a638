// oyer parse: outlines of files, and the graph of the files of a folder. Reads files as they lie; needs no repository.
#pragma once

#include "cli/corpus_arguments.h"
#include "cli/session.h"

namespace oyer::cli {

Result<ExitCode> parse_command(const ParseArguments& arguments, Session& session);

}  // namespace oyer::cli
