#include "cli/run_command.h"

#include <unistd.h>

#include "base/file.h"
#include "cli/exit_code.h"
#include "cli/run_text.h"
#include "cli/workshop.h"
#include "graders/plain_run.h"

namespace oyer::cli {
namespace {

constexpr Bytes most_program = 256_MiB;
constexpr Bytes most_stdin = 64_MiB;

Result<std::string> read_input(const std::string& path, Bytes most) {
  auto bytes = read_file(path, most.count);
  if (bytes.has_value()) return bytes;
  return fail(as_bad_data(std::move(bytes).error()));
}

// Our own standard input, to its end.
Result<std::string> read_standard_input(Bytes most) {
  std::string bytes;
  char piece[65536];
  for (;;) {
    const ssize_t n = ::read(STDIN_FILENO, piece, sizeof piece);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(as_bad_data(host_error("standard input")));
    if (n == 0) return bytes;
    bytes.append(piece, static_cast<std::size_t>(n));
    if (bytes.size() > most.count) {
      return fail(invalid_input("standard input is larger than " + to_string(most) + ", the most a program is given"));
    }
  }
}

Result<std::string> input_of(const RunArguments& arguments) {
  if (arguments.stdin_file.empty()) return std::string();
  return arguments.stdin_file == "-" ? read_standard_input(most_stdin) : read_input(arguments.stdin_file, most_stdin);
}

// What is run. The file is read before anything is looked for on this host.
Result<graders::PlainProgram> program_of(const RunArguments& arguments) {
  graders::PlainProgram program;
  program.name = arguments.file;
  OYER_TRY(program.bytes, read_input(arguments.file, most_program));
  OYER_TRY(program.kind, graders::program_kind(arguments.language, arguments.file, program.bytes));
  program.arguments = arguments.program_arguments;
  program.limits = arguments.limits;
  OYER_TRY(program.stdin_bytes, input_of(arguments));
  return program;
}

void tell(const graders::PlainRun& run, const graders::PlainProgram& program, Session& session) {
  if (!run.execution) {  // a source that does not compile is told as a finished run is: Oyer did its job
    session.people.write(build_text(std::get<runners::CompileFailure>(*run.build)));
    return;
  }
  session.data.write(run.execution->out.bytes);
  session.data.flush();
  session.people.write(run.execution->err.bytes);
  session.people.write(run_text(*run.execution, program.limits));
}

}  // namespace

Result<ExitCode> run_command(const RunArguments& arguments, Session& session) {
  OYER_TRY(const graders::PlainProgram program, program_of(arguments));
  OYER_TRY(const graders::PlainRun run,
           run_plain(workshop_options(arguments.place, session.environment), program, session.stop));
  if (arguments.json) {
    session.data.write(json::print(json::value(to_json(run, program.kind))) + "\n");
  } else {
    tell(run, program, session);
  }
  if (session.stop.stop_requested()) return fail(cancelled("interrupted"));
  return ExitCode::done;
}

}  // namespace oyer::cli
