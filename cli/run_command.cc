#include "cli/run_command.h"

#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>

#include "base/file.h"
#include "base/language.h"
#include "cli/builds.h"
#include "cli/exit_code.h"
#include "cli/run_text.h"
#include "cli/workshop.h"

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

// What is run, and where.
struct Prepared {
  sandbox::Command command;
  std::unique_ptr<sandbox::Jail> jail;
  std::optional<json::object> build;                    // of a source that had to be built
  std::optional<runners::CompileFailure> build_failed;  // there is then nothing to run
};

json::object build_json(Language language, const runners::BuildResult& result) {
  json::object build{{"language", name_of(language)}};
  if (const auto* artefact = std::get_if<runners::Artefact>(&result)) {
    build["built"] = true;
    build["cached"] = artefact->cached;
    build["precompiled_header"] = artefact->precompiled_header;
    build["digest"] = to_string(artefact->digest);
    build["bytes"] = artefact->bytes->size();
    return build;
  }
  const auto& failure = std::get<runners::CompileFailure>(result);
  build["built"] = false;
  build["cached"] = failure.cached;
  build["ending"] = sandbox::to_json(failure.ending);
  build["diagnostics"] = failure.diagnostics;
  return build;
}

Result<Prepared> prepare_source(const RunArguments& arguments, Session& session, Language language,
                                std::string source) {
  OYER_TRY(const runners::CxxToolchain toolchain, graders::resolve_cxx());
  const Builds builds = open_builds(session.environment);
  sandbox::JailSpec spec = jail_spec(workshop_options(arguments.place, session.environment), nullptr);
  for (auto& mount : runners::build_mounts(toolchain, builds.cache.get())) spec.read_only.push_back(std::move(mount));
  Prepared prepared;
  OYER_TRY(prepared.jail, sandbox::Jail::open(spec));
  runners::BuildRequest request;
  request.language = language;
  request.source = std::move(source);
  request.flags = runners::default_flags(language);
  OYER_TRY(const runners::BuildResult result,
           build_cxx(*prepared.jail, toolchain, request, builds.cache.get(), session.stop));
  prepared.build = build_json(language, result);
  if (const auto* artefact = std::get_if<runners::Artefact>(&result)) {
    prepared.command = program_command(*artefact, arguments.program_arguments);
  } else {
    prepared.build_failed = std::get<runners::CompileFailure>(result);
  }
  return prepared;
}

Result<Prepared> prepare(const RunArguments& arguments, Session& session) {
  OYER_TRY(std::string bytes, read_input(arguments.file, most_program));
  OYER_TRY(const ProgramKind kind, program_kind(arguments.language, arguments.file, bytes));
  if (kind == ProgramKind::c) return prepare_source(arguments, session, Language::c, std::move(bytes));
  if (kind == ProgramKind::cpp) return prepare_source(arguments, session, Language::cpp, std::move(bytes));
  Prepared prepared;
  sandbox::JailSpec spec = jail_spec(workshop_options(arguments.place, session.environment), nullptr);
  if (kind == ProgramKind::python) {
    OYER_TRY(const runners::PythonInterpreter python, graders::resolve_python(arguments.place.python));
    spec = jail_spec(workshop_options(arguments.place, session.environment), &python);
    prepared.command = runners::script_command(python, std::move(bytes), arguments.program_arguments);
  } else {
    prepared.command = native_command(arguments, std::move(bytes));
  }
  OYER_TRY(prepared.jail, sandbox::Jail::open(spec));
  return prepared;
}

// A source that does not compile is told as a finished run is: Oyer did its job.
ExitCode tell_failure(const RunArguments& arguments, Session& session, const Prepared& prepared) {
  if (arguments.json) {
    session.data.write(json::print(json::value(json::object{{"build", *prepared.build}})) + "\n");
  } else {
    session.people.write(build_text(*prepared.build_failed));
  }
  return ExitCode::done;
}

}  // namespace

Result<ProgramKind> program_kind(std::string_view asked, const std::string& file, std::string_view bytes) {
  if (asked == "python") return ProgramKind::python;
  if (asked == "native") return ProgramKind::native;
  if (asked == "c") return ProgramKind::c;
  if (asked == "c++" || asked == "cpp") return ProgramKind::cpp;
  if (bytes.substr(0, 4) ==
      "\x7F"
      "ELF")
    return ProgramKind::native;
  const std::string extension = std::filesystem::path(file).extension().string();
  if (extension == ".py") return ProgramKind::python;
  if (extension == ".c") return ProgramKind::c;
  for (const char* name : {".cpp", ".cc", ".cxx", ".c++"}) {
    if (extension == name) return ProgramKind::cpp;
  }
  if (bytes.substr(0, 2) == "#!") {
    const std::string_view first = bytes.substr(0, bytes.find('\n'));
    return first.find("python") != std::string_view::npos ? ProgramKind::python : ProgramKind::native;
  }
  const auto language = parse_language(extension.empty() ? "" : std::string_view(extension).substr(1));
  return fail(
      invalid_input(fmt::format("{} is {}; this version runs Python, C, C++ and executables: {}", file,
                                language.has_value() ? std::string(name_of(*language))
                                                     : "neither ELF, nor .py, .c or .cpp, nor a script with a #! line",
                                language.has_value() ? "build it first and run what comes out"
                                                     : "say which with --language python, c, c++ or native")));
}

Result<ExitCode> run_command(const RunArguments& arguments, Session& session) {
  OYER_TRY(Prepared prepared, prepare(arguments, session));
  if (prepared.build_failed) return tell_failure(arguments, session, prepared);
  prepared.command.limits = arguments.limits;
  OYER_TRY(prepared.command.stdin_bytes, input_of(arguments));
  OYER_TRY(const sandbox::Execution execution, prepared.jail->run(prepared.command, session.stop));
  if (arguments.json) {
    json::object told = to_json(execution);
    if (prepared.build) told["build"] = *prepared.build;
    session.data.write(json::print(json::value(told)) + "\n");
  } else {
    session.data.write(execution.out.bytes);
    session.data.flush();
    session.people.write(execution.err.bytes);
    session.people.write(run_text(execution, prepared.command.limits));
  }
  if (session.stop.stop_requested()) return fail(cancelled("interrupted"));
  return ExitCode::done;
}

}  // namespace oyer::cli
