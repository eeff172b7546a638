// The probe on the machine at hand: consistent with itself, and gone without a trace.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/fd.h"
#include "base/file.h"
#include "sandbox/detail/cgroup.h"
#include "sandbox/host.h"

namespace oyer::sandbox {
namespace {

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

std::optional<FindingState> state_of(const HostReport& report, std::string_view name) {
  for (const Finding& one : report.findings) {
    if (one.name == name) return one.state;
  }
  return std::nullopt;
}

TEST(HostProbe, says_the_same_twice) { EXPECT_EQ(probe_host(), probe_host()); }

TEST(HostProbe, leaves_no_mount_descriptor_process_or_cgroup) {
  const Result<std::string> mounts = read_file("/proc/self/mounts");
  const std::size_t descriptors = open_descriptors();
  static_cast<void>(probe_host());
  EXPECT_EQ(*read_file("/proc/self/mounts"), *mounts);
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
  const detail::CgroupHome home = detail::find_cgroup_home().value();
  for (const std::string& folder : home.folders) {
    EXPECT_FALSE(std::filesystem::exists(folder + "/oyer-" + std::to_string(getpid()))) << folder;
  }
}

TEST(HostProbe, names_the_machine_it_runs_on) {
  const HostReport report = probe_host();
  EXPECT_FALSE(report.kernel.empty());
  EXPECT_GE(report.cpus, 1U);
  EXPECT_GT(report.memory, 64_MiB);
  EXPECT_EQ(report.uid, geteuid());
  EXPECT_GE(report.findings.size(), 20U);
}

// What an ordinary user is told, asked in a child that gives root up.
TEST(HostProbe, ordinary_user_gets_no_own_uids_and_never_more_than_root) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to become an ordinary user";
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  Fd in(ends[0]), out(ends[1]);
  const pid_t pid = fork();
  if (pid == 0) {
    if (setgid(65534) != 0 || setuid(65534) != 0) _exit(1);
    const HostReport report = probe_host();
    const bool told = state_of(report, "separate_uid") == FindingState::degraded;
    const char tier = report.tier ? static_cast<char>('0' + static_cast<int>(*report.tier)) : '-';
    const char answer[2] = {told ? 'y' : 'n', tier};
    _exit(write(out.get(), answer, 2) == 2 ? 0 : 1);
  }
  char answer[2] = {};
  ASSERT_EQ(read(in.get(), answer, 2), 2);
  ASSERT_EQ(waitpid(pid, nullptr, 0), pid);
  EXPECT_EQ(answer[0], 'y');
  const HostReport of_root = probe_host();
  ASSERT_TRUE(of_root.tier.has_value());
  EXPECT_GE(answer[1], '0' + static_cast<int>(*of_root.tier));  // strong, reduced, weak
}

}  // namespace
}  // namespace oyer::sandbox
