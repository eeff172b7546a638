#include "cli/arguments.h"

#include <gtest/gtest.h>

#include "tests/support/result.h"

namespace oyer::cli {
namespace {

using namespace std::chrono_literals;

Result<Arguments> parse(const std::vector<std::string>& words) { return parse_arguments(words); }

template <class Expected>
Expected must(const std::vector<std::string>& words) {
  Result<Arguments> parsed = parse(words);
  if (!parsed.has_value()) throw std::runtime_error(parsed.error().what);
  return std::get<Expected>(*parsed);
}

std::string refusal(const std::vector<std::string>& words) { return test::outcome_of(parse(words)); }

TEST(Arguments, run_takes_limits_and_leaves_the_programs_own_words_unread) {
  const auto run = must<RunArguments>({"run", "a.py", "--cpu", "2s", "--memory=64MiB", "--processes", "3", "--json",
                                       "--no-cgroups", "--stdin", "-", "--", "--cpu", "[1,2]", "--"});
  EXPECT_EQ(run.file, "a.py");
  EXPECT_EQ(run.program_arguments, (std::vector<std::string>{"--cpu", "[1,2]", "--"}));
  sandbox::Limits limits;
  limits.cpu = 2s;
  limits.memory = 64_MiB;
  limits.processes = 3;
  EXPECT_EQ(run.limits, limits);
  EXPECT_TRUE(run.json);
  EXPECT_FALSE(run.place.cgroups);
  EXPECT_EQ(run.stdin_file, "-");
}

TEST(Arguments, wall_time_follows_cpu_time_unless_given) {
  EXPECT_EQ(must<RunArguments>({"run", "a.py", "--cpu", "1m"}).limits.wall, 2min);
  EXPECT_EQ(must<RunArguments>({"run", "a.py", "--cpu", "1m", "--wall", "5s"}).limits.wall, 5s);
  EXPECT_EQ(must<RunArguments>({"run", "a.py"}).limits, sandbox::Limits());
}

TEST(Arguments, modes_and_replays_are_asked_for_by_name_and_number) {
  const auto plain = must<GradeArguments>({"grade", "t", "c"}).batch;
  EXPECT_FALSE(plain.faithful);
  EXPECT_EQ(plain.replays, 1U);
  const auto both =
      must<EvalArguments>({"eval", "mbpp", "--data", "d", "--reference", "--mode", "faithful", "--replays", "5"}).batch;
  EXPECT_TRUE(both.faithful);
  EXPECT_EQ(both.replays, 5U);
  EXPECT_FALSE(must<GradeArguments>({"grade", "t", "c", "--mode", "hardened"}).batch.faithful);
  EXPECT_NE(refusal({"grade", "t", "c", "--mode", "official"}).find("known are hardened, faithful"), std::string::npos);
  EXPECT_NE(refusal({"grade", "t", "c", "--replays", "0"}).find("1 to 1000"), std::string::npos);
}

TEST(Arguments, a_rate_is_a_share_or_one_in_so_many) {
  const auto every = [](const char* rate) {
    return must<GradeArguments>({"grade", "t", "c", "--canaries", rate}).batch.canary_every;
  };
  EXPECT_EQ(every("5%"), 20U);
  EXPECT_EQ(every("0.25"), 4U);
  EXPECT_EQ(every("1/50"), 50U);
  EXPECT_EQ(every("100%"), 1U);
  for (const char* bad : {"0", "-1%", "2", "150%", "1/0", "often", "", "1/", "nan"}) {
    const std::vector<std::string> words{"grade", "t", "c", "--canaries", bad};
    EXPECT_FALSE(parse_arguments(words).has_value()) << bad;
  }
}

TEST(Arguments, grade_and_eval_share_the_flags_of_a_batch) {
  const auto grade = must<GradeArguments>({"grade", "t.jsonl", "c.jsonl", "--rule", "rlef", "-j", "4", "--limit",
                                           "4xref", "--ledger", "l", "--out", "o/", "--accept-unsound"});
  EXPECT_EQ(grade.tasks, "t.jsonl");
  EXPECT_EQ(grade.candidates, "c.jsonl");
  EXPECT_EQ(graders::name_of(grade.rule), "rlef/1");
  EXPECT_TRUE(grade.rule.accept_unsound);
  EXPECT_EQ(grade.batch.jobs, 4U);
  EXPECT_EQ(grade.batch.limits.times_reference, 4.0);
  EXPECT_EQ(grade.batch.ledger, "l");
  EXPECT_EQ(grade.batch.out, "o/");
  const auto eval =
      must<EvalArguments>({"eval", "mbpp+", "--data", "d", "--samples", "s", "--pass-at", "10,1,10", "--fresh"});
  EXPECT_EQ(eval.benchmark, "mbpp+");
  EXPECT_EQ(eval.samples, "s");
  EXPECT_EQ(eval.pass_at, (std::vector<std::uint64_t>{1, 10}));
  EXPECT_TRUE(eval.batch.fresh);
}

TEST(Arguments, records_and_replay_name_what_they_are_about) {
  const auto list = must<RecordsArguments>({"records"});
  EXPECT_EQ(list.action, RecordsArguments::Action::list);
  EXPECT_FALSE(list.format.has_value());
  const auto show = must<RecordsArguments>({"records", "show", "12"});
  EXPECT_EQ(show.seq, 12U);
  const auto exported = must<RecordsArguments>({"records", "export", "--format", "csv", "--verdict", "infra_error",
                                                "--since", "7", "--limit", "2", "--rule", "fraction"});
  EXPECT_EQ(exported.action, RecordsArguments::Action::export_);
  EXPECT_EQ(exported.format, RecordsArguments::Format::csv);
  EXPECT_EQ(exported.verdict, "infra_error");
  EXPECT_EQ(exported.since, 7U);
  EXPECT_EQ(exported.limit, 2U);
  EXPECT_EQ(must<ReplayArguments>({"replay", "--seq", "3"}).seq, 3U);
  EXPECT_EQ(must<ReplayArguments>({"replay", "r.json"}).record, "r.json");
}

TEST(Arguments, mistakes_say_what_is_wrong_and_where_to_read_more) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> table = {
      {{}, "which command? see oyer --help"},
      {{"run"}, "FILE is required; see oyer run --help"},
      {{"run", "a", "b"}, "The following argument was not expected: b; see oyer run --help"},
      {{"run", "a", "--cpu", "soon"},
       "--cpu: 'soon' is not a duration; write for example 2s, 250ms or 1.5; see oyer run --help"},
      {{"run", "a", "--cpu", "0"}, "--cpu: a time limit is 1ms at least; see oyer run --help"},
      {{"run", "a", "--memory", "0"}, "--memory: a limit of 0 bytes leaves nothing to run in; see oyer run --help"},
      {{"run", "a", "--processes", "-1"}, "--processes: '-1' is not a number from 1 to 1000000; see oyer run --help"},
      {{"grade", "a"}, "CANDIDATES is required; see oyer grade --help"},
      {{"grade", "a", "b", "--limit", "ref"},
       "--limit: 'ref' is not a multiple of the reference; write for example 4xref; see oyer grade --help"},
      {{"eval", "mbpp", "--data", "d"}, "give --samples FILE or --reference; see oyer eval --help"},
      {{"eval", "mbpp", "--data", "d", "--reference", "--samples", "s"},
       "give --samples FILE or --reference; see oyer eval --help"},
      {{"eval", "mbpp", "--data", "d", "--reference", "--pass-at", "1,,2"},
       "--pass-at: '' is not a number from 1 to 1000000; see oyer eval --help"},
      {{"records", "delete"}, "ACTION: 'delete' is none of list, show, export; see oyer records --help"},
      {{"records", "show"}, "which record? give its number: oyer records show 12; see oyer records --help"},
      {{"records", "list", "3"}, "a number goes with show: oyer records show 12; see oyer records --help"},
      {{"records", "--format", "rewards"},
       "--format rewards goes with export, and not with --verdict; see oyer records --help"},
      {{"records", "--verdict", "bad"},
       "--verdict: 'bad' is not a verdict; known are accepted, wrong_answer, presentation_error, runtime_error, "
       "compile_error, time_limit, memory_limit, output_limit, denied, judge_exhausted, no_code, infra_error; see oyer "
       "records --help"},
      {{"export", "l", "--to", "trl", "-o", "x.jsonl"},
       "--to: 'trl' is nothing to export to; known are jsonl, parquet, sqlite, trl-prompt, trl-preference, trl-kto, "
       "verl, openrlhf, skyrl, nemo-rl; see oyer export --help"},
      {{"export", "l", "--to", "trl-kto", "-o", "x.sqlite"},
       "trainers do not read .sqlite files; name one that ends in .parquet or .jsonl; see oyer export --help"},
      {{"export", "l", "--to", "jsonl", "-o", "x.parquet"},
       "x.parquet is not what --to asks for; see oyer export --help"},
      {{"export", "l", "--to", "parquet", "-o", "x.jsonl"},
       "x.jsonl is not what --to asks for; see oyer export --help"},
      {{"export", "l", "--to", "sqlite", "-o", "x.jsonl.zst"},
       "x.jsonl.zst is not what --to asks for; see oyer export --help"},
      {{"export", "l", "--to", "jsonl", "-o", "x.db"}, "x.db is not what --to asks for; see oyer export --help"},
      {{"export", "l", "--to", "trl-preference", "-o", "x.jsonl", "--pairs", "0.8"},
       "--pairs: '0.8' is no rule for pairs; known are acecoder (0.8/0.4), accepted, and SHARE/GAP, both from 0 to 1 "
       "and "
       "the gap not 0; see oyer export --help"},
      {{"replay"}, "give a file with a record, or --seq N of a ledger; see oyer replay --help"},
      {{"frob"}, "The following argument was not expected: frob; see oyer --help"},
  };
  for (const auto& [words, expected] : table) EXPECT_EQ(refusal(words), "invalid_input: " + expected);
}

TEST(Arguments, export_takes_its_format_from_the_name_of_the_file) {
  const auto rows = must<ExportArguments>({"export", "l", "--to", "sqlite", "-o", "x.db", "--rule", "expr:passed"});
  EXPECT_EQ(rows.options.target, graders::ExportTarget::records);
  EXPECT_EQ(rows.format, datasets::RowFormat::sqlite);
  const auto kto = must<ExportArguments>({"export", "l", "--to", "trl-kto", "-o", "x.parquet", "--plain"});
  EXPECT_EQ(kto.options.target, graders::ExportTarget::trl_kto);
  EXPECT_EQ(kto.format, datasets::RowFormat::parquet);
  EXPECT_FALSE(kto.options.chat);
  const auto pairs = must<ExportArguments>(
      {"export", "l", "--to", "trl-preference", "-o", "x.jsonl.gz", "--pairs-per-task", "5", "--pairs", "accepted"});
  EXPECT_EQ(pairs.format, datasets::RowFormat::jsonl);
  EXPECT_TRUE(pairs.options.pairs.accepted);
  EXPECT_EQ(pairs.options.pairs.most, 5U);
}

TEST(Arguments, unknown_benchmark_is_refused_by_name) {
  const std::string said = refusal({"eval", "swe-bench", "--data", "d", "--reference"});
  EXPECT_NE(said.find("swe-bench"), std::string::npos) << said;
  EXPECT_NE(said.find("humaneval+"), std::string::npos) << said;
}

TEST(Arguments, version_is_an_answer) { EXPECT_EQ(must<Answer>({"--version"}).text.substr(0, 5), "oyer "); }

}  // namespace
}  // namespace oyer::cli
