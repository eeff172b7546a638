#include "datasets/detail/include_paths.h"

#include <algorithm>

#include "datasets/detail/c_standard.h"
#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

using parsers::ImportForm;
using parsers::ImportUse;

constexpr std::size_t kMostLevels = 64;       // folders above an includer that are looked at
constexpr std::size_t kMostCandidates = 256;  // files of one name; more are told apart by nothing

constexpr std::string_view kHeaderFolders[] = {"include", "inc", "includes", "headers", "public"};
constexpr std::string_view kSourceFolders[] = {"src", "source", "lib"};

bool ends_before(std::string_view a, std::string_view b) noexcept {
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

// The folder below which `path` is `asked`.
std::string_view root_of(std::string_view path, std::string_view asked) noexcept {
  const std::size_t rest = path.size() - asked.size();
  return path.substr(0, rest == 0 ? 0 : rest - 1);
}

// Leading "./" and "../" gone: what an include path of unknown place can be matched with.
std::string plain_name(std::string_view asked) {
  bool beyond = false;
  return followed("", asked, beyond);
}

}  // namespace

IncludePaths::IncludePaths(const ProjectView& project) : project_(project) {
  paths_.insert(project.paths.begin(), project.paths.end());
  for (std::uint32_t i = 0; i < project.files.size(); ++i) {
    paths_.insert(project.files[i].path);
    if (is_in(project.files[i], {Language::c, Language::cpp}))
      in_folder_[std::string(folder_of(project.files[i].path))].push_back(i);
  }
  by_ending_.assign(paths_.begin(), paths_.end());
  std::sort(by_ending_.begin(), by_ending_.end(), ends_before);
}

const std::string* IncludePaths::path_at(const std::string& path) const {
  const auto at = paths_.find(path);
  return at == paths_.end() ? nullptr : &*at;
}

IncludePaths::Found IncludePaths::find(std::uint32_t file, const ImportUse& use) {
  if (use.computed) return {ImportStatus::dynamic, {}};
  const std::string_view folder = folder_of(project_.files[file].path);
  if (use.target.starts_with('/')) return {};
  if (use.form == ImportForm::include_quote) {
    if (const auto path = normalized(folder, use.target))
      if (const std::string* own = path_at(*path)) return {ImportStatus::unique, {*own}};
  }
  const std::string asked = plain_name(use.target);
  if (asked.empty()) return {};
  const bool angle = use.form == ImportForm::include_angle;
  const bool standard = angle && is_c_standard_header(asked);
  if (const auto path = around(folder, asked, angle, standard)) return {ImportStatus::unique, {*path}};
  if (standard) return {};
  return likeliest(folder, asked);
}

// Below the folders that the includer lies in, and those that hold headers or sources beside it.
std::optional<std::string_view> IncludePaths::around(std::string_view folder, const std::string& asked, bool angle,
                                                     bool standard) const {
  const auto below = [&](std::string_view root) { return path_at(joined(root, asked)); };
  const auto beside = [&](std::string_view above) -> const std::string* {
    for (const std::string_view name : kHeaderFolders)
      if (const std::string* path = below(joined(above, name))) return path;
    for (const std::string_view name : kSourceFolders) {
      if (standard) break;
      if (const std::string* path = below(joined(above, name))) return path;
    }
    return nullptr;
  };
  for (const bool outer : {false, true}) {
    const bool looks_beside = outer != angle;
    std::string_view above = folder;
    for (std::size_t level = 0; level < kMostLevels; ++level, above = folder_of(above)) {
      const std::string* path = looks_beside ? beside(above) : standard ? nullptr : below(above);
      if (path != nullptr) return *path;
      if (above.empty()) break;
    }
  }
  return std::nullopt;
}

// Paths that are `asked` below some folder; no more than can be told apart.
std::vector<std::string_view> IncludePaths::ending_in(const std::string& asked) const {
  std::vector<std::string_view> found;
  if (const std::string* path = path_at(asked)) found.push_back(*path);
  const std::string ending = "/" + asked;
  for (auto at = std::lower_bound(by_ending_.begin(), by_ending_.end(), std::string_view(ending), ends_before);
       at != by_ending_.end() && at->ends_with(ending) && found.size() <= kMostCandidates; ++at)
    found.push_back(*at);
  return found;
}

// How many of the names that files of the folder ask for each folder of the project has.
const std::unordered_map<std::string, std::uint32_t>& IncludePaths::coverage_of(std::string_view folder) {
  const auto [at, is_new] = coverage_.try_emplace(std::string(folder));
  if (!is_new) return at->second;
  std::set<std::string> asked;
  for (const std::uint32_t file : in_folder_[std::string(folder)])
    for (const ImportUse& use : project_.files[file].outline->imports)
      if (!use.computed && !(use.form == ImportForm::include_angle && is_c_standard_header(use.target)))
        asked.insert(plain_name(use.target));
  for (const std::string& name : asked) {
    if (name.empty()) continue;
    for (const std::string_view path : ending_in(name)) ++at->second[std::string(root_of(path, name))];
  }
  return at->second;
}

IncludePaths::Found IncludePaths::likeliest(std::string_view folder, const std::string& asked) {
  const std::vector<std::string_view> candidates = ending_in(asked);
  if (candidates.empty()) return {};
  if (candidates.size() == 1) return {ImportStatus::unique, candidates};
  if (candidates.size() > kMostCandidates) return {ImportStatus::ambiguous, {}};
  const auto& coverage = coverage_of(folder);
  using Likelihood = std::pair<std::uint32_t, std::size_t>;
  Likelihood most{0, 0};
  std::vector<std::string_view> best;
  for (const std::string_view path : candidates) {
    const std::string_view root = root_of(path, asked);
    const Likelihood likelihood{coverage.at(std::string(root)), shared_folders(folder, root)};
    if (likelihood < most) continue;
    if (likelihood > most) best.clear();
    most = likelihood;
    best.push_back(path);
  }
  std::sort(best.begin(), best.end());
  return {best.size() == 1 ? ImportStatus::unique : ImportStatus::ambiguous, std::move(best)};
}

}  // namespace oyer::datasets::detail
