#include "datasets/detail/go_packages.h"

#include <algorithm>
#include <iterator>

#include "datasets/detail/path_text.h"

namespace oyer::datasets::detail {
namespace {

using parsers::Definition;
using parsers::SymbolKind;

constexpr std::string_view kSystems[] = {"aix",     "android", "darwin",  "dragonfly", "freebsd", "hurd",
                                         "illumos", "ios",     "js",      "linux",     "nacl",    "netbsd",
                                         "openbsd", "plan9",   "solaris", "wasip1",    "windows", "zos"};
constexpr std::string_view kMachines[] = {"386",     "amd64",   "arm",      "arm64",   "loong64",
                                          "mips",    "mips64",  "mips64le", "mipsle",  "ppc64",
                                          "ppc64le", "riscv64", "s390x",    "sparc64", "wasm"};

template <std::size_t N>
bool is_one_of(const std::string_view (&words)[N], std::string_view word) noexcept {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

constexpr std::size_t kMostDefiners = 64;  // of one name in one package; more are not told

}  // namespace

bool GoPackages::Target::fits(const Target& other) const noexcept {
  const auto same = [](std::string_view a, std::string_view b) { return a.empty() || b.empty() || a == b; };
  return same(system, other.system) && same(machine, other.machine);
}

// "name_GOOS_GOARCH.go", either of them, behind a first word that is neither.
GoPackages::Target GoPackages::target_of(std::string_view path) {
  std::string_view stem = name_in(path);
  stem.remove_suffix(std::min<std::size_t>(stem.size(), 3));
  if (stem.ends_with("_test")) stem.remove_suffix(5);
  Target target;
  const auto take = [&](std::string_view& into, const auto& words) {
    const auto line = stem.rfind('_');
    if (line == std::string_view::npos || !is_one_of(words, stem.substr(line + 1))) return;
    into = stem.substr(line + 1);
    stem.remove_suffix(stem.size() - line);
  };
  take(target.machine, kMachines);
  take(target.system, kSystems);
  return target;
}

GoPackages::GoPackages(const ProjectView& project) : all_(project.files) {
  for (std::uint32_t i = 0; i < project.files.size(); ++i)
    if (is_in(project.files[i], {Language::go})) add(i, project.files[i]);
  for (const auto& [folder, packages] : packages_) names_.emplace(folder, importable_of(packages));
}

void GoPackages::add(std::uint32_t number, const ProjectFile& file) {
  const std::string_view name = name_in(file.path);
  if (name.starts_with('_') || name.starts_with('.')) return;
  const std::string_view package = file.outline->package;
  const std::string folder(folder_of(file.path));
  folders_.insert(folder);
  files_.emplace(number, File{number, package, name.ends_with("_test.go"), target_of(file.path)});
  Package& own = packages_[folder][package];
  own.files.push_back(number);
  for (const Definition& d : file.outline->definitions) {
    const bool has_no_name = d.name == "_" || d.name == "init";
    if (d.parent || d.kind == SymbolKind::method || has_no_name) continue;
    std::vector<std::uint32_t>& definers = own.definers[d.name];
    if (definers.size() < kMostDefiners && (definers.empty() || definers.back() != number)) definers.push_back(number);
  }
}

std::string_view GoPackages::name_of(std::string_view folder) const {
  const auto at = names_.find(folder);
  return at == names_.end() ? std::string_view{} : at->second;
}

// Of a folder's packages the importable one: no tests of its own name, no program where there is a library.
std::string_view GoPackages::importable_of(const std::map<std::string_view, Package>& packages) const {
  std::string_view best;
  std::size_t most = 0;
  for (const auto& [name, package] : packages) {
    const auto is_test = [&](std::uint32_t file) { return files_.at(file).test; };
    const auto files = static_cast<std::size_t>(
        std::count_if(package.files.begin(), package.files.end(), [&](std::uint32_t file) { return !is_test(file); }));
    const std::size_t weight = name == "main" ? std::min<std::size_t>(files, 1) : 2 * files;
    if (weight > most) {
      most = weight;
      best = name;
    }
  }
  return best;
}

const GoPackages::Package* GoPackages::package_at(std::string_view folder, std::string_view name) const {
  const auto at = packages_.find(folder);
  if (at == packages_.end()) return nullptr;
  const auto package = at->second.find(name);
  return package == at->second.end() ? nullptr : &package->second;
}

std::vector<std::uint32_t> GoPackages::files_of(std::string_view folder) const {
  std::vector<std::uint32_t> files;
  if (const Package* package = package_at(folder, name_of(folder)))
    for (const std::uint32_t file : package->files)
      if (!files_.at(file).test) files.push_back(file);
  return files;
}

std::vector<std::uint32_t> GoPackages::definers(const Package* package, std::string_view name, std::uint32_t from,
                                                bool tests) const {
  std::vector<std::uint32_t> found;
  if (package == nullptr) return found;
  const auto at = package->definers.find(name);
  if (at == package->definers.end()) return found;
  const auto asking = files_.find(from);
  for (const std::uint32_t file : at->second) {
    const File& definer = files_.at(file);
    const bool fits = asking == files_.end() || asking->second.target.fits(definer.target);
    if (file != from && fits && (tests || !definer.test)) found.push_back(file);
  }
  return found;
}

std::vector<std::uint32_t> GoPackages::exported(std::string_view folder, std::string_view name,
                                                std::uint32_t from) const {
  // A package's outer tests may use what its inner tests define.
  const auto asking = files_.find(from);
  const bool outer_test = asking != files_.end() && asking->second.test && folder_of(all_[from].path) == folder;
  return definers(package_at(folder, name_of(folder)), name, from, outer_test);
}

std::vector<std::uint32_t> GoPackages::beside(std::uint32_t from, std::string_view name) const {
  const auto asking = files_.find(from);
  if (asking == files_.end()) return {};
  return definers(package_at(folder_of(all_[from].path), asking->second.package), name, from, asking->second.test);
}

}  // namespace oyer::datasets::detail
