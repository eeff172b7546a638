#include "cli/corpus_command.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/file.h"
#include "cli/corpus_text.h"
#include "cli/table.h"
#include "datasets/corpus/corpus.h"
#include "datasets/corpus/sync.h"

namespace oyer::cli {
namespace {

using datasets::CorpusInput;
using datasets::CorpusProgress;

// One line on a terminal, rewritten as files are read.
class BuildLine {
 public:
  explicit BuildLine(Session& session) : session_(session) {}
  ~BuildLine() {
    if (!dirty_) return;
    session_.people.write("\r\x1b[K");
    session_.people.flush();
  }
  void take(const CorpusProgress& progress) {
    if (!session_.environment.err_is_terminal) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - drawn_ < std::chrono::milliseconds(100)) return;
    drawn_ = now;
    const double seconds = std::chrono::duration<double>(now - session_.started).count();
    const std::string text = fmt::format("{}/{} {}  {}/{} files  {:.1f} MB/s", progress.repositories_done + 1,
                                         progress.repositories, printable(progress.repository), progress.files_done,
                                         progress.files, static_cast<double>(progress.bytes) / 1e6 / seconds);
    session_.people.write("\r\x1b[K" + shortened(text, std::max(session_.environment.columns, 21U) - 1));
    session_.people.flush();
    dirty_ = true;
  }

 private:
  Session& session_;
  std::chrono::steady_clock::time_point drawn_;
  bool dirty_ = false;
};

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
  BuildLine line(session);
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

Result<ExitCode> why(const CorpusArguments& arguments, Session& session) {
  OYER_TRY(const std::vector<json::object> rows, datasets::explain_file(arguments.folder, arguments.file));
  if (rows.empty()) {
    return fail(
        not_found(fmt::format("{}: no file of this corpus has the path or the blob's id '{}'; paths are those "
                              "of the repository, from its root",
                              arguments.folder, arguments.file)));
  }
  for (const json::object& row : rows) session.data.write(arguments.json ? json::print(row) + "\n" : why_text(row));
  return ExitCode::done;
}

Result<ExitCode> stats(const CorpusArguments& arguments, Session& session) {
  OYER_TRY(const json::object manifest, datasets::read_manifest(arguments.folder));
  const json::value* totals = json::find(manifest, "totals");
  if (totals == nullptr)
    return fail(corrupt(arguments.folder + "/manifest.json has no totals; build the corpus again"));
  session.data.write(arguments.json ? json::print(*totals) + "\n" : corpus_text(manifest));
  if (arguments.json) return ExitCode::done;
  const datasets::CorpusCache cache = datasets::cache_of(arguments.folder);
  session.data.write(
      fmt::format("kept for the next build, may be deleted: facts of blobs {}, copies of repositories {}\n",
                  to_string(cache.facts), to_string(cache.repositories)));
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
