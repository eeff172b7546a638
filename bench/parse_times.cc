// Parse times of the Python files that stdin names, one a line, each read before the clock runs: with the bare grammar
// (a parser of tree-sitter's own, kept for all files), and with outline_of(). Turn by turn, CPU seconds of the process.
//
//   find FOLDER -name '*.py' | build/bench/parse_times [ROUNDS]
//
// Prints one JSON object: files, bytes, and the median of each.
#include <tree_sitter/api.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include "base/file.h"
#include "parsers/outline.h"

extern "C" const TSLanguage* tree_sitter_python(void);

namespace {

using Texts = std::vector<std::string>;

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double bare(const Texts& texts) {
  const double begun = cpu_seconds();
  TSParser* parser = ts_parser_new();
  ts_parser_set_language(parser, tree_sitter_python());
  for (const std::string& text : texts)
    ts_tree_delete(ts_parser_parse_string(parser, nullptr, text.data(), static_cast<std::uint32_t>(text.size())));
  ts_parser_delete(parser);
  return cpu_seconds() - begun;
}

double outlines(const Texts& texts) {
  const double begun = cpu_seconds();
  for (const std::string& text : texts) oyer::parsers::outline_of(oyer::Language::python, text);
  return cpu_seconds() - begun;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int count, char** words) {
  const int rounds = count > 1 ? std::atoi(words[1]) : 3;
  Texts texts;
  std::size_t bytes = 0;
  for (std::string path; std::getline(std::cin, path);) {
    auto text = oyer::read_file(path);
    if (!text.has_value()) return std::fprintf(stderr, "cannot read %s\n", path.c_str()), 1;
    bytes += text->size();
    texts.push_back(*std::move(text));
  }
  std::vector<double> grammar, ours;
  for (int i = 0; i < rounds; ++i) {
    grammar.push_back(bare(texts));
    ours.push_back(outlines(texts));
  }
  std::printf("{\"files\": %zu, \"bytes\": %zu, \"bare\": %.4f, \"outlines\": %.4f}\n", texts.size(), bytes,
              median(grammar), median(ours));
  return 0;
}
