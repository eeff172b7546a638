#include "cli/export_arguments.h"

#include <filesystem>

#include "cli/flags.h"
#include "cli/help.h"

namespace oyer::cli {
namespace {

using datasets::RowFormat;
using graders::ExportTarget;

constexpr const char* known_targets =
    "jsonl, parquet, sqlite, trl-prompt, trl-preference, trl-kto, verl, openrlhf, skyrl, nemo-rl";

// A target, and the format where the target is one.
struct To {
  ExportTarget target = ExportTarget::records;
  std::optional<RowFormat> format;
};

Result<To> parse_to(std::string_view text) {
  if (text == "jsonl") return To{ExportTarget::records, RowFormat::jsonl};
  if (text == "parquet") return To{ExportTarget::records, RowFormat::parquet};
  if (text == "sqlite") return To{ExportTarget::records, RowFormat::sqlite};
  const auto target = graders::parse_export_target(text);
  if (target && *target != ExportTarget::records) return To{*target, std::nullopt};
  return fail(invalid_input(fmt::format("'{}' is nothing to export to; known are {}", text, known_targets)));
}

// What a file's name says that it holds; nullopt for a name that says nothing.
std::optional<RowFormat> format_of(const std::filesystem::path& path) {
  const std::string ending = path.extension().string();
  if (ending == ".jsonl" || ending == ".gz" || ending == ".zst") return RowFormat::jsonl;
  if (ending == ".parquet") return RowFormat::parquet;
  if (ending == ".sqlite" || ending == ".db") return RowFormat::sqlite;
  return std::nullopt;
}

}  // namespace

void add_export(CLI::App& app, ExportArguments& arguments) {
  CLI::App& command = *app.add_subcommand("export", "records as the rows that trainers read; runs nothing");
  command.group("Commands");
  command.footer(export_examples);
  value_flag(command, "SOURCE", "", arguments.source, as_text,
             "a ledger, or JSON lines as oyer grade and oyer records export wrote them")
      ->required();
  const auto to = [&arguments](std::string_view text) -> Result<bool> {
    OYER_TRY(const To named, parse_to(text));
    arguments.options.target = named.target;
    arguments.format = named.format;
    return true;
  };
  value_flag(command, "--to", "NAME", arguments.to, to, known_targets)->required();
  value_flag(command, "--out,-o", "PATH", arguments.out, as_text,
             "the file to make; of a trainer's rows its ending says what it is: .parquet, or .jsonl (.gz, .zst)")
      ->required();
  value_flag(command, "--tasks", "FILE", arguments.tasks, as_text, "task file, where rows have no bodies of tasks");
  value_flag(
      command, "--rule", "RULE", arguments.options.rule,
      [](std::string_view text) { return graders::parse_rule(text); }, "the rewards' rule (default: binary)");
  command.add_flag("--accept-unsound", arguments.options.rule.accept_unsound,
                   "count candidates that shared a process with their tests");
  value_flag(
      command, "--pairs", "RULE", arguments.options.pairs,
      [](std::string_view text) { return graders::parse_pair_rule(text); },
      "who is chosen over whom: acecoder (0.8/0.4, the default), accepted, or SHARE/GAP of tests passed");
  value_flag(
      command, "--pairs-per-task", "N", arguments.options.pairs.most,
      [](std::string_view text) { return parse_number<std::uint64_t>(text, 1, 1'000'000); },
      fmt::format("those with the largest gaps (default: {})", arguments.options.pairs.most));
  command.add_flag_callback(
      "--plain", [&arguments] { arguments.options.chat = false; }, "of TRL's rows: texts, not lists of messages");
  value_flag(command, "--split", "NAME", arguments.options.split, as_text,
             fmt::format("what verl's and SkyRL's rows say (default: {})", arguments.options.split));
  add_json(command, arguments.json, "what became of the records, as one JSON object on stdout");
}

Result<ExportArguments> choose_export(ExportArguments arguments) {
  const std::filesystem::path out = arguments.out;
  const std::optional<RowFormat> named = format_of(out);
  if (!arguments.format && named == RowFormat::sqlite) {
    return fail(
        invalid_input(fmt::format("trainers do not read {} files; name one that ends in .parquet or .jsonl; see "
                                  "oyer export --help",
                                  out.extension().string())));
  }
  if (!arguments.format) arguments.format = named.value_or(RowFormat::jsonl);
  if (named && *named != *arguments.format) {
    return fail(invalid_input(fmt::format("{} is not what --to asks for; see oyer export --help", arguments.out)));
  }
  return arguments;
}

}  // namespace oyer::cli
