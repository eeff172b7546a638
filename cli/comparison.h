// Comparison: where a batch's candidates were judged in more than one way, or more than once, and how that came out.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "graders/record.h"

namespace oyer::cli {

// One candidate that the hardened way of judging and the faithful one do not agree on.
struct ModesDisagree {
  std::string task_id;
  std::uint64_t index = 0;
  std::string candidate_digest;
  std::string verdict, reason;  // the hardened one, which is the record's
  bool passed = false;          // faithfully
  // Of the first group of tests that they differ on, and all groups' names.
  std::string outcome, why;
  std::vector<std::string> groups;
};

// One candidate whose judgements differ.
struct ReplaysDisagree {
  std::string task_id;
  std::uint64_t index = 0;
  std::string candidate_digest;
  std::vector<std::string> verdicts;  // in turn
};

struct Comparison {
  std::set<std::string> graders;           // whose ways were followed
  std::uint64_t compared = 0;              // candidates judged both ways
  std::uint64_t accepted = 0, passed = 0;  // of these, the one way and the other
  std::vector<ModesDisagree> modes;
  std::uint64_t replayed = 0;  // candidates judged more than once
  std::vector<ReplaysDisagree> replays;

  void take(const graders::RewardRecord& record);
  void add(Comparison more);
};

// Every disagreement, a line each; "" where nothing was compared.
std::string comparison_text(const Comparison& comparison);
// "faithful" and "replays", each only where it was asked for.
json::object comparison_json(const Comparison& comparison);

}  // namespace oyer::cli
