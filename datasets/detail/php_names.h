// PhpNames: which files of a project declare a class, a function or a constant of PHP, by its full name, as PHP looks
// names up ("Namespaces" in its manual): backslashes between parts, none in front.
//
// Classes and functions are the same in any case to PHP; on disks that tell cases apart Composer finds them as they are
// written. So what is written alike goes first, and only where nothing is, what differs in case.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

class PhpNames {
 public:
  enum class Kind { type, function, constant };
  enum class Case { same, any };

  explicit PhpNames(const ProjectView& project);

  // Rising. More files than anybody declares one name in are as good as none: nothing tells them apart.
  std::vector<std::uint32_t> declaring(Kind kind, std::string_view full_name, Case spelling) const;
  // The namespace around a place of a file.
  std::string_view space_at(std::uint32_t file, std::uint32_t byte) const;
  bool is_space(std::string_view name) const { return spaces_.contains(name); }

 private:
  struct Declared {
    std::string name;  // as written
    std::uint32_t file = 0;
  };
  struct Block {
    std::uint32_t begin = 0, end = 0;
    std::string_view space;
  };

  void add(std::uint32_t file);

  ProjectView project_;
  std::map<std::string, std::vector<Declared>, std::less<>> kinds_[3];  // by name in small letters
  std::set<std::string, std::less<>> spaces_;
  std::map<std::uint32_t, std::vector<Block>> blocks_;  // of files whose namespaces have braces
};

std::string small_letters(std::string_view text);
// Parts of a name; in "" as it is.
std::string php_within(std::string_view space, std::string_view name);

}  // namespace oyer::datasets::detail
