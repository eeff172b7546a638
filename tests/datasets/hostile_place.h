// Repositories that mean harm, and what must become of each of their files in a corpus that keeps all it can.
#pragma once

#include <map>
#include <string>

#include "tests/datasets/git_place.h"

namespace oyer::datasets::testing {

using Fates = std::map<std::string, std::string>;  // reason by path, as rows have them; "" kept

class HostilePlaces {
 public:
  HostilePlaces();

  // Texts that break parsers, links in circles, names that lead out, objects that are not what they say.
  GitPlace loose;
  std::string loose_commit;
  Fates loose_fates;
  // A pack in which one object is damaged, so that what is made from it cannot be had.
  GitPlace packed;
  Fates packed_fates;
  // A tree that names itself's like in ten folders, thirty deep.
  GitPlace endless;
  std::string endless_commit;

 private:
  void write_texts();
  void write_names();
  void write_bombs();
  void write_pack();
  void write_endless();
};

// Every file below a folder, `without` apart: its kind, size, time of change and bytes.
std::map<std::string, std::string> state_of(const std::filesystem::path& folder, const std::string& without);

}  // namespace oyer::datasets::testing
