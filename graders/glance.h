// Glance: what a reward rule needs of a record, read off its JSON without the rest.
//
// Re-deriving rewards reads every record of a log, of which rules want a few hundred bytes: the text of the candidate,
// its program, reasons, limits and measures are skipped and not looked at. A glance checks nothing but what it reads:
// whoever wants to know whether a record is whole asks record_from_json, and whether the log is, Store::verify.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "graders/reward.h"

namespace oyer::graders {

struct Glance {
  std::string task_id;
  std::uint64_t index = 0;
  Turn turn;  // without its episode
  // Of `grade` there is what rules ask for: verdict, sound(), evidence, how many flags, and of each test its group,
  // visibility and outcome. nullopt for an infra_error.
  std::optional<Grade> grade;
};

// Reads into `glance`, whose memory is used again. False where the text is not a record in the form in which
// to_json and json::print write one: such a row has to be read whole.
bool glance_at(std::string_view record_json, Glance& glance);

}  // namespace oyer::graders
