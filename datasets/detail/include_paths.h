// IncludePaths: which file of a project an #include means, where nobody tells the compiler's -I.
//
// The includer's own folder goes before all for a quoted name, as it does for compilers. Behind that a folder is an
// include path if the project's file stands below it with the name as written, and the likelier one wins: a folder
// that the includer lies in, the nearest first, before the `include`, `inc`, `src` and `lib` beside those (the other
// way round for <…>); then whatever folder has most of what the files beside the includer ask for, the nearer one of
// two. What is then still equal is ambiguous. A name of the C and C++ libraries in <…> is the project's own only where
// an `include` folder around the includer has it: so a C library finds itself, and a wrapper's string.h stays aside.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

class IncludePaths {
 public:
  explicit IncludePaths(const ProjectView& project);

  struct Found {
    ImportStatus status = ImportStatus::external;
    std::vector<std::string_view> paths;  // rising
  };
  Found find(std::uint32_t file, const parsers::ImportUse& use);

 private:
  const std::string* path_at(const std::string& path) const;
  std::optional<std::string_view> around(std::string_view folder, const std::string& asked, bool angle,
                                         bool standard) const;
  std::vector<std::string_view> ending_in(const std::string& asked) const;
  Found likeliest(std::string_view folder, const std::string& asked);
  const std::unordered_map<std::string, std::uint32_t>& coverage_of(std::string_view folder);

  ProjectView project_;
  std::set<std::string, std::less<>> paths_;
  std::vector<std::string_view> by_ending_;  // the same paths, ordered as if read from the end
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> in_folder_;
  std::map<std::string, std::unordered_map<std::string, std::uint32_t>, std::less<>> coverage_;
};

}  // namespace oyer::datasets::detail
