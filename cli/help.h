// The parts of --help that are written by hand: what the program is, and examples.
#pragma once

namespace oyer::cli {

inline constexpr const char* program_summary =
    "Oyer runs code that nobody has reason to trust, and says what it is worth.";

inline constexpr const char* program_examples = R"(Examples:
  oyer doctor                                      what this host offers
  oyer run program.py                              one program in a jail
  oyer eval humaneval --data HumanEval.jsonl.gz --reference
  oyer eval mbpp+ --data MbppPlus.jsonl.gz --samples samples.jsonl --out results.jsonl
  oyer grade tasks.jsonl candidates.jsonl --out graded/
  oyer admit tasks.jsonl --out admission.jsonl     are these tasks fit to train on?
  oyer records --verdict time_limit                what was kept
  oyer episodes tasks.jsonl --endpoint URL --model NAME -o turns.jsonl
  oyer export run.ledger --to trl-kto -o kto.jsonl what was kept, for a trainer
  oyer corpus build flask requests -o corpus       samples from git repositories
  oyer parse src/ --graph                          which file needs which
  oyer COMMAND --help                              more about one command

Data goes to stdout as JSON lines, what people read to stderr.
Exit codes: 0 Oyer did its job, whatever the candidates did; 3 some candidates could not be judged; 64 the command
line is wrong; 65 bad input data; 96 this host cannot do it (see oyer doctor); 130 interrupted, what was done is kept;
1 a bug of Oyer.
)";

inline constexpr const char* run_examples = R"(Examples:
  oyer run solve.py --stdin input.txt              its output is passed on, how it ended goes to stderr
  oyer run solve.py --cpu 2s --memory 128MiB -- --verbose 3
  oyer run ./a.out --json                          one JSON object: ending, usage, containment, stdout, stderr
  echo 7 | oyer run solve.py --stdin -

The program sees a read-only system, no network and no file of yours; it starts in an empty /tmp.
Exit code 0 says that Oyer did its job, whatever the program did.
)";

inline constexpr const char* doctor_examples = R"(Examples:
  oyer doctor
  oyer doctor --json | jq .tier
  oyer doctor --python .venv/bin/python            can candidates use this interpreter?
  oyer doctor --no-cgroups                         what is left without cgroups

Exit code 96: not even the reduced tier can be had; the lines name what to mend.
)";

inline constexpr const char* grade_examples = R"(Examples:
  oyer grade tasks.jsonl candidates.jsonl > records.jsonl
  oyer grade tasks.jsonl candidates.jsonl --rule rlef --out graded/
  oyer grade tasks.jsonl candidates.jsonl --limit 4xref --jobs 8
  oyer grade tasks.jsonl candidates.jsonl --deadline 90s --rule rlef > rewards.jsonl
  oyer grade tasks.jsonl candidates.jsonl --canaries 2% --out graded/
  oyer grade tasks.jsonl candidates.jsonl --replays 3 --out graded/        luck shows: the worst of three stands

Rows come out in the order of tasks, then of candidates: the record, its reward, and under "extra" the fields of the
candidate's row that Oyer does not know. Work that the ledger already holds is not done again; interrupted and
started again, the command goes on where it was.
)";

inline constexpr const char* eval_examples = R"(Examples:
  oyer eval humaneval --data HumanEval.jsonl.gz --reference
  oyer eval humaneval --data HumanEval.jsonl.gz --samples samples.jsonl --out samples_results.jsonl
  oyer eval mbpp+ --data MbppPlus.jsonl.gz --samples samples.jsonl --pass-at 1,5 --json
  oyer eval apps --data APPS/test --samples samples.jsonl --out samples_results.jsonl
  oyer eval codecontests --data code_contests.jsonl --samples samples.jsonl
  oyer eval humaneval --data HumanEval.jsonl.gz --samples samples.jsonl --mode faithful

pass@k is the unbiased estimator with a 95 % bootstrap interval over tasks, given where every task has k answers or
more. For humaneval+ and mbpp+ the base tests and base with plus tests are both reported; for apps and codecontests the
benchmark's own comparison of outputs and Oyer's strict one. Interrupted and started again, the command goes on where
it was and writes the same results.

Limits where none are given: humaneval 3 s of CPU time, mbpp 10 s, both 512 MiB; humaneval+ and mbpp+ 4 GiB, and for
each of the two groups of tests 10 s, doubled until that is four times what the task's own solution uses on this host;
apps 4 s and codecontests 10 s for each test of a program, 512 MiB.
)";

inline constexpr const char* records_examples = R"(Examples:
  oyer records                                     a table of everything in the ledger
  oyer records list --ledger results.jsonl.ledger --verdict wrong_answer --limit 20
  oyer records show 12                             code, tests and evidence of one record
  oyer records export --rule rlef > rewards.jsonl  other rewards from the same records; nothing is run
  oyer records export --rule 'expr: clamp(fraction - 0.1 * turn, 0, 1)' --format csv --out rewards.csv
  oyer records --schema                            the JSON Schema of a record
)";

inline constexpr const char* export_examples = R"(Examples:
  oyer export graded/ledger --to parquet -o records.parquet --rule coderl
  oyer export graded/ledger --to trl-preference -o pairs.jsonl --pairs 0.8/0.4
  oyer export graded/ledger --to trl-kto -o kto.parquet
  oyer export rows.jsonl --tasks tasks.jsonl --to verl -o train.parquet

One row for each candidate (jsonl, parquet, sqlite, trl-kto), for each pair (trl-preference) or for each task (the
others), ordered by task and candidate; the same records give the same bytes. What could not be judged is null where a
row can say so, and left out and counted elsewhere. Inputs and outputs of private tests are in no column, nor is what
candidates said while tests ran. docs/formats.md has the columns.
)";

inline constexpr const char* replay_examples = R"(Examples:
  oyer replay --seq 12 --ledger results.jsonl.ledger
  oyer records export --task HumanEval/3 --with-tasks --limit 1 > one.jsonl && oyer replay one.jsonl
  oyer replay row.json --tasks tasks.jsonl

Exit code 0: the same verdict, test by test. 3: it came out differently.
)";

inline constexpr const char* audit_examples = R"(Examples:
  oyer audit run.ledger                            how many records are flagged, and why
  oyer audit run.ledger --accepted                 only those that may have earned a reward
  oyer audit records.jsonl --tasks tasks.jsonl --json | jq 'select(.flag == "answer_table")'

Flags: answer_table (the code holds the literals of most tests, and the prompt does not), private_below_public,
leftovers (processes), denied_call, odd_values, mutation (of arguments), runs_disagree (the same work, other verdicts),
modes_disagree (of --mode faithful), replays_disagree (of --replays), infra_cluster (failures of the harness that fall
on few tasks or origins). A flag is no verdict: nothing is changed.
)";

inline constexpr const char* episodes_examples = R"(Examples:
  oyer episodes tasks.jsonl --endpoint http://127.0.0.1:8000/v1 --model my-model -o turns.jsonl
  oyer episodes HumanEvalPlus.jsonl.gz --benchmark humaneval+ --responses answers.jsonl -o turns.jsonl
  oyer episodes mbpp.jsonl --benchmark mbpp --public-tests first:1 --samples 20 --temperature 1 ... -o turns.jsonl
  oyer episodes tasks.jsonl ... --shuffle-feedback -o shuffled.jsonl    does feedback help at all?
  oyer episodes tasks.jsonl ... --impossible 8 -o turns.jsonl           is anything rewarded that cannot be right?

Each answer is judged by the public tests alone, and the author is told what failed; where they pass, or no turn is
left, all tests decide: +1 or -1. Without valid code a turn before the last costs 0.2 (RLEF, arXiv 2410.02089).
With --responses, the rows of one task_id (and "sample") are its turns, in the order of the file.
Exit code 1: an impossible task was rewarded, or Oyer has a bug; 3: some episodes could not be judged.
)";

inline constexpr const char* attack_examples = R"(Examples:
  oyer attack                                      a minute of mutants of the hostile suite's exploits
  oyer attack --for 10m --seed 7
  oyer attack --corpus oyer/tests/hostile/programs where no checkout is at hand

Known exploits are renamed, recombined, delayed and hidden, and judged as any candidate is, on tasks whose answers
nobody could know. The same seed gives the same mutants. Exit code 0: none was rewarded. 1: one was; it is written to
--out in the form of the hostile suite, and this build is not to be trusted. 3: some could not be judged.
)";

inline constexpr const char* admit_examples = R"(Examples:
  oyer admit tasks.jsonl --out admission.jsonl
  oyer admit tasks.jsonl --runs 10 --mutations 50 --least-j 0.8
  oyer admit HumanEval.jsonl.gz --benchmark humaneval
  oyer admit MbppPlus.jsonl.gz --benchmark mbpp+ --json

The reference has to pass every time; a stub, an empty program and small mutations of the reference have to fail.
Verdicts: admit; weak_tests (a stub or an empty program passes, or Youden's J = TPR + TNR - 1 is too low); broken (no
reference, one that never passes or only unsoundly, or a public test that is private as well); flaky (the reference
passes at times).
Each row tells the mutations that no test noticed, as diffs, and which test noticed how many. Some mutations do the
same as the reference, which nobody can decide in general: no tests reach 1 everywhere.

The reference and the two others have the limits of candidates (--cpu), a mutation ten times the CPU time that the
reference took, or as --limit says. What could not be judged counts as nothing. Interrupted and started again, the
command goes on where it was. Exit code 3: of some task there is no verdict, since something could not be judged.
)";

}  // namespace oyer::cli
