#include "cli/corpus_command.h"

#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "base/file.h"
#include "cli/corpus_progress.h"
#include "cli/corpus_text.h"
#include "cli/stats_page.h"
#include "datasets/corpus/corpus.h"
#include "datasets/corpus/similar_paths.h"
#include "datasets/corpus/stats.h"
#include "datasets/corpus/sync.h"

namespace oyer::cli {
namespace {

using datasets::CorpusInput;
using datasets::CorpusProgress;

Result<std::vector<CorpusInput>> inputs_of(const CorpusArguments& arguments) {
  std::vector<CorpusInput> inputs;
  for (const std::string& text : arguments.repositories) inputs.push_back(parse_input(text));
  for (const std::string& list : arguments.lists) {
    OYER_TRY(const std::string text, read_file(list));
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      std::string line = text.substr(at, end - at);
      at = end + 1;
      while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.pop_back();
      const std::size_t first = line.find_first_not_of(" \t");
      if (first == std::string::npos || line[first] == '#') continue;
      inputs.push_back(parse_input(line.substr(first)));
    }
  }
  return inputs;
}

Result<datasets::CorpusTotals> make(const CorpusArguments& arguments, Session& session) {
  CorpusProgressLine line(session);
  const datasets::CorpusRun run{[&](const CorpusProgress& progress) { line.take(progress); }, session.stop};
  datasets::CorpusOptions options = arguments.options;
  if (options.jobs == 0) options.jobs = session.environment.cpus;
  if (arguments.action == CorpusArguments::Action::sync)
    return datasets::sync_corpus(arguments.folder, options.jobs, run);
  OYER_TRY(const std::vector<CorpusInput> inputs, inputs_of(arguments));
  return build_corpus(inputs, options, arguments.folder, run);
}

Result<ExitCode> build(const CorpusArguments& arguments, Session& session) {
  OYER_TRY(const datasets::CorpusTotals totals, make(arguments, session));
  OYER_TRY(const json::object manifest, datasets::read_manifest(arguments.folder));
  if (arguments.json) {
    session.data.write(json::print(manifest.at("totals")) + "\n");
  } else {
    session.people.write(corpus_text(manifest));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - session.started).count();
  session.people.write(totals.unchanged ? fmt::format("\n{} was up to date; nothing was done\n", arguments.folder)
                                        : fmt::format("\n{} written in {:.2f} s\n", arguments.folder, seconds));
  return ExitCode::done;
}

// For `why` and `stats`: a folder that holds no corpus, in words that help.
Status expect_corpus(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::path(folder) / "manifest.json", error)) return {};
  return fail(not_found(fmt::format(
      "{} is no corpus: it has no manifest.json; 'oyer corpus build REPO -o {}' makes one", folder, folder)));
}

Result<ExitCode> why(const CorpusArguments& arguments, Session& session) {
  OYER_TRY_STATUS(expect_corpus(arguments.folder));
  OYER_TRY(const std::vector<json::object> rows, datasets::explain_file(arguments.folder, arguments.file));
  if (rows.empty()) {
    std::string message = fmt::format("{}: no file of this corpus has the path or the blob's id '{}'", arguments.folder,
                                      printable(arguments.file));
    OYER_TRY(const std::vector<std::string> similar, datasets::similar_paths(arguments.folder, arguments.file));
    if (similar.empty()) message += "; paths are those of the repository, from its root";
    for (std::size_t i = 0; i < similar.size(); ++i)
      message += (i == 0 ? "; did you mean " : ", ") + printable(similar[i]);
    return fail(not_found(std::move(message)));
  }
  for (const json::object& row : rows) session.data.write(arguments.json ? json::print(row) + "\n" : why_text(row));
  return ExitCode::done;
}

Result<ExitCode> stats(const CorpusArguments& arguments, Session& session) {
  OYER_TRY_STATUS(expect_corpus(arguments.folder));
  if (!arguments.json && arguments.page.empty()) {
    OYER_TRY(const json::object manifest, datasets::read_manifest(arguments.folder));
    if (json::find_object(manifest, "totals") == nullptr)
      return fail(corrupt(arguments.folder + "/manifest.json has no totals; build the corpus again"));
    const datasets::CorpusCache cache = datasets::cache_of(arguments.folder);
    session.data.write(corpus_text(manifest));
    session.data.write(fmt::format("beside it, safe to delete: facts of files {}, copies of repositories {}\n",
                                   to_string(cache.facts), to_string(cache.repositories)));
    return ExitCode::done;
  }
  OYER_TRY(const datasets::CorpusStats counted, datasets::corpus_stats(arguments.folder, session.stop));
  const json::object all = datasets::stats_json(counted);
  if (!arguments.page.empty()) {
    OYER_TRY_STATUS(write_file(arguments.page, stats_page(all)));
    session.people.write(fmt::format("{} written; open it in a browser\n", arguments.page));
  }
  session.data.write(arguments.json ? json::print(all) + "\n" : corpus_text(counted.manifest));
  return ExitCode::done;
}

}  // namespace

Result<ExitCode> corpus_command(const CorpusArguments& arguments, Session& session) {
  switch (arguments.action) {
    case CorpusArguments::Action::build:
    case CorpusArguments::Action::sync: return build(arguments, session);
    case CorpusArguments::Action::why: return why(arguments, session);
    case CorpusArguments::Action::stats: return stats(arguments, session);
  }
  return ExitCode::done;
}

}  // namespace oyer::cli
