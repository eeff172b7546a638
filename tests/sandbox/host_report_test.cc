// Hosts of all kinds as facts: what doctor concludes, the tier, and the remedy it names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "sandbox/detail/host_facts.h"

namespace oyer::sandbox::detail {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Everything works, root, cgroup v2.
HostFacts good_host() {
  HostFacts facts;
  facts.kernel = "6.1.0";
  facts.machine = "x86_64";
  facts.cpus = 8;
  facts.memory = 16_GiB;
  facts.landlock_version = 2;
  facts.cgroups = "v2";
  facts.v2_mount = "/sys/fs/cgroup";
  facts.v2_controllers = {"cpu", "memory", "pids"};
  facts.v1_missing = {"memory", "pids", "cpuacct"};
  return facts;
}

HostFacts ordinary_user() {
  HostFacts facts = good_host();
  facts.uid = 1000;
  facts.cgroups = "none";
  facts.v2_controllers = {};
  return facts;
}

void deny_namespaces(HostFacts& facts) {
  for (int* one : {&facts.user_namespace, &facts.pid_namespace, &facts.mount_namespace, &facts.network_namespace,
                   &facts.ipc_namespace, &facts.uts_namespace, &facts.cgroup_namespace, &facts.proc_mount,
                   &facts.tmpfs_mount, &facts.pivot_root, &facts.overlayfs, &facts.tmpfs_noswap}) {
    *one = EPERM;
  }
}

Finding finding(const HostReport& report, std::string_view name) {
  for (const Finding& one : report.findings) {
    if (one.name == name) return one;
  }
  ADD_FAILURE() << "no finding " << name;
  return {};
}

TEST(HostReport, root_with_cgroup_v2_is_strong_and_has_nothing_to_mend) {
  const HostReport report = conclude(good_host());
  EXPECT_EQ(report.tier, Tier::strong);
  EXPECT_EQ(finding(report, "cgroup_v2"),
            (Finding{"cgroup_v2", FindingState::pass, "usable at /sys/fs/cgroup", "", ""}));
  EXPECT_EQ(finding(report, "cgroup_v1").effect, "none: cgroup v2 is in force");
  EXPECT_THAT(report.findings, Each(Field("fix", &Finding::fix, IsEmpty())));
}

TEST(HostReport, ordinary_user_without_delegation_is_reduced_and_told_how_to_delegate) {
  const HostReport report = conclude(ordinary_user());
  EXPECT_EQ(report.tier, Tier::reduced);
  const Finding v2 = finding(report, "cgroup_v2");
  EXPECT_EQ(v2.state, FindingState::missing);
  EXPECT_EQ(v2.found, "mounted at /sys/fs/cgroup, controllers for this user: none; memory and pids are needed");
  EXPECT_EQ(v2.fix, "systemd-run --user --scope -p Delegate=yes oyer ...");
  EXPECT_EQ(finding(report, "separate_uid").state, FindingState::degraded);
}

TEST(HostReport, hybrid_host_uses_v1_and_says_that_v2_is_not_missed) {
  HostFacts facts = good_host();
  facts.cgroups = "v1";
  facts.v2_controllers = {"hugetlb"};
  facts.v1_missing = {};
  const HostReport report = conclude(facts);
  EXPECT_EQ(report.tier, Tier::strong);
  EXPECT_EQ(finding(report, "cgroup_v1").state, FindingState::pass);
  EXPECT_EQ(finding(report, "cgroup_v2").effect, "none: cgroup v1 is in force");
  EXPECT_EQ(finding(report, "cgroup_v2").fix, "");
}

struct Blocked {
  const char* name;
  void (*change)(HostFacts&);
  const char* fix;
};

class BlockedUserNamespace : public ::testing::TestWithParam<Blocked> {};

TEST_P(BlockedUserNamespace, is_weak_and_names_the_setting_once) {
  HostFacts facts = ordinary_user();
  deny_namespaces(facts);
  GetParam().change(facts);
  const HostReport report = conclude(facts);
  EXPECT_EQ(report.tier, Tier::weak);
  const Finding user = finding(report, "user_namespace");
  EXPECT_EQ(user.state, FindingState::missing);
  EXPECT_EQ(user.found, "Operation not permitted");
  EXPECT_THAT(user.fix, HasSubstr(GetParam().fix));
  EXPECT_EQ(finding(report, "pid_namespace").fix, "mend user_namespace first");
  EXPECT_EQ(finding(report, "mount_namespace").fix, "as for pid_namespace");
}

INSTANTIATE_TEST_SUITE_P(
    Hosts, BlockedUserNamespace,
    ::testing::Values(Blocked{"debian_sysctl", [](HostFacts& f) { f.unprivileged_userns_clone = 0; },
                              "sudo sysctl -w kernel.unprivileged_userns_clone=1"},
                      Blocked{"ubuntu_apparmor", [](HostFacts& f) { f.apparmor_restrict_unprivileged_userns = 1; },
                              "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"},
                      Blocked{"none_left", [](HostFacts& f) { f.max_user_namespaces = 0; },
                              "sudo sysctl -w user.max_user_namespaces=16384"},
                      Blocked{"container", [](HostFacts& f) { f.container = true; },
                              "docker run --security-opt seccomp=unconfined"},
                      Blocked{"unknown", [](HostFacts&) {}, "run as root"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(HostReport, root_of_a_plain_container_is_weak_and_told_the_pod_setting) {
  HostFacts facts = good_host();
  facts.container = true;
  deny_namespaces(facts);
  const HostReport report = conclude(facts);
  EXPECT_EQ(report.tier, Tier::weak);
  EXPECT_EQ(finding(report, "user_namespace").found, "not needed: started by root");
  EXPECT_THAT(finding(report, "pid_namespace").fix, HasSubstr("procMount: Unmasked"));
}

TEST(HostReport, covered_proc_alone_costs_the_jail) {
  HostFacts facts = ordinary_user();
  facts.proc_mount = EPERM;
  EXPECT_EQ(conclude(facts).tier, Tier::weak);
}

TEST(HostReport, without_filters_there_is_no_tier) {
  HostFacts facts = good_host();
  facts.seccomp_filter = EINVAL;
  const HostReport report = conclude(facts);
  EXPECT_EQ(report.tier, std::nullopt);
  EXPECT_EQ(finding(report, "seccomp_filter").effect, "nothing can be run at all");
}

TEST(HostReport, listener_of_another_supervisor_costs_names_not_strength) {
  HostFacts facts = good_host();
  facts.seccomp_notification = EBUSY;
  const HostReport report = conclude(facts);
  EXPECT_EQ(report.tier, Tier::strong);
  EXPECT_EQ(
      finding(report, "seccomp_notification"),
      (Finding{"seccomp_notification", FindingState::degraded, "Device or resource busy",
               "a denied call ends the run without its name", "start it outside the filter of another supervisor"}));
}

TEST(HostReport, cgroup_that_could_not_be_made_is_reported_with_its_error) {
  HostFacts facts = good_host();
  facts.cgroups = "none";
  facts.cgroup_error = "cannot make the cgroup: Read-only file system";
  const HostReport report = conclude(facts);
  EXPECT_EQ(report.tier, Tier::reduced);
  EXPECT_EQ(finding(report, "cgroup_creation").found, facts.cgroup_error);
}

TEST(HostReport, swap_without_a_limit_is_named) {
  HostFacts facts = good_host();
  facts.swap = true;
  EXPECT_EQ(finding(conclude(facts), "swap_limit").state, FindingState::degraded);
  facts.swap_limited = true;
  EXPECT_EQ(finding(conclude(facts), "swap_limit").state, FindingState::pass);
}

TEST(HostReport, trial_run_has_the_last_word_on_the_tier) {
  HostFacts facts = good_host();
  facts.trial = HostFacts::Trial{Tier::reduced, ""};
  EXPECT_EQ(conclude(facts).tier, Tier::reduced);
  facts.trial = HostFacts::Trial{std::nullopt, "oyer-keeper is not beside oyer"};
  const HostReport report = conclude(facts);
  EXPECT_EQ(report.tier, std::nullopt);
  EXPECT_EQ(finding(report, "trial_run").found, "oyer-keeper is not beside oyer");
}

TEST(HostReport, json_carries_every_field) {
  HostReport report{"6.1.0",
                    "x86_64",
                    2,
                    1_KiB,
                    1000,
                    true,
                    Tier::reduced,
                    {{"proc_mount", FindingState::missing, "Operation not permitted", "no jail", "mend it"}}};
  EXPECT_EQ(json::print(to_json(report)),
            "{\"kernel\":\"6.1.0\",\"machine\":\"x86_64\",\"cpus\":2,\"memory\":1024,\"uid\":1000,\"container\":true,"
            "\"tier\":\"reduced\",\"findings\":[{\"name\":\"proc_mount\",\"state\":\"missing\","
            "\"found\":\"Operation not permitted\",\"effect\":\"no jail\",\"fix\":\"mend it\"}]}");
  report.tier.reset();
  EXPECT_THAT(json::print(to_json(report)), HasSubstr("\"tier\":null"));
}

}  // namespace
}  // namespace oyer::sandbox::detail
