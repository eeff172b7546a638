// SeenNames: which file defines a name that another sees through what it includes, where inclusion hands on everything
// (C, C++). Of several files that define it the one fewest inclusions away counts; two at the same distance say
// nothing. Names that are members of a type are seen with their type alone, enumerators also without.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "datasets/corpus/graph.h"

namespace oyer::datasets::detail {

class SeenNames {
 public:
  // The files that one file includes, each once.
  using Includes = std::function<const std::vector<std::uint32_t>&(std::uint32_t file)>;

  SeenNames(std::span<const ProjectFile> files, Includes includes);

  // `name` as Reference::name has it: the first part of the chain that is no namespace decides. nullopt: nothing that
  // this file sees defines it, or it defines it itself, or two do.
  std::optional<std::uint32_t> find(std::uint32_t file, std::string_view name);

 private:
  struct Definer {
    std::uint32_t file = 0;
    bool space = false;  // a namespace of that name and nothing else
  };

  void add(std::uint32_t file);
  void look_from(std::uint32_t file);

  std::span<const ProjectFile> files_;
  Includes includes_;
  std::unordered_map<std::string_view, std::vector<Definer>> definers_;  // by name; files rising
  std::uint32_t from_;                                                   // the file that `distance_` is of
  std::vector<std::uint32_t> distance_;                                  // 0: not seen
  std::vector<std::uint32_t> seen_;
};

}  // namespace oyer::datasets::detail
