// What oyer attack tells: while it goes on, and at its end.
#pragma once

#include <string>

#include "base/json.h"
#include "graders/attack.h"

namespace oyer::cli {

// "1234 mutants  98.1/s  21 s left  rewarded 0", no longer than `columns`.
std::string attack_progress_text(const graders::AttackReport& report, Nanos elapsed, Nanos planned, unsigned columns);

// A line for each chapter of the suite, and their sum.
std::string attack_table(const graders::AttackReport& report);
json::object attack_json(const graders::AttackReport& report);

// What a person must read when a mutant was rewarded.
std::string finding_text(const graders::Finding& finding, const graders::AttackCorpus& corpus);

}  // namespace oyer::cli
