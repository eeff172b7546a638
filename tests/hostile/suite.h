// Suite: sends programs through `oyer` and says what came of each.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "tests/hostile/program.h"

namespace oyer::hostile {

struct Observed {
  Expectation got;       // in the words of a header
  bool reduced = false;  // no cgroup was in force
  bool sound = true;
  std::string faithful;     // "passed", "failed", "timed_out"; "" where it was not asked for
  std::string reason;       // the record's, or what went wrong instead of a record
  std::string out;          // stdout of a program
  std::string diagnostics;  // of a source that was not built
  std::string probe;        // what the next candidate found wrong with its world; "" nothing
  std::string left_behind;  // on the host, once the engine had ended
};

// Functions go through one `oyer grade --jobs 1`, each followed by the probe with/clean_world.py in the same jail;
// programs through an `oyer run` each, C compiled first; sources are built and run in a jail of this process.
std::map<std::string, Observed> observe(const std::vector<HostileProgram>& programs);

// One source: built and run in a jail that is opened for it.
Observed observe_source(const HostileProgram& program);

// The result for one program, observed together with all that share its name's first two characters. Kept for the life
// of the process.
const Observed& observed(const HostileProgram& program);

// An ending in the words of a header: "exited 0", "timed_out cpu", "signaled SIGSEGV".
std::string ending_text(const json::value* ending);

// One row of Oyer's task format for tests/hostile/tasks.jsonl's task `id`, under another name.
std::string task_row(const std::string& id, const std::string& name, const std::string& wall_ms = "");
// One row of its candidate format: a whole program, or a model's text.
std::string candidate_row(const std::string& task, const std::string& text, bool whole = true,
                          const std::string& language = "python");

}  // namespace oyer::hostile
