#include "cli/doctor_text.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"

namespace oyer::cli {
namespace {

using sandbox::FindingState;

Diagnosis some_host() {
  Diagnosis diagnosis;
  sandbox::HostReport& host = diagnosis.host;
  host.kernel = "6.1.0-28-amd64";
  host.machine = "x86_64";
  host.cpus = 8;
  host.memory = 16_GiB;
  host.uid = 1000;
  host.tier = sandbox::Tier::reduced;
  host.findings = {{"user_namespace", FindingState::pass, "works", "", ""},
                   {"cgroup_v2", FindingState::degraded, "not delegated", "limits by rlimits: tier reduced",
                    "systemctl edit user@1000.service"},
                   {"cgroup_v1", FindingState::missing, "not mounted", "", ""}};
  runners::PythonInterpreter python;
  python.executable = "/usr/bin/python3";
  python.version = "3.11.2";
  python.implementation = "cpython";
  python.profiles = {{"bare", {}}, {"numpy", {"numpy"}}};
  diagnosis.pythons.push_back({"/usr/bin/python3", python});
  diagnosis.pythons.push_back(
      {"/root/x/python3", fail(unsupported("candidates cannot read it; chmod -R o+rX /root/x"))});
  diagnosis.chosen = "/usr/bin/python3";
  return diagnosis;
}

Diagnosis fit_host() {
  Diagnosis diagnosis = some_host();
  sandbox::Containment jail;
  jail.tier = sandbox::Tier::reduced;
  jail.user_namespace = true;
  jail.user_notification = true;
  jail.memory_by = "rlimit-as";
  jail.processes_by = "rlimit-nproc";
  jail.cpu_by = "process-clocks";
  diagnosis.containment = jail;
  diagnosis.trial = TrialOfPython{"/usr/bin/python3", "exited with code 0", "3.11.2", std::chrono::milliseconds(31)};
  DiagnosisOfBuilds& builds = diagnosis.builds;
  builds.toolchain = runners::CxxToolchain{"/usr/bin/g++", "/usr/bin/gcc", "12.2.0", "x86_64-linux-gnu", {}, {}};
  builds.folder = "/var/lib/oyer/builds";
  builds.contents = {120_MiB, 7, 2};
  builds.most = 2_GiB;
  builds.headers = {"bits/stdc++.h", "iostream"};
  return diagnosis;
}

Diagnosis unfit_host() {
  Diagnosis diagnosis = some_host();
  diagnosis.no_jail = "user namespaces are forbidden; oyer doctor tells how to mend it";
  diagnosis.pythons.clear();
  diagnosis.chosen.reset();
  diagnosis.no_python = "no usable python3";
  diagnosis.builds.no_toolchain = "there is no g++ on PATH; install one (apt-get install g++)";
  return diagnosis;
}

TEST(DoctorText, host_that_can_hold_candidates) {
  EXPECT_TRUE(fit(fit_host()));
  test::expect_golden("tests/cli/golden/doctor-fit.txt", doctor_text(fit_host(), false));
  test::expect_golden("tests/cli/golden/doctor-fit.json", json::print(to_json(fit_host())) + "\n");
}

TEST(DoctorText, host_that_cannot) {
  EXPECT_FALSE(fit(unfit_host()));
  test::expect_golden("tests/cli/golden/doctor-unfit.txt", doctor_text(unfit_host(), false));
}

TEST(DoctorText, weak_is_not_fit) {
  Diagnosis diagnosis = fit_host();
  diagnosis.containment->tier = sandbox::Tier::weak;
  EXPECT_FALSE(fit(diagnosis));
}

TEST(DoctorText, colour_only_adds_to_the_words) {
  std::string text = doctor_text(fit_host(), true);
  for (std::size_t at; (at = text.find('\x1b')) != std::string::npos;) text.erase(at, text.find('m', at) - at + 1);
  EXPECT_EQ(text, doctor_text(fit_host(), false));
}

}  // namespace
}  // namespace oyer::cli
