// A `mod x;` leads to a file of the crate. That edge is weak: a crate is compiled as one, and nearly every module is
// declared by one that it uses in turn; that of a `pub use` is so, too, since it hands on what others use. A `use`
// leads to the file that defines what it names, behind all re-exports; to the module's own where the name stands in no
// text (a macro made it). Paths that are written out where they are used
// (`crate::a::f()`) are edges as well.
#include "datasets/detail/resolve_rust.h"

#include <algorithm>
#include <string>

#include "datasets/detail/path_text.h"
#include "datasets/detail/rust_modules.h"
#include "datasets/detail/rust_names.h"

namespace oyer::datasets::detail {
namespace {

using parsers::ImportForm;
using parsers::ImportUse;
using parsers::Reference;

constexpr std::size_t kMostParts = 4;  // of a reference: longer paths are cut

class RustResolver final : public Resolver {
 public:
  explicit RustResolver(const ProjectView& project) : project_(project), modules_(project), names_(modules_) {}

  Resolution resolve(std::uint32_t file, const ImportUse& use) override {
    if (use.computed) return {ImportStatus::dynamic, {}, {}};
    if (use.form == ImportForm::include_quote) return included(file, use);
    Resolution resolution;
    for (const std::uint32_t module : modules_.at(file, use.span.byte_begin)) {
      if (use.form == ImportForm::submodule) {
        if (const auto found = modules_.declared(module, use)) resolution.targets.push_back(*found);
      } else if (const auto found = names_.find(module, rust_path(use.target), true)) {
        resolution.targets.push_back(found->file);
      }
    }
    auto& targets = resolution.targets;
    std::sort(targets.begin(), targets.end());
    targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
    if (!targets.empty()) resolution.status = ImportStatus::unique;
    if (use.form == ImportForm::submodule || use.reexported) resolution.passed = targets;
    return resolution;
  }

  std::optional<std::uint32_t> definition_of(std::uint32_t file, const Reference& reference) override {
    const auto path = rust_path(reference.name, ".");
    std::optional<std::uint32_t> only;
    for (const std::uint32_t module : modules_.at(file, reference.first.byte_begin)) {
      const auto found = names_.find(module, path, false);
      // What was cut off a long path may lie deeper.
      if (!found || (found->module != kNoModule && path.size() >= kMostParts)) continue;
      if (only && *only != found->file) return std::nullopt;
      only = found->file;
    }
    return only == file ? std::nullopt : only;
  }

  std::vector<std::uint32_t> needed_for(std::uint32_t, const Reference& reference,
                                        std::optional<std::uint32_t> definition) override {
    const bool is_path = reference.name.find('.') != std::string::npos;
    return is_path && definition ? std::vector{*definition} : std::vector<std::uint32_t>();
  }

 private:
  Resolution included(std::uint32_t file, const ImportUse& use) const {
    const auto path = normalized(folder_of(project_.files[file].path), use.target);
    const auto at = path && !use.target.starts_with('/') ? modules_.file_at(*path) : std::nullopt;
    if (!at) return {};
    return {ImportStatus::unique, {*at}, {}};
  }

  ProjectView project_;
  RustModules modules_;
  RustNames names_;
};

}  // namespace

std::unique_ptr<Resolver> rust_resolver(const ProjectView& project) { return std::make_unique<RustResolver>(project); }

}  // namespace oyer::datasets::detail
