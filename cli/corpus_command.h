// oyer corpus: build a corpus, say why a file is in it or not, count what it holds.
#pragma once

#include "cli/corpus_arguments.h"
#include "cli/session.h"

namespace oyer::cli {

Result<ExitCode> corpus_command(const CorpusArguments& arguments, Session& session);

}  // namespace oyer::cli
