#include "cli/program.h"

#include <fmt/format.h>

#include "cli/admit_command.h"
#include "cli/arguments.h"
#include "cli/attack_command.h"
#include "cli/audit_command.h"
#include "cli/build_note.h"
#include "cli/corpus_command.h"
#include "cli/doctor_command.h"
#include "cli/episodes_command.h"
#include "cli/eval_command.h"
#include "cli/export_command.h"
#include "cli/grade_command.h"
#include "cli/parse_command.h"
#include "cli/records_command.h"
#include "cli/replay_command.h"
#include "cli/run_command.h"

namespace oyer::cli {
namespace {

// Each command answers with done, harness_errors or host_unfit; everything else is an Error.
struct Start {
  Session& session;
  Result<ExitCode> operator()(const Answer& answer) const {
    session.data.write(answer.text);
    return ExitCode::done;
  }
  Result<ExitCode> operator()(const RunArguments& arguments) const { return run_command(arguments, session); }
  Result<ExitCode> operator()(const DoctorArguments& arguments) const { return doctor_command(arguments, session); }
  Result<ExitCode> operator()(const GradeArguments& arguments) const { return grade_command(arguments, session); }
  Result<ExitCode> operator()(const EvalArguments& arguments) const { return eval_command(arguments, session); }
  Result<ExitCode> operator()(const RecordsArguments& arguments) const { return records_command(arguments, session); }
  Result<ExitCode> operator()(const ExportArguments& arguments) const { return export_command(arguments, session); }
  Result<ExitCode> operator()(const AuditArguments& arguments) const { return audit_command(arguments, session); }
  Result<ExitCode> operator()(const AttackArguments& arguments) const { return attack_command(arguments, session); }
  Result<ExitCode> operator()(const EpisodesArguments& arguments) const { return episodes_command(arguments, session); }
  Result<ExitCode> operator()(const AdmitArguments& arguments) const { return admit_command(arguments, session); }
  Result<ExitCode> operator()(const ReplayArguments& arguments) const { return replay_command(arguments, session); }
  Result<ExitCode> operator()(const CorpusArguments& arguments) const { return corpus_command(arguments, session); }
  Result<ExitCode> operator()(const ParseArguments& arguments) const { return parse_command(arguments, session); }
};

// Says an error to a person. A bug also names its place, for whoever has to find it.
std::string told(const Error& error) {
  std::string text = fmt::format("oyer: {}\n", to_string(error));
  if (exit_code_of(error.kind) == ExitCode::bug) {
    text += fmt::format("This is a bug of Oyer ({}, {}:{}). Please report it with the command that shows it.\n",
                        name_of(error.kind), error.where.file_name(), error.where.line());
  }
  return text;
}

}  // namespace

ExitCode run_program(std::span<const std::string> words, Session& session) {
  if (!weakness().empty()) {
    session.people.write(
        fmt::format("oyer: THIS BUILD IS WEAKENED for tests ({}); nothing it says of a program counts\n", weakness()));
  }
  const Result<Arguments> arguments = parse_arguments(words);
  if (!arguments.has_value()) {
    session.people.write(told(arguments.error()));
    return ExitCode::usage;
  }
  const Result<ExitCode> outcome = std::visit(Start{session}, *arguments);
  const Status written = session.data.finish();
  for (const Error* error :
       {outcome.has_value() ? nullptr : &outcome.error(), written.has_value() ? nullptr : &written.error()}) {
    if (error == nullptr) continue;
    session.people.write(told(*error));
    return exit_code_of(error->kind);
  }
  return *outcome;
}

}  // namespace oyer::cli
