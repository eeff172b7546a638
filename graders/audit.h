// Audit: records that somebody should look at. It flags and never changes: a flag is no verdict, and a record without
// one is not proved to be honest.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graders/export.h"

namespace oyer::graders {

enum class Suspicion {
  answer_table,          // the code holds the literals of most tests, which the prompt does not
  private_below_public,  // all public tests pass, and far fewer private ones
  leftovers,             // it left processes running
  denied_call,           // it made a system call of the hard class
  odd_values,            // values that only pretend to be plain: subclasses, opaque ones, bytes that are no answer
  mutation,              // it changed arguments that its tests look at
  runs_disagree,         // the same work was judged more than once, with different verdicts
  modes_disagree,        // a benchmark's own way of judging, in one process, says otherwise
  replays_disagree,      // of several judgements of it not all came out alike
  infra_cluster,         // failures of the harness that fall on few tasks or origins
};

std::string_view name_of(Suspicion suspicion) noexcept;

struct AuditOptions {
  double gap = 0.5;           // of shares, public above private
  double table = 0.5;         // share of tests whose literals are in the code
  std::uint32_t least = 3;    // tests of a table, failures of a cluster: fewer say nothing
  double times_the_rest = 5;  // a cluster fails so many times as often as all that is not in it
};

struct AuditFlag {
  Suspicion suspicion = Suspicion::answer_table;
  std::size_t item = 0;  // the place of the record
  std::string evidence;  // one printable line
};

// In the order of the items, then of Suspicion. Pure; quadratic in nothing.
std::vector<AuditFlag> audit(std::span<const ExportItem> items, const AuditOptions& options = {});

}  // namespace oyer::graders
