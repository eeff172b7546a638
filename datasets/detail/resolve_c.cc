// What a file of C or C++ needs is what it includes. A source that implements a header is no edge of that header:
// whoever reads the header needs it not, every pair would be a circle, and the order of files puts the two together
// anyway, since the source asks for its header. An #include that stands under #if is a weak edge: no configuration is
// known here, and one of its branches is the one that is not taken.
#include "datasets/detail/resolve_c.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>

#include "datasets/detail/include_paths.h"
#include "datasets/detail/seen_names.h"

namespace oyer::datasets::detail {
namespace {

using parsers::ImportUse;

class CResolver final : public Resolver {
 public:
  explicit CResolver(const ProjectView& project)
      : files_(project.files),
        include_paths_(project),
        names_(
            project.files, [this](std::uint32_t file) -> const auto& { return includes_of(file); }) {
    for (std::uint32_t i = 0; i < files_.size(); ++i) number_of_.emplace(files_[i].path, i);
    includes_.resize(files_.size());
  }

  Resolution resolve(std::uint32_t file, const ImportUse& use) override {
    const auto [at, is_new] = resolved_.try_emplace({file, static_cast<int>(use.form), use.target});
    if (is_new) {
      const IncludePaths::Found found = include_paths_.find(file, use);
      at->second.status = found.status;
      for (const std::string_view path : found.paths)
        if (const auto number = number_of_.find(path); number != number_of_.end())
          at->second.targets.push_back(number->second);
      std::sort(at->second.targets.begin(), at->second.targets.end());
    }
    Resolution resolution = at->second;
    if (use.guarded) resolution.passed = resolution.targets;
    return resolution;
  }

  std::optional<std::uint32_t> definition_of(std::uint32_t file, const parsers::Reference& reference) override {
    return names_.find(file, reference.name);
  }

 private:
  const std::vector<std::uint32_t>& includes_of(std::uint32_t file) {
    std::optional<std::vector<std::uint32_t>>& known = includes_[file];
    if (known) return *known;
    known.emplace();
    const ProjectFile& one = files_[file];
    if (!is_in(one, {Language::c, Language::cpp})) return *known;
    for (const ImportUse& use : one.outline->imports) {
      const Resolution found = resolve(file, use);
      if (found.status == ImportStatus::unique) known->insert(known->end(), found.targets.begin(), found.targets.end());
    }
    std::sort(known->begin(), known->end());
    known->erase(std::unique(known->begin(), known->end()), known->end());
    return *known;
  }

  std::span<const ProjectFile> files_;
  IncludePaths include_paths_;
  SeenNames names_;
  std::unordered_map<std::string_view, std::uint32_t> number_of_;
  std::vector<std::optional<std::vector<std::uint32_t>>> includes_;
  std::map<std::tuple<std::uint32_t, int, std::string>, Resolution> resolved_;
};

}  // namespace

std::unique_ptr<Resolver> c_resolver(const ProjectView& project) { return std::make_unique<CResolver>(project); }

}  // namespace oyer::datasets::detail
