// rooms: graders datasets base
// Glances at records: any bytes are survived, and what is a record as a whole gives the same rewards at a glance.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "graders/glance.h"
#include "graders/record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oyer;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  graders::Glance glance;
  static_cast<void>(graders::glance_at(text, glance));
  const auto value = json::parse(text);
  if (!value.has_value() || !value->is_object()) return 0;
  const auto record = graders::record_from_json(value->get_object());
  if (!record.has_value()) return 0;
  if (!graders::glance_at(json::print(graders::to_json(*record)), glance)) std::abort();
  for (const char* name :
       {"binary", "fraction", "rlef", "rltf", "weighted:public=0.5", "expr:planned + flags + turn"}) {
    const graders::RewardRule rule = graders::parse_rule(name).value();
    const auto given = glance.grade ? graders::reward(*glance.grade, rule, glance.turn) : std::nullopt;
    if (given != graders::reward(*record, rule)) std::abort();
  }
  return 0;
}
