// TurnRow: a turn of an episode as one line of JSON (schema "oyer.turn/1", docs/formats.md), enough to go on from.
#pragma once

#include <cstdint>
#include <string>

#include "base/json.h"
#include "graders/episodes.h"

namespace oyer::graders {

inline constexpr std::string_view turn_schema = "oyer.turn/1";

// A judged turn of the episode.
json::object turn_row(const Episode& episode, const EpisodeTurn& turn);

struct TurnRow {
  std::string task_id;
  std::uint32_t sample = 0, turn = 0;
  Episodes::Known known;
};

// corrupt, naming the field, for what turn_row() does not write.
Result<TurnRow> turn_row_from_json(const json::object& row);

}  // namespace oyer::graders
