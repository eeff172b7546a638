#include "cli/attack_command.h"

#include <filesystem>

#include <fmt/format.h>

#include "base/file.h"
#include "cli/attack_text.h"
#include "cli/status_line.h"
#include "cli/workshop.h"
#include "graders/attack.h"

namespace oyer::cli {
namespace {

namespace fs = std::filesystem;

// The checkout's own, seen from the current folder or from where this program was built.
Result<fs::path> find_corpus(const std::string& asked) {
  if (!asked.empty()) return fs::path(asked);
  const fs::path inside = fs::path("tests") / "hostile" / "programs";
  std::error_code error;
  std::vector<fs::path> places = {fs::path(".")};
  for (fs::path at = fs::read_symlink("/proc/self/exe", error).parent_path(); at.has_relative_path();
       at = at.parent_path()) {
    places.push_back(at);
  }
  for (const fs::path& place : places) {
    if (fs::is_directory(place / inside, error)) return place / inside;
  }
  return fail(
      not_found("there is no corpus of hostile programs here; it is tests/hostile/programs of Oyer's source, "
                "to be named with --corpus DIR"));
}

// Each finding as a hostile program; where they are.
Result<std::string> write_findings(const graders::AttackReport& report, const graders::AttackCorpus& corpus,
                                   const AttackArguments& arguments) {
  std::error_code error;
  fs::create_directories(arguments.out, error);
  if (error) return fail(host_error("the folder " + arguments.out + " cannot be made", error.value()));
  std::string written;
  unsigned place = 1;
  for (const graders::Finding& finding : report.findings) {
    graders::HostileFile file = hostile_file(finding, corpus, arguments.seed, place);
    while (fs::exists(fs::path(arguments.out) / file.name, error)) {
      file = hostile_file(finding, corpus, arguments.seed, ++place);
    }
    const fs::path path = fs::path(arguments.out) / file.name;
    OYER_TRY_STATUS(write_file(path, file.text));
    written += "  written to " + path.string() + "\n";
    ++place;
  }
  return written;
}

std::string closing(const graders::AttackReport& report, const AttackArguments& arguments, unsigned jobs) {
  const double seconds = std::chrono::duration<double>(report.wall).count();
  return fmt::format("{} mutants in {} ({:.1f}/s, {} worker{}), seed {}: {} rewarded\n", report.mutants,
                     to_string(report.wall), static_cast<double>(report.mutants) / std::max(seconds, 1e-3), jobs,
                     jobs == 1 ? "" : "s", arguments.seed, report.findings.size());
}

}  // namespace

Result<ExitCode> attack_command(const AttackArguments& arguments, Session& session) {
  OYER_TRY(const fs::path folder, find_corpus(arguments.corpus));
  auto corpus = graders::read_attack_corpus(folder);
  if (!corpus) return fail(as_bad_data(std::move(corpus).error()));
  const graders::WorkshopOptions workshop = workshop_options(arguments.place, session.environment);
  OYER_TRY(const graders::Toolchains toolchains, resolve_toolchains(workshop, false));
  const unsigned jobs = arguments.jobs != 0 ? arguments.jobs : session.environment.cpus;
  const graders::AttackOptions options{arguments.time, arguments.seed, jobs};
  graders::GraderOptions grading;
  // Targets ask little of a judge. One that a mutant exhausts is asked again afresh; that need not take long.
  grading.judge_limits.cpu = std::chrono::seconds(2);
  const graders::OpenGrader open = open_graders(workshop, toolchains, nullptr, grading);
  Result<graders::AttackReport> report = [&] {
    StatusLine line(session.environment, session.people);
    const auto begun = std::chrono::steady_clock::now();
    const auto show = [&](const graders::AttackReport& so_far) {
      line.update([&](unsigned columns) {
        return attack_progress_text(so_far, std::chrono::steady_clock::now() - begun, arguments.time, columns);
      });
    };
    return graders::attack(*corpus, open, options, show, session.stop);
  }();
  if (!report) return fail(std::move(report).error());
  std::string text = closing(*report, arguments, jobs);
  if (report->infra_errors > 0) {
    text +=
        fmt::format("{} could not be judged, the first of them: {}\n", report->infra_errors, report->first_infra_error);
  }
  for (const graders::Finding& finding : report->findings) text += "\n" + finding_text(finding, *corpus);
  if (!report->findings.empty()) {
    OYER_TRY(const std::string written, write_findings(*report, *corpus, arguments));
    text += written + "This build gives rewards that were not earned: do not use it for anything.\n";
  }
  if (arguments.json)
    session.data.write(json::print(attack_json(*report)) + "\n");
  else
    text = attack_table(*report) + "\n" + text;
  session.people.write(text);
  if (!report->findings.empty()) return ExitCode::bug;
  if (report->interrupted) return fail(cancelled("interrupted"));
  return report->infra_errors > 0 ? ExitCode::harness_errors : ExitCode::done;
}

}  // namespace oyer::cli
