// EpisodesFile: what `oyer episodes` writes, and goes on from. Its first line says what the run is (schema
// "oyer.episodes/1"), each other line is a turn ("oyer.turn/1", graders/turn_row.h). Lines are added as turns are
// judged; what is whole after a kill counts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/json.h"
#include "base/result.h"
#include "graders/turn_row.h"

namespace oyer::cli {

class EpisodesFile {
 public:
  // Creates the file with `head` as its first line, or opens the one that is there. invalid_input where that one is of
  // another run, saying what differs, or no such file at all; corrupt as "FILE:LINE: ..." for a line that is not what
  // this writes. A last line that a kill cut short is dropped; nothing of any other file is touched.
  static Result<EpisodesFile> open(const std::filesystem::path& path, const json::object& head);

  // Turns that were there, in the file's order. Once.
  std::vector<graders::TurnRow> take_known() { return std::move(known_); }

  // On disk when it returns.
  Status add(const json::object& row);

  // These turns and no others, in this order; the file changes in one step. Nothing can be added behind it.
  Status finish(const std::vector<json::object>& rows);

 private:
  Status cut(std::size_t size);

  std::filesystem::path path_;
  json::object head_;
  Fd file_;
  std::vector<graders::TurnRow> known_;
};

}  // namespace oyer::cli
