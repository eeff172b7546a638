#include "cli/run_command.h"

#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>

#include "base/file.h"
#include "base/language.h"
#include "cli/place.h"
#include "cli/run_text.h"

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

// Runs under its own name in /tmp, since usage messages and error texts hold it.
sandbox::Command native_command(const RunArguments& arguments, std::string bytes) {
  sandbox::Command command;
  const std::string name = std::filesystem::path(arguments.file).filename().string();
  command.argv = {"/tmp/" + name};
  command.argv.insert(command.argv.end(), arguments.program_arguments.begin(), arguments.program_arguments.end());
  command.files = {{name, std::move(bytes), true}};
  return command;
}

}  // namespace

Result<ProgramKind> program_kind(std::string_view asked, const std::string& file, std::string_view bytes) {
  if (asked == "python") return ProgramKind::python;
  if (asked == "native") return ProgramKind::native;
  if (bytes.substr(0, 4) ==
      "\x7F"
      "ELF")
    return ProgramKind::native;
  const std::string extension = std::filesystem::path(file).extension().string();
  if (extension == ".py") return ProgramKind::python;
  if (bytes.substr(0, 2) == "#!") {
    const std::string_view first = bytes.substr(0, bytes.find('\n'));
    return first.find("python") != std::string_view::npos ? ProgramKind::python : ProgramKind::native;
  }
  const auto language = parse_language(extension.empty() ? "" : std::string_view(extension).substr(1));
  return fail(invalid_input(fmt::format(
      "{} is {}; this version runs Python and executables: {}", file,
      language.has_value() ? std::string(name_of(*language)) : "neither ELF, nor .py, nor a script with a #! line",
      language.has_value() ? "build it first and run what comes out" : "say which with --language python or native")));
}

Result<ExitCode> run_command(const RunArguments& arguments, Session& session) {
  OYER_TRY(std::string bytes, read_input(arguments.file, most_program));
  OYER_TRY(const ProgramKind kind, program_kind(arguments.language, arguments.file, bytes));
  sandbox::Command command;
  sandbox::JailSpec spec = jail_spec(arguments.place, nullptr);
  if (kind == ProgramKind::python) {
    OYER_TRY(const runners::PythonInterpreter python, resolve_python(arguments.place));
    spec = jail_spec(arguments.place, &python);
    command = runners::script_command(python, std::move(bytes), arguments.program_arguments);
  } else {
    command = native_command(arguments, std::move(bytes));
  }
  command.limits = arguments.limits;
  OYER_TRY(command.stdin_bytes, input_of(arguments));
  OYER_TRY(const auto jail, sandbox::Jail::open(spec));
  OYER_TRY(const sandbox::Execution execution, jail->run(command, session.stop));
  if (arguments.json) {
    session.data.write(json::print(to_json(execution)) + "\n");
  } else {
    session.data.write(execution.out.bytes);
    session.data.flush();
    session.people.write(execution.err.bytes);
    session.people.write(run_text(execution, command.limits));
  }
  if (session.stop.stop_requested()) return fail(cancelled("interrupted"));
  return ExitCode::done;
}

}  // namespace oyer::cli
