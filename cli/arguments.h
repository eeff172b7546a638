// Arguments: what a command line says, as it says it. Parsing is pure: it opens no file, asks no clock and no terminal;
// the commands resolve what is left open (which interpreter, which ledger, how many workers).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "cli/audit_arguments.h"
#include "cli/chat_endpoint.h"
#include "cli/corpus_arguments.h"
#include "cli/export_arguments.h"
#include "graders/episodes.h"
#include "graders/public_tests.h"
#include "graders/reward.h"
#include "graders/verdict.h"
#include "sandbox/limits.h"

namespace oyer::cli {

// Which interpreter and what kind of jail.
struct PlaceArguments {
  std::string python;        // path or name; empty: the one that candidates can read
  bool cgroups = true;       // false: tier reduced even where cgroups could be used
  bool accept_weak = false;  // where namespaces are forbidden, go without
};

// oyer run: one program in a jail.
struct RunArguments {
  std::string file;
  std::vector<std::string> program_arguments;  // behind "--"
  std::string language;                        // "python", "c", "c++" or "native"; empty: by the file
  std::string stdin_file;                      // "-": our own standard input; empty: nothing
  sandbox::Limits limits;
  PlaceArguments place;
  bool json = false;
};

// oyer doctor: what this host offers.
struct DoctorArguments {
  PlaceArguments place;
  bool json = false;
};

// Limits of a candidate, where they differ from the defaults.
struct CandidateLimits {
  std::optional<Nanos> cpu, wall;
  std::optional<Bytes> memory;
  std::optional<double> times_reference;  // --limit 4xref
};

// What grade and eval have in common: how to judge many candidates and where to keep it.
struct BatchArguments {
  unsigned jobs = 0;  // 0: one for each CPU that may be used
  bool fresh = false;
  std::string out;     // empty: nowhere
  std::string ledger;  // empty: beside `out`, or in the state folder
  CandidateLimits limits;
  std::uint64_t seed = 0;
  std::optional<Nanos> deadline;   // of the whole command, from its start
  std::uint64_t canary_every = 0;  // one known candidate after so many; 0: none
  bool faithful = false;           // --mode faithful: what a benchmark's own grader says is told beside each verdict
  std::uint32_t replays = 1;       // judgements of each candidate
  PlaceArguments place;
  bool json = false;
};

// oyer grade: candidates for tasks of Oyer's own format.
struct GradeArguments {
  std::string tasks, candidates;
  graders::RewardRule rule;
  bool stop_at_first = false;  // leave out the tests behind the first that fails
  BatchArguments batch;
};

// oyer eval: a benchmark in its own format.
struct EvalArguments {
  std::string benchmark;  // "humaneval", "mbpp", "humaneval+", "mbpp+", "apps", "codecontests"
  std::string data;       // file; of apps a folder
  std::string samples;    // empty: the benchmark's own solutions (--reference)
  std::vector<std::uint64_t> pass_at = {1, 10, 100};  // rising
  bool accept_unsound = false;
  bool all_tests = false;  // of apps and codecontests: run those behind the first that fails, too
  BatchArguments batch;
};

// oyer records: what a ledger holds.
struct RecordsArguments {
  enum class Action { list, show, export_ };
  enum class Format { table, jsonl, csv, rewards };
  Action action = Action::list;
  std::optional<std::uint64_t> seq;  // of show
  std::string ledger;                // empty: the one in the state folder
  std::string task;
  std::string verdict;  // a verdict's name or "infra_error"; empty: any
  std::uint64_t since = 1;
  std::optional<std::uint64_t> limit;
  graders::RewardRule rule;
  std::optional<Format> format;  // unset: table for list and show, jsonl for export
  bool with_tasks = false;
  bool schema = false;  // print the JSON Schema of records and nothing else
  std::string out;      // empty: stdout
};

// oyer replay: judge a record again.
struct ReplayArguments {
  std::string record;  // a file of one row; empty: `seq` of the ledger
  std::optional<std::uint64_t> seq;
  std::string ledger;
  std::string tasks;  // a task file that holds the record's task, where neither row nor ledger does
  PlaceArguments place;
  bool json = false;
};

// oyer attack: mutants of known exploits against this build.
struct AttackArguments {
  Nanos time = std::chrono::seconds(60);
  std::uint64_t seed = 0;
  unsigned jobs = 0;               // 0: one for each CPU that may be used
  std::string corpus;              // empty: the checkout's tests/hostile/programs
  std::string out = "attack-out";  // where a mutant that was rewarded is written
  PlaceArguments place;
  bool json = false;
};

// oyer episodes: attempts at tasks that are told what public tests say of them.
struct EpisodesArguments {
  std::string tasks;      // file of tasks; or of `benchmark`
  std::string benchmark;  // empty: `tasks` is in Oyer's own format
  std::string out;
  std::string responses;  // file of answers; empty: `chat`
  ChatOptions chat;
  std::string key_variable = "OPENAI_API_KEY";  // of the environment; names where the key is
  double price_in = 0, price_out = 0;           // of a million tokens
  graders::EpisodesOptions options;
  graders::PublicTests public_tests;
  std::uint32_t impossible = 0;  // tasks that cannot be solved, mixed in
  unsigned concurrency = 16;     // requests at a time
  unsigned jobs = 0;             // 0: one for each CPU that may be used
  CandidateLimits limits;
  PlaceArguments place;
  bool json = false;
};

// oyer admit: whether tasks are fit to be trained or measured on.
struct AdmitArguments {
  std::string tasks;
  std::string benchmark;  // in whose own format they are; empty: Oyer's
  std::uint32_t runs = 3;
  std::uint32_t mutations = 24;
  double least_j = 0.5;
  double times_reference = 10;  // where batch.limits names none: the CPU time of a mutation
  bool stop_at_first = false;
  bool accept_unsound = false;
  BatchArguments batch;
};

// --help and --version: a text is all that was asked for.
struct Answer {
  std::string text;
};

using Arguments = std::variant<Answer, RunArguments, DoctorArguments, GradeArguments, EvalArguments, RecordsArguments,
                               ReplayArguments, AttackArguments, AuditArguments, AdmitArguments, ExportArguments,
                               EpisodesArguments, CorpusArguments, ParseArguments>;

// `words` are what stands behind the program's name. invalid_input says what is wrong and which --help tells more.
Result<Arguments> parse_arguments(std::span<const std::string> words);

}  // namespace oyer::cli
