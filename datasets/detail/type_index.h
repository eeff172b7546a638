// TypeIndex: which file of a project declares a type, by its full name, where packages or namespaces give full names
// (The Java Language Specification, chapters 6 and 7; C#'s specification, chapter 7.8). Types of one name in several
// places (modules, variants for another platform) are told apart by how near they lie to who asks: in the same source
// root, then by how many folders the two paths share.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/detail/resolver.h"

namespace oyer::datasets::detail {

class TypeIndex {
 public:
  TypeIndex(const ProjectView& project, Language language);

  // The files that declare the type and are equally near; rising.
  std::vector<std::uint32_t> named(std::uint32_t from, std::string_view full_name) const;
  // The longest beginning of a dotted name that is a type; `full_name` gets it.
  std::vector<std::uint32_t> beginning(std::uint32_t from, std::string_view dotted, std::string& full_name) const;
  // As `named`, where it is one.
  std::optional<std::uint32_t> only(std::uint32_t from, std::string_view full_name) const;

  bool is_package(std::string_view name) const { return packages_.contains(name); }
  // Simple names of the types and packages that lie directly in a package or a type.
  const std::set<std::string_view>& names_in(std::string_view around) const;
  // The packages and types in which a type or a package has this simple name.
  const std::vector<std::string_view>& around(std::string_view simple_name) const;
  // A type that the file declares on any level, by its simple name.
  bool declares(std::uint32_t file, std::string_view simple_name) const;
  // The file with the module-info of that name.
  std::vector<std::uint32_t> module(std::string_view name) const;

 private:
  void add_file(std::uint32_t file);
  void note_name(std::string_view full_name);
  std::vector<std::uint32_t> nearest(std::uint32_t from, const std::vector<std::uint32_t>& files) const;
  // Folders above the package's own.
  std::string_view root_of(std::uint32_t file) const;

  ProjectView project_;
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> types_;
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> modules_;
  std::set<std::string, std::less<>> packages_;
  std::map<std::string_view, std::set<std::string_view>> within_;     // simple names by what is around them
  std::map<std::string_view, std::vector<std::string_view>> around_;  // the other way about
  std::set<std::pair<std::uint32_t, std::string_view>> declared_;
};

// Names after `extends` and `implements` in the header of a type of Java, without their type arguments.
std::vector<std::string> java_supertypes(std::string_view signature);

}  // namespace oyer::datasets::detail
