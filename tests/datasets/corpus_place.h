// A corpus in a folder of its own, made of repositories that a test builds.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/jsonl.h"
#include "datasets/corpus/corpus.h"
#include "tests/datasets/git_place.h"
#include "tests/support/result.h"

namespace oyer::datasets::testing {

class CorpusPlace {
 public:
  // Made at the first call; named so in the corpus.
  GitPlace& repository(const std::string& name) { return repositories_[name]; }

  // Commits what the repositories hold and builds; in the order of their names.
  CorpusTotals build(const CorpusOptions& options = {}) {
    const auto totals = try_build(options);
    EXPECT_EQ(test::outcome_of(totals), "ok");
    return totals.value_or(CorpusTotals());
  }

  Result<CorpusTotals> try_build(const CorpusOptions& options) {
    std::vector<CorpusInput> inputs;
    for (const auto& [name, place] : repositories_) {
      if (!place.git({"status", "--porcelain"}).empty()) place.commit("work");
      inputs.push_back({place.path().string(), "HEAD", name});
    }
    return build_corpus(inputs, options, folder(), {});
  }

  std::filesystem::path folder() const { return out_.path() / "out"; }
  json::object manifest() const { return read_manifest(folder()).value(); }

  std::vector<json::object> rows(const std::string& kind) const {
    std::vector<std::filesystem::path> paths;
    if (std::filesystem::exists(folder() / kind))
      for (const auto& entry : std::filesystem::directory_iterator(folder() / kind))
        if (entry.path().string().ends_with(".jsonl.zst")) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<json::object> rows;
    for (const auto& path : paths) {
      auto reader = JsonlReader::open(path);
      while (auto line = reader->next().value()) rows.push_back(line->row);
    }
    return rows;
  }

  // "" kept, the reason otherwise, by "repository:path".
  std::map<std::string, std::string> fates() const {
    std::map<std::string, std::string> fates;
    for (const char* kind : {"files", "dropped"})
      for (const json::object& row : rows(kind))
        fates[text(row, "repo_name") + ":" + text(row, "path")] = text(row, "reason");
    return fates;
  }

  // The row of one file, kept or dropped.
  json::object row(const std::string& repository, const std::string& path) const {
    for (const char* kind : {"files", "dropped"})
      for (const json::object& row : rows(kind))
        if (text(row, "repo_name") == repository && text(row, "path") == path) return row;
    ADD_FAILURE() << repository << ":" << path << " has no row";
    return {};
  }

  static std::string text(const json::object& row, const char* key) {
    return std::string(json::view(row.at(key).as_string()));
  }

 private:
  std::map<std::string, GitPlace> repositories_;
  test::TemporaryFolder out_;
};

}  // namespace oyer::datasets::testing
