// GoPackages: the files of each package of Go and the names they define for all of it.
//
// A package is a folder's files of one package name. Files whose name begins with '_' or '.' are no part of it; those
// that end in _test.go see the others and are not seen by them; a package of the same folder named x_test sees
// nothing of x but through an import. Of files that are for different systems by their names (x_linux.go,
// x_windows.go) each sees those that can be built together with it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

class GoPackages {
 public:
  explicit GoPackages(const ProjectView& project);

  const std::set<std::string, std::less<>>& folders() const noexcept { return folders_; }

  // What an import of the folder gives: the name of its package, and its files without tests.
  std::string_view name_of(std::string_view folder) const;
  std::vector<std::uint32_t> files_of(std::string_view folder) const;

  // Files that define a name at the top of the package that an import of the folder gives, as `from` sees it; rising.
  std::vector<std::uint32_t> exported(std::string_view folder, std::string_view name, std::uint32_t from) const;
  // The same for the package that `from` itself is of, without `from`.
  std::vector<std::uint32_t> beside(std::uint32_t from, std::string_view name) const;

 private:
  // Names of systems and machines that a file's name is for; empty for all.
  struct Target {
    std::string_view system, machine;
    bool fits(const Target& other) const noexcept;
  };
  struct File {
    std::uint32_t number = 0;
    std::string_view package;
    bool test = false;
    Target target;
  };
  struct Package {
    std::vector<std::uint32_t> files;
    std::map<std::string_view, std::vector<std::uint32_t>> definers;  // by name; places in files_, rising
  };

  void add(std::uint32_t number, const ProjectFile& file);
  std::string_view importable_of(const std::map<std::string_view, Package>& packages) const;
  static Target target_of(std::string_view path);
  const Package* package_at(std::string_view folder, std::string_view name) const;
  std::vector<std::uint32_t> definers(const Package* package, std::string_view name, std::uint32_t from,
                                      bool tests) const;

  std::map<std::uint32_t, File> files_;
  std::map<std::string, std::map<std::string_view, Package>, std::less<>> packages_;  // by folder, then name
  std::map<std::string, std::string_view, std::less<>> names_;  // of the importable ones, by folder
  std::set<std::string, std::less<>> folders_;
  std::span<const ProjectFile> all_;
};

}  // namespace oyer::datasets::detail
