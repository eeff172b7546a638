#include "cli/doctor_text.h"

#include <fmt/format.h>

#include "cli/output.h"
#include "cli/run_text.h"

namespace oyer::cli {
namespace {

using sandbox::Finding;
using sandbox::FindingState;

// Words carry the meaning; colour only helps the eye.
std::string painted(FindingState state, bool color) {
  const std::string word = fmt::format("{:<8}", name_of(state));
  if (!color) return word;
  const int code = state == FindingState::pass ? 32 : state == FindingState::degraded ? 33 : 31;
  return fmt::format("\x1b[{}m{}\x1b[0m", code, word);
}

std::string finding_text(const Finding& finding, bool color) {
  std::string text =
      fmt::format("  {}  {:<22}  {}\n", painted(finding.state, color), finding.name, printable(finding.found));
  if (!finding.effect.empty()) text += fmt::format("            so: {}\n", printable(finding.effect));
  if (!finding.fix.empty()) text += fmt::format("            mend: {}\n", printable(finding.fix));
  return text;
}

std::string tier_line(const Diagnosis& diagnosis) {
  if (!diagnosis.containment) {
    return "tier: none. No candidate can be held here, and none will be run.\n  " + printable(diagnosis.no_jail) + "\n";
  }
  const sandbox::Containment& jail = *diagnosis.containment;
  std::string text = fmt::format("tier: {}, as a real jail reports it\n", tier_text(jail));
  text += fmt::format("  memory is held by {}, processes by {}, CPU time by {}\n", jail.memory_by, jail.processes_by,
                      jail.cpu_by);
  text += fmt::format(
      "  {}; {}; {}\n",
      jail.distinct_uid ? "candidates have a user id of their own" : "candidates share the keeper's user id",
      jail.tier == sandbox::Tier::weak ? "no namespaces"
      : jail.user_namespace            ? "in a user namespace"
                                       : "started by root, no user namespace",
      jail.user_notification ? "denied system calls are named" : "denied system calls kill without a name");
  return text;
}

std::string python_line(const runners::PythonFinding& finding, const std::optional<std::string>& chosen, bool color) {
  if (!finding.interpreter.has_value()) {
    return fmt::format("  {}  {}\n            {}\n", painted(FindingState::missing, color), finding.path.string(),
                       printable(to_string(finding.interpreter.error())));
  }
  const runners::PythonInterpreter& python = *finding.interpreter;
  std::string profiles;
  for (const auto& profile : python.profiles) profiles += (profiles.empty() ? "" : ", ") + profile.name;
  return fmt::format("  {}  {}  {} {}, kept warm with: {}{}\n", painted(FindingState::pass, color),
                     python.executable.string(), python.implementation, python.version, profiles,
                     chosen == python.executable.string() ? "  <- candidates get this one" : "");
}

std::string pythons_text(const Diagnosis& diagnosis, bool color) {
  std::string text = "Python\n";
  for (const auto& finding : diagnosis.pythons) text += python_line(finding, diagnosis.chosen, color);
  if (!diagnosis.note.empty()) text += "  " + printable(diagnosis.note) + "\n";
  if (!diagnosis.no_python.empty()) text += "  " + printable(diagnosis.no_python) + "\n";
  if (!diagnosis.trial) return text;
  const TrialOfPython& trial = *diagnosis.trial;
  return text + (trial.version.empty()
                     ? fmt::format("  in the jail it {}\n", trial.ending)
                     : fmt::format("  in the jail it answered as {} after {}\n", trial.version, to_string(trial.wall)));
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string builds_text(const DiagnosisOfBuilds& builds, bool color) {
  std::string text = "C and C++\n";
  if (!builds.toolchain) {
    return text + fmt::format("  {}  {}\n", painted(FindingState::missing, color), printable(builds.no_toolchain));
  }
  const runners::CxxToolchain& cxx = *builds.toolchain;
  text += fmt::format("  {}  {}  GCC {} for {}{}\n", painted(FindingState::pass, color), cxx.gxx.string(), cxx.version,
                      cxx.target, cxx.gcc.empty() ? ", no C" : ", C by " + cxx.gcc.string());
  if (builds.folder.empty()) {
    return text + fmt::format("            builds are not kept: {}\n", printable(builds.no_cache));
  }
  text += fmt::format("            kept in {}: {} builds, {} precompiled headers, {} of {}\n", builds.folder,
                      builds.contents.builds, builds.contents.headers, to_string(builds.contents.size),
                      to_string(builds.most));
  return text + (builds.headers.empty()
                     ? "            none of these headers is for the default flags; they are made when programs ask\n"
                     : "            precompiled for the default flags: " + joined(builds.headers) + "\n");
}

json::object builds_json(const DiagnosisOfBuilds& builds) {
  json::object object;
  if (builds.toolchain) {
    object["gxx"] = builds.toolchain->gxx.string();
    object["gcc"] = builds.toolchain->gcc.string();
    object["version"] = builds.toolchain->version;
    object["target"] = builds.toolchain->target;
    object["digest"] = to_string(builds.toolchain->digest);
  } else {
    object["error"] = builds.no_toolchain;
  }
  if (builds.folder.empty()) {
    object["no_cache"] = builds.no_cache;
  } else {
    json::array headers;
    for (const std::string& name : builds.headers) headers.emplace_back(name);
    object["cache"] = {{"folder", builds.folder},
                       {"builds", builds.contents.builds},
                       {"headers", builds.contents.headers},
                       {"bytes", builds.contents.size.count},
                       {"most_bytes", builds.most.count},
                       {"default_headers", std::move(headers)}};
  }
  return object;
}

}  // namespace

bool fit(const Diagnosis& diagnosis) {
  return diagnosis.containment.has_value() &&
         (diagnosis.accept_weak || diagnosis.containment->tier != sandbox::Tier::weak);
}

std::string doctor_text(const Diagnosis& diagnosis, bool color) {
  const sandbox::HostReport& host = diagnosis.host;
  std::string text = fmt::format("{} {}, {} CPU{}, {}, user id {}{}\n\n", host.kernel, host.machine, host.cpus,
                                 host.cpus == 1 ? "" : "s", to_string(host.memory), host.uid,
                                 host.container ? ", in a container" : "");
  text += tier_line(diagnosis) + "\nHost\n";
  for (const Finding& finding : host.findings) text += finding_text(finding, color);
  return text + "\n" + pythons_text(diagnosis, color) + "\n" + builds_text(diagnosis.builds, color);
}

json::object to_json(const Diagnosis& diagnosis) {
  json::object object = sandbox::to_json(diagnosis.host);
  object["fit"] = fit(diagnosis);
  object["containment"] = diagnosis.containment ? json::value(sandbox::to_json(*diagnosis.containment)) : json::value();
  if (!diagnosis.containment) object["no_jail"] = diagnosis.no_jail;
  json::array pythons;
  for (const auto& finding : diagnosis.pythons) {
    json::object row{{"path", finding.path.string()}};
    if (finding.interpreter.has_value()) {
      const runners::PythonInterpreter& python = *finding.interpreter;
      json::array profiles;
      for (const auto& profile : python.profiles) profiles.emplace_back(profile.name);
      row["executable"] = python.executable.string();
      row["version"] = python.version;
      row["implementation"] = python.implementation;
      row["digest"] = to_string(python.digest);
      row["profiles"] = std::move(profiles);
    } else {
      row["error"] = to_string(finding.interpreter.error());
    }
    pythons.emplace_back(std::move(row));
  }
  object["pythons"] = std::move(pythons);
  object["python"] = diagnosis.chosen ? json::value(*diagnosis.chosen) : json::value();
  if (!diagnosis.no_python.empty()) object["no_python"] = diagnosis.no_python;
  if (diagnosis.trial) {
    object["python_in_jail"] = {{"ending", diagnosis.trial->ending},
                                {"version", diagnosis.trial->version},
                                {"wall_ns", diagnosis.trial->wall.count()}};
  }
  object["cxx"] = builds_json(diagnosis.builds);
  return object;
}

}  // namespace oyer::cli
