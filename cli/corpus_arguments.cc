#include "cli/corpus_arguments.h"

#include <array>
#include <filesystem>
#include <optional>

#include "cli/corpus_help.h"
#include "cli/flags.h"
#include "datasets/corpus/quality.h"

namespace oyer::cli {
namespace {

using datasets::CorpusOptions;

// Readers of a name of one of `all`. `what` names what they are, as "a unit".
template <class Enum, std::size_t size>
auto name_among(const char* what, const std::array<Enum, size>& all) {
  return [what, all](std::string_view text) -> Result<Enum> {
    std::string known;
    for (const Enum one : all) {
      if (text == name_of(one)) return one;
      known += (known.empty() ? "" : ", ") + std::string(name_of(one));
    }
    return fail(invalid_input(fmt::format("'{}' is not {}; known are {}", text, what, known)));
  };
}

// The same where "both" leaves it open.
template <class Enum>
auto name_or_both(const char* what, const std::array<Enum, 2>& all) {
  return [what, all](std::string_view text) -> Result<std::optional<Enum>> {
    for (const Enum one : all)
      if (text == name_of(one)) return one;
    if (text == "both") return std::nullopt;
    return fail(invalid_input(
        fmt::format("'{}' is not {}; known are {}, {}, both", text, what, name_of(all[0]), name_of(all[1]))));
  };
}

Result<std::string> parse_preset(std::string_view text) {
  std::string known;
  for (const std::string_view name : datasets::preset_names()) {
    if (name == text) return std::string(text);
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  return fail(invalid_input(fmt::format("'{}' is not a preset; known are {}", text, known)));
}

// "32k", "1M" or a plain number of tokens.
Result<std::uint64_t> parse_tokens(std::string_view text) {
  std::uint64_t unit = 1;
  std::string_view digits = text;
  if (text.ends_with('k')) unit = 1024;
  if (text.ends_with('M')) unit = 1024 * 1024;
  if (unit > 1) digits.remove_suffix(1);
  Result<std::uint64_t> number = parse_number<std::uint64_t>(digits, 1, std::uint64_t{1} << 40U);
  if (!number.has_value())
    return fail(invalid_input(fmt::format("'{}' is not a number of tokens; write for example 32k", text)));
  return *number * unit;
}

Result<double> parse_share(std::string_view text) {
  double share = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share);
  if (error != std::errc() || end != text.data() + text.size() || !(share >= 0 && share <= 1))
    return fail(invalid_input(fmt::format("'{}' is not a share from 0 to 1", text)));
  return share;
}

// "none", or names with commas between.
Result<datasets::DedupLevels> parse_dedup(std::string_view text) {
  datasets::DedupLevels levels{false, false, false, false};
  if (text == "none") return levels;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string_view name = text.substr(at, end - at);
    at = end + 1;
    if (name == "exact")
      levels.exact = true;
    else if (name == "normalised")
      levels.normalised = true;
    else if (name == "near")
      levels.near = true;
    else if (name == "shape")
      levels.shape = true;
    else
      return fail(invalid_input(
          fmt::format("'{}' is not a kind of duplicate; known are exact, normalised, near, shape, or none", name)));
  }
  return levels;
}

Result<double> parse_jaccard(std::string_view text) {
  OYER_TRY(const double share, parse_share(text));
  if (share == 0) return fail(invalid_input("a Jaccard of 0 would make duplicates of all files"));
  return share;
}

Result<std::filesystem::path> as_path(std::string_view text) { return std::filesystem::path(text); }

// "NAME=FILE", or a file that names the benchmark: "HumanEval" of "data/HumanEval.jsonl.gz".
Result<datasets::BenchmarkFile> parse_benchmark(std::string_view text) {
  const std::filesystem::path whole(text);
  const std::size_t equals = text.find('=');
  std::error_code error;
  if (equals != std::string_view::npos && equals > 0 && !std::filesystem::exists(whole, error))
    return datasets::BenchmarkFile{std::string(text.substr(0, equals)), text.substr(equals + 1)};
  const std::string name = whole.has_filename() ? whole.filename().string() : whole.parent_path().filename().string();
  return datasets::BenchmarkFile{name.substr(0, name.find('.', 1)), whole};
}

template <class Target, class Parse>
CLI::Option* list_flag(CLI::App& app, const std::string& name, const char* type, std::vector<Target>& target,
                       Parse parse, const std::string& help) {
  const auto take = [&target, parse, name](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      auto parsed = parse(std::string_view(text));
      if (!parsed.has_value()) throw CLI::ValidationError(name, parsed.error().what);
      target.push_back(std::move(*parsed));
    }
  };
  return app.add_option_function<std::vector<std::string>>(name, take, help)->type_name(type)->expected(-1);
}

void add_build(CLI::App& app, CorpusArguments& arguments) {
  CLI::App& command = *app.add_subcommand("build", "read repositories and write samples");
  command.footer(corpus_build_examples);
  CorpusOptions& options = arguments.options;
  list_flag(command, "REPO", "[NAME=]PLACE[@REVISION]", arguments.repositories, as_text,
            "work trees, bare repositories or URLs");
  list_flag(command, "--list", "FILE", arguments.lists, as_text, "one repository a line; # begins a comment")
      ->expected(1);
  value_flag(command, "--out,-o", "DIR", arguments.folder, as_text, "where the corpus goes")->required();
  value_flag(
      command, "--preset", "NAME", options.preset, parse_preset,
      fmt::format("quality rules: starcoder2, refinecode, deepseek, curator, none (default: {})", options.preset));
  value_flag(command, "--unit", "NAME", options.unit, name_among("a unit", datasets::all_units),
             "project, file, function, commit (default: project)");
  value_flag(command, "--order", "NAME", options.order, name_among("an order", datasets::all_order_policies),
             "of a project's files: dependency, path, random (default: dependency)");
  value_flag(command, "--budget", "TOKENS", options.budget, parse_tokens,
             "largest sample, as 32k (default: a project is one sample)");
  value_flag(command, "--tokenizer", "FILE", options.tokenizer, as_path,
             "a tokenizer.json that counts tokens (default: a token is four bytes)");
  value_flag(command, "--dialect", "NAME", options.dialect, name_among("a dialect", datasets::all_dialects),
             "marks between files: plain, starcoder2, qwen2.5, deepseek (default: plain)");
  value_flag(command, "--fim", "SHARE", options.fim.rate, parse_share,
             "share of the samples whose last file is cut for filling in the middle (default: 0)");
  value_flag(command, "--fim-mode", "NAME", options.fim.mode,
             name_or_both("an order of parts", datasets::all_fim_modes),
             "order of the parts: psm (prefix, suffix, middle), spm, both (default: both)");
  value_flag(command, "--fim-span", "NAME", options.fim.span, name_or_both("a kind of middle", datasets::all_fim_spans),
             "what the middle is: subtree, characters, both (default: both)");
  value_flag(command, "--history", "N", options.history, parse_whole,
             fmt::format("of the unit commit: how many are looked at, newest first (default: {})", options.history));
  command.add_flag("--all-units", options.all_units,
                   "keep functions that are no seeds and commits that CommitPackFT's rules drop");
  value_flag(command, "--format", "NAME", options.format, name_among("a format", datasets::all_formats),
             fmt::format("of the samples: jsonl, parquet, both (default: {})", name_of(options.format)));
  value_flag(command, "--validation", "SHARE", options.validation, parse_share,
             "share of the repositories that go to the split validation (default: 0)");
  value_flag(command, "--seed", "N", options.seed, parse_whole, "of the random order and of rules that sample");
  value_flag(command, "--largest-file", "SIZE", options.largest_file, parse_size,
             fmt::format("leave larger files out (default: {})", to_string(options.largest_file)));
  value_flag(command, "--shard", "SIZE", options.shard, parse_size,
             fmt::format("rows of one file before compression (default: {})", to_string(options.shard)));
  value_flag(command, "--dedup", "KINDS", options.dedup, parse_dedup,
             "leave out what says again what another file says: exact,normalised,near,shape or none (default: all)");
  value_flag(command, "--jaccard", "SHARE", options.jaccard, parse_jaccard,
             fmt::format("how alike near duplicates are (default: {})", options.jaccard));
  list_flag(command, "--opt-out", "FILE", options.opt_outs, as_path,
            "leave out what it lists: owners, repositories, paths, blobs")
      ->expected(1);
  list_flag(command, "--decontaminate", "[NAME=]FILE", options.benchmarks, parse_benchmark,
            "leave out files that hold something of this benchmark (JSON lines, JSON, or a folder)")
      ->expected(1);
  list_flag(command, "--mute", "ITEM", options.muted, as_text, "an item of a benchmark that nothing is left out for")
      ->expected(1);
  list_flag(command, "--plain-text", "FILE", options.plain_texts, as_path,
            "what it says is no evidence of a benchmark: everybody says it")
      ->expected(1);
  command.add_flag("--keep-vendored", options.keep_vendored, "keep other people's code that lies in the repository");
  command.add_flag("--keep-generated", options.keep_generated, "keep what programs wrote");
  command.add_flag("--keep-non-permissive", options.keep_non_permissive,
                   "keep files whose header, folder or repository has a licence that is not permissive");
  command.add_flag_callback(
      "--no-redact", [&options] { options.redact = false; }, "leave secrets and personal data where they are");
  command.add_flag("--verify", options.verify, "hash every object read and compare it with its name");
  value_flag(command, "--jobs,-j", "N", options.jobs, parse_jobs, "workers (default: one for each usable CPU)");
  add_json(command, arguments.json, "the totals as one JSON object on stdout instead of a table");
}

}  // namespace

void add_corpus(CLI::App& app, CorpusArguments& arguments) {
  arguments.options.jobs = 0;
  CLI::App& corpus = *app.add_subcommand("corpus", "make project-level samples from git repositories");
  corpus.group("Commands");
  corpus.footer(corpus_examples);
  corpus.require_subcommand(0, 1);
  add_build(corpus, arguments);
  CLI::App& sync = *corpus.add_subcommand("sync", "bring a corpus to where its repositories are now");
  sync.footer(corpus_sync_examples);
  value_flag(sync, "OUT", "", arguments.folder, as_text, "a corpus")->required();
  value_flag(sync, "--jobs,-j", "N", arguments.options.jobs, parse_jobs, "workers (default: one for each usable CPU)");
  add_json(sync, arguments.json, "the totals as one JSON object on stdout instead of a table");
  CLI::App& why = *corpus.add_subcommand("why", "every decision about a file");
  why.footer(corpus_why_examples);
  value_flag(why, "OUT", "", arguments.folder, as_text, "a corpus")->required();
  value_flag(why, "FILE", "PATH|SHA", arguments.file, as_text, "its path, or the beginning of its blob's id")
      ->required();
  add_json(why, arguments.json, "the rows as JSON lines");
  CLI::App& stats = *corpus.add_subcommand("stats", "what a corpus holds and what was left out");
  value_flag(stats, "OUT", "", arguments.folder, as_text, "a corpus")->required();
  stats.footer(corpus_stats_examples);
  value_flag(stats, "--html", "FILE", arguments.page, as_text, "write a page with plots, which needs nothing else");
  add_json(stats, arguments.json, "totals and distributions as one JSON object instead of a table");
}

void add_parse(CLI::App& app, ParseArguments& arguments) {
  CLI::App& command = *app.add_subcommand("parse", "what a file defines and uses, and who needs whom in a folder");
  command.group("Commands");
  command.footer(parse_examples);
  value_flag(command, "PLACE", "FILE|DIR", arguments.place, as_text, "a source file, or a folder of them")->required();
  command.add_flag("--symbols", arguments.symbols, "definitions (the default for a file)");
  command.add_flag("--imports", arguments.imports, "imports and what they resolve to");
  command.add_flag("--graph", arguments.graph, "edges between files, as DOT (the default for a folder)");
  value_flag(command, "--map", "TOKENS", arguments.map, parse_tokens,
             "the files and signatures that the rest uses most, in so many tokens (of four bytes), as 2k");
  add_json(command, arguments.json, "JSON instead of text");
}

Result<CorpusArguments> choose_corpus(const CLI::App& corpus, CorpusArguments& arguments) {
  if (corpus.get_subcommands().empty())
    return fail(invalid_input("which of build, sync, why and stats? see oyer corpus --help"));
  const std::string name = corpus.get_subcommands().front()->get_name();
  if (name == "sync") arguments.action = CorpusArguments::Action::sync;
  if (name == "why") arguments.action = CorpusArguments::Action::why;
  if (name == "stats") arguments.action = CorpusArguments::Action::stats;
  if (name == "build" && arguments.repositories.empty() && arguments.lists.empty())
    return fail(invalid_input("which repositories? name them or give --list; see oyer corpus build --help"));
  return arguments;
}

datasets::CorpusInput parse_input(const std::string& text) {
  std::error_code error;
  datasets::CorpusInput input;
  input.place = text;
  if (std::filesystem::exists(text, error)) return input;
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos && equals > 0) {
    input.name = text.substr(0, equals);
    input.place = text.substr(equals + 1);
    if (std::filesystem::exists(input.place, error)) return input;
  }
  // The last @ behind the last slash, so that user@host:path stays whole.
  const std::size_t at = input.place.rfind('@');
  const std::size_t slash = input.place.find_last_of("/:");
  if (at != std::string::npos && at > 0 && (slash == std::string::npos || at > slash)) {
    input.revision = input.place.substr(at + 1);
    input.place.erase(at);
  }
  return input;
}

}  // namespace oyer::cli
