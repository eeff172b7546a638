#include "graders/plain_run.h"

#include <filesystem>
#include <utility>

#include "base/language.h"
#include "runners/build_cache.h"

namespace oyer::graders {
namespace {

constexpr std::string_view elf_magic = "\x7F\x45LF";

Language language_of(ProgramKind kind) { return kind == ProgramKind::c ? Language::c : Language::cpp; }

sandbox::Command native_command(const PlainProgram& program) {
  sandbox::Command command;
  const std::string name = std::filesystem::path(program.name).filename().string();
  command.argv = {"/tmp/" + name};
  command.argv.insert(command.argv.end(), program.arguments.begin(), program.arguments.end());
  command.files = {{name, program.bytes, true}};
  return command;
}

Result<PlainRun> execute(sandbox::Jail& jail, sandbox::Command command, const PlainProgram& program, Build build,
                         std::stop_token stop) {
  command.limits = program.limits;
  command.stdin_bytes = program.stdin_bytes;
  PlainRun run;
  run.build = std::move(build);
  OYER_TRY(run.execution, jail.run(command, std::move(stop)));
  return run;
}

Result<PlainRun> run_source(const WorkshopOptions& options, const PlainProgram& program, std::stop_token stop) {
  Toolchains toolchains;
  OYER_TRY_STATUS(add_compiler(toolchains, options));
  runners::BuildCache* const builds = toolchains.builds.get();
  sandbox::JailSpec spec = jail_spec(options, nullptr);
  for (auto& mount : runners::build_mounts(*toolchains.cxx, builds)) spec.read_only.push_back(std::move(mount));
  OYER_TRY(const auto jail, sandbox::Jail::open(spec));
  runners::BuildRequest request;
  request.language = language_of(program.kind);
  request.source = program.bytes;
  request.flags = runners::default_flags(request.language);
  OYER_TRY(runners::BuildResult result, build_cxx(*jail, *toolchains.cxx, request, builds, stop));
  const auto* artefact = std::get_if<runners::Artefact>(&result);
  if (artefact == nullptr) return PlainRun{std::move(result), std::nullopt};
  sandbox::Command command = program_command(*artefact, program.arguments);
  return execute(*jail, std::move(command), program, std::move(result), std::move(stop));
}

json::object build_json(ProgramKind kind, const runners::BuildResult& result) {
  json::object build{{"language", name_of(language_of(kind))}};
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

}  // namespace

Result<ProgramKind> program_kind(std::string_view asked, const std::string& file, std::string_view bytes) {
  if (asked == "python") return ProgramKind::python;
  if (asked == "native") return ProgramKind::native;
  if (asked == "c") return ProgramKind::c;
  if (asked == "c++" || asked == "cpp") return ProgramKind::cpp;
  if (bytes.starts_with(elf_magic)) return ProgramKind::native;
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
  std::string told = file + " is ";
  told += language.has_value() ? name_of(*language) : "neither ELF, nor .py, .c or .cpp, nor a script with a #! line";
  told += "; this version runs Python, C, C++ and executables: ";
  told += language.has_value() ? "build it first and run what comes out"
                               : "say which with --language python, c, c++ or native";
  return fail(invalid_input(std::move(told)));
}

Result<PlainRun> run_plain(const WorkshopOptions& options, const PlainProgram& program, std::stop_token stop) {
  if (program.kind == ProgramKind::c || program.kind == ProgramKind::cpp)
    return run_source(options, program, std::move(stop));
  sandbox::JailSpec spec = jail_spec(options, nullptr);
  sandbox::Command command;
  if (program.kind == ProgramKind::python) {
    OYER_TRY(const runners::PythonInterpreter python, resolve_python(options.python));
    spec = jail_spec(options, &python);
    command = runners::script_command(python, program.bytes, program.arguments);
  } else {
    command = native_command(program);
  }
  OYER_TRY(const auto jail, sandbox::Jail::open(spec));
  return execute(*jail, std::move(command), program, std::nullopt, std::move(stop));
}

json::object to_json(const PlainRun& run, ProgramKind kind) {
  json::object told = run.execution ? sandbox::to_json(*run.execution) : json::object();
  if (run.build) told["build"] = build_json(kind, *run.build);
  return told;
}

}  // namespace oyer::graders
