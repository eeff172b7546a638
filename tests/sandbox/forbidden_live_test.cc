// A host that forbids namespaces, as unprivileged containers do: here a filter around the test's own child refuses what
// a keeper needs. Runs are then refused, not weakened, and the report says what to ask for.
#include <gmock/gmock.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cstddef>
#include <functional>
#include <string>

#include "base/file.h"
#include "sandbox/host.h"
#include "tests/sandbox/jail_support.h"

namespace oyer::sandbox::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint32_t namespaces =
    CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWUSER | CLONE_NEWCGROUP;

// EPERM for unshare, setns, mount, clone with a namespace flag; ENOSYS for clone3, whose flags no filter sees: what the
// default profiles of container engines say.
bool forbid_namespaces() {
  const auto call = static_cast<std::uint32_t>(offsetof(seccomp_data, nr));
  const auto flags = static_cast<std::uint32_t>(offsetof(seccomp_data, args));
  const sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, call),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 7, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_setns, 6, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mount, 5, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 5, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 2),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, flags),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, namespaces, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
  };
  const sock_fprog program{std::size(code), const_cast<sock_filter*>(code)};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

// What `ask` says in a process in which namespaces are forbidden.
std::string where_forbidden(const std::function<std::string()>& ask) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (!forbid_namespaces()) ::_exit(1);
    ::_exit(write_all(ends[1], ask()).has_value() ? 0 : 2);
  }
  ::close(ends[1]);
  const Fd end(ends[0]);
  std::string text;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(end.get(), buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(n));
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status == 0 ? text : "status " + std::to_string(status) + ": " + text;
}

TEST(Forbidden, jail_is_refused_with_the_reason_and_the_way_out) {
  const std::string said = where_forbidden([] {
    const Result<std::unique_ptr<Jail>> jail = Jail::open({});
    return jail.has_value() ? std::string("opened")
                            : std::string(name_of(jail.error().kind)) + ": " + to_string(jail.error());
  });
  EXPECT_EQ(said.rfind("host: ", 0), 0U) << said;
  EXPECT_THAT(said, HasSubstr("cannot make the keeper's namespaces"));
  EXPECT_THAT(said, HasSubstr("`oyer doctor`"));
  EXPECT_THAT(said, HasSubstr("Operation not permitted"));
}

TEST(Forbidden, report_names_the_lack_and_what_mends_it) {
  const std::string said = where_forbidden([] { return json::print(json::value(to_json(probe_host()))); });
  const Result<json::value> report = json::parse(said);
  ASSERT_TRUE(report.has_value()) << said;
  EXPECT_EQ(report->at("tier"), json::value("weak"));
  unsigned missing = 0;
  for (const json::value& finding : report->at("findings").as_array()) {
    const std::string name(finding.at("name").as_string());
    if (name.find("_namespace") == std::string::npos || finding.at("state") != json::value("missing")) continue;
    ++missing;
    EXPECT_EQ(finding.at("found"), json::value("Operation not permitted")) << name;
    EXPECT_NE(finding.at("fix"), json::value("")) << name;
  }
  EXPECT_GE(missing, 6U) << said;
}

TEST(Forbidden, nothing_is_run_by_a_host_report_with_a_trial) {
  const std::string said = where_forbidden([] { return json::print(json::value(to_json(probe_host({JailSpec{}})))); });
  const Result<json::value> report = json::parse(said);
  ASSERT_TRUE(report.has_value()) << said;
  EXPECT_TRUE(report->at("tier").is_null()) << "no tier can be started";
}

}  // namespace
}  // namespace oyer::sandbox::testing
