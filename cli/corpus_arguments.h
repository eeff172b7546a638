// What the command lines of `oyer corpus` and `oyer parse` say.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "datasets/corpus/corpus.h"

namespace CLI {
class App;
}

namespace oyer::cli {

// oyer corpus: from repositories to samples.
struct CorpusArguments {
  enum class Action { build, sync, why, stats };
  Action action = Action::build;
  std::vector<std::string> repositories;  // of build: "[NAME=]PLACE[@REVISION]"
  std::vector<std::string> lists;         // files that hold one such line each
  std::string folder;                     // OUT
  std::string file;                       // of why: a path or the beginning of a blob's id
  std::string page;                       // of stats: the file that gets the page of HTML; empty: none is wanted
  datasets::CorpusOptions options;        // jobs 0: one for each CPU that may be used
  bool json = false;
};

// oyer parse: what one file or the files of a folder say.
struct ParseArguments {
  std::string place;
  bool symbols = false, imports = false, graph = false, json = false;
  std::uint64_t map = 0;  // tokens of the map; 0: none is wanted
};

void add_corpus(CLI::App& app, CorpusArguments& arguments);
void add_parse(CLI::App& app, ParseArguments& arguments);
// Which action was named; invalid_input says what lacks.
Result<CorpusArguments> choose_corpus(const CLI::App& corpus, CorpusArguments& arguments);

// "[NAME=]PLACE[@REVISION]": a place that exists as it stands is taken whole.
datasets::CorpusInput parse_input(const std::string& text);

}  // namespace oyer::cli
