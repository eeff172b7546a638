#include "datasets/corpus/repo_map.h"

#include <algorithm>

#include "datasets/corpus/scan.h"
#include "datasets/detail/rank.h"

namespace oyer::datasets {
namespace {

using parsers::Definition;

constexpr std::size_t kLongestLine = 160;
constexpr double kBareName = 0.1;
constexpr std::string_view kCut = "…";

std::string line_of(const Definition& definition) {
  const std::string& text = definition.signature.empty() ? definition.name : definition.signature;
  if (text.size() <= kLongestLine) return text;
  std::size_t end = kLongestLine - kCut.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + std::string(kCut);
}

// Paths and names may hold anything.
std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  return text;
}

std::size_t heading_bytes(const ProjectFile& file) { return file.path.size() + 2; }
std::size_t indent_of(unsigned depth) { return 2 * (std::size_t{depth} + 1); }

// Something that the map may show: a definition, or a file that has none.
struct Item {
  double rank = 0;
  std::uint32_t file = 0;
  std::optional<std::uint32_t> definition;
  friend bool operator<(const Item& a, const Item& b) {
    if (a.rank != b.rank) return a.rank > b.rank;
    return a.file != b.file ? a.file < b.file : a.definition < b.definition;
  }
};

// What has been taken so far, and what it costs.
class Selection {
 public:
  Selection(std::span<const ProjectFile> files, const std::vector<detail::FileRank>& ranks, std::uint64_t budget)
      : files_(files), ranks_(ranks), bytes_left_(budget > kMostBytes / 4 ? kMostBytes : budget * 4) {
    named_.resize(files.size(), false);
    shown_.resize(files.size());
  }

  void offer(const Item& item) {
    std::uint64_t bytes = named_[item.file] ? 0 : heading_bytes(files_[item.file]);
    std::vector<std::uint32_t> wanted;
    if (item.definition) {
      const detail::FileRank& rank = ranks_[item.file];
      auto& shown = shown_[item.file];
      if (shown.empty()) shown.resize(rank.definitions.size(), false);
      for (std::optional<std::uint32_t> at = item.definition; at && !shown[*at]; at = rank.definitions[*at].around) {
        wanted.push_back(*at);
        const Definition& definition = files_[item.file].outline->definitions[*at];
        bytes += indent_of(rank.definitions[*at].depth) + line_of(definition).size() + 1;
        if (bytes > bytes_left_) return;
      }
    }
    if (bytes > bytes_left_) return;
    bytes_left_ -= bytes;
    bytes_ += bytes;
    named_[item.file] = true;
    for (const std::uint32_t at : wanted) shown_[item.file][at] = true;
  }

  RepoMap take() const {
    RepoMap map;
    map.tokens = estimated_tokens(bytes_);
    for (std::uint32_t i = 0; i < files_.size(); ++i) {
      if (files_[i].outline == nullptr) continue;
      MappedFile file{i, ranks_[i].rank, {}};
      for (std::uint32_t at = 0; at < ranks_[i].definitions.size(); ++at) {
        const detail::DefinitionRank& rank = ranks_[i].definitions[at];
        if (!rank.mapped) continue;
        if (shown_[i].empty() || !shown_[i][at]) {
          ++map.definitions_left_out;
        } else {
          file.definitions.push_back({at, rank.depth, line_of(files_[i].outline->definitions[at]), rank.rank});
        }
      }
      if (named_[i]) {
        map.files.push_back(std::move(file));
      } else {
        ++map.files_left_out;
      }
    }
    std::stable_sort(map.files.begin(), map.files.end(),
                     [](const MappedFile& a, const MappedFile& b) { return a.rank > b.rank; });
    return map;
  }

 private:
  static constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 40U;

  std::span<const ProjectFile> files_;
  const std::vector<detail::FileRank>& ranks_;
  std::uint64_t bytes_left_, bytes_ = 0;
  std::vector<bool> named_;
  std::vector<std::vector<bool>> shown_;  // of a file's definitions; empty until one is asked for
};

}  // namespace

std::vector<double> rank_files(std::span<const ProjectFile> files, const ProjectGraph& graph) {
  return detail::page_rank(graph.files, detail::links_of(files, graph));
}

RepoMap repo_map(std::span<const ProjectFile> files, const ProjectGraph& graph, std::uint64_t budget) {
  const std::vector<detail::FileRank> ranks = detail::rank_definitions(files, graph);
  std::vector<Item> items;
  for (std::uint32_t i = 0; i < ranks.size(); ++i) {
    if (files[i].outline == nullptr) continue;
    bool any = false;
    for (std::uint32_t at = 0; at < ranks[i].definitions.size(); ++at) {
      if (!ranks[i].definitions[at].mapped) continue;
      items.push_back({ranks[i].definitions[at].rank, i, at});
      any = true;
    }
    if (!any) items.push_back({ranks[i].rank * kBareName, i, std::nullopt});
  }
  std::sort(items.begin(), items.end());
  Selection selection(files, ranks, budget);
  for (const Item& item : items) selection.offer(item);
  return selection.take();
}

std::string map_text(std::span<const ProjectFile> files, const RepoMap& map) {
  std::string text;
  for (const MappedFile& file : map.files) {
    text += one_line(files[file.file].path) + ":\n";
    for (const MappedDefinition& definition : file.definitions)
      text += std::string(indent_of(definition.depth), ' ') + one_line(definition.line) + "\n";
  }
  return text;
}

}  // namespace oyer::datasets
