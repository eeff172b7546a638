// A project made of paths and texts, parsed for real, and its graph as lines that tests compare.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "datasets/corpus/file_kind.h"
#include "datasets/corpus/graph.h"

namespace oyer::datasets {

using Lines = std::vector<std::string>;

// Every text is a file of the project; the language is told by the path.
class GraphProject {
 public:
  explicit GraphProject(const std::map<std::string, std::string>& texts) {
    for (const auto& [path, text] : texts) {
      paths_.push_back(path);
      if (is_import_manifest(path)) manifests_.push_back({path, text});
      const FileKind kind = kind_of(path, text);
      if (kind.parsed_as) outlines_.push_back(parsers::outline_of(*kind.parsed_as, text));
      files_.push_back({path, kind.parsed_as.value_or(Language::python), kind.parsed_as ? &outlines_.back() : nullptr});
    }
    graph_ = project_graph(files_, paths_, manifests_);
  }

  const ProjectGraph& graph() const { return graph_; }

  // "a.js -> b.js", and behind it what is not unique or strong.
  Lines edges() const {
    Lines lines;
    for (const Edge& e : graph_.edges) {
      std::string line = path(e.from) + " -> " + path(e.to);
      if (e.status != ImportStatus::unique) line += " " + std::string(name_of(e.status));
      if (e.strength != Strength::strong) line += " " + std::string(name_of(e.strength));
      lines.push_back(std::move(line));
    }
    return lines;
  }

  // "a.js ./b:name unique b.js"
  Lines imports() const {
    Lines lines;
    for (const ResolvedImport& i : graph_.imports) {
      const auto& use = files_[i.file].outline->imports[i.import];
      std::string line = path(i.file) + " " + use.target + (use.name.empty() ? "" : ":" + use.name) + " " +
                         std::string(name_of(i.status));
      for (const std::uint32_t to : i.targets) line += " " + path(to);
      lines.push_back(std::move(line));
    }
    return lines;
  }

  // What each import statement of one file leads to: "target status files".
  Lines imports_of(const std::string& from) const {
    Lines lines;
    for (const std::string& line : imports())
      if (line.starts_with(from + " ")) lines.push_back(line.substr(from.size() + 1));
    return lines;
  }

  // "a.js name -> b.js"
  Lines references() const {
    Lines lines;
    for (const CrossReference& r : graph_.references)
      lines.push_back(path(r.from) + " " + files_[r.from].outline->references[r.reference].name + " -> " + path(r.to));
    return lines;
  }

 private:
  const std::string& path(std::uint32_t file) const { return files_[file].path; }

  std::deque<parsers::Outline> outlines_;
  std::vector<ProjectFile> files_;
  std::vector<std::string> paths_;
  std::vector<ManifestText> manifests_;
  ProjectGraph graph_;
};

}  // namespace oyer::datasets
