// Root of a user namespace, as in a container or a pod with users of its own: what a slot's user is there.
#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>

#include <string>

#include "base/file.h"
#include "tests/sandbox/jail_support.h"

namespace oyer::sandbox::testing {
namespace {

// Tier, whether slots have users of their own, and the candidate's id, as a jail of the calling process has them.
std::string see_jail() {
  JailSpec spec;
  spec.use_cgroups = false;
  Result<std::unique_ptr<Jail>> jail = Jail::open(spec);
  if (!jail.has_value()) return to_string(jail.error());
  const Containment& held = (*jail)->containment();
  Result<Execution> execution = (*jail)->run(python_command("import os; print(os.getuid())"), {});
  if (!execution.has_value()) return to_string(execution.error());
  return std::string(name_of(held.tier)) + (held.distinct_uid ? " own " : " shared ") + execution->out.bytes;
}

// The same, seen by root of a new user namespace with these lines as its maps. Only a parent may write such maps.
std::string see_jail_as_root_of(const std::string& map) {
  int ready[2], mapped[2], answer[2];
  if (::pipe(ready) != 0 || ::pipe(mapped) != 0 || ::pipe(answer) != 0) return "no pipes";
  const pid_t pid = ::fork();
  if (pid == 0) {
    char byte = 0;
    if (::unshare(CLONE_NEWUSER) != 0) ::_exit(1);
    static_cast<void>(::write(ready[1], "x", 1));
    static_cast<void>(::read(mapped[0], &byte, 1));
    if (::setresgid(0, 0, 0) != 0 || ::setresuid(0, 0, 0) != 0) ::_exit(2);
    ::_exit(write_all(answer[1], see_jail()).has_value() ? 0 : 3);
  }
  char byte = 0;
  ::close(ready[1]);  // the child's alone: it may end before it is ready
  static_cast<void>(::read(ready[0], &byte, 1));
  const std::string process = "/proc/" + std::to_string(pid);
  for (const char* name : {"/uid_map", "/gid_map"}) {
    const Fd file(::open((process + name).c_str(), O_WRONLY | O_CLOEXEC));
    EXPECT_TRUE(write_all(file.get(), map).has_value()) << name;
  }
  static_cast<void>(::write(mapped[1], "x", 1));
  int status = 0;
  ::waitpid(pid, &status, 0);
  for (const int fd : {ready[0], mapped[0], mapped[1], answer[1]}) ::close(fd);
  char text[4096];
  const Fd end(answer[0]);
  const ssize_t n = ::read(end.get(), text, sizeof text);
  return n > 0 ? std::string(text, static_cast<std::size_t>(n)) : "status " + std::to_string(status);
}

class UserMap : public ::testing::Test {
#if defined(__SANITIZE_THREAD__)
  void SetUp() override {
    GTEST_SKIP() << "ThreadSanitizer has a thread of its own, and no process with two may enter a user namespace";
  }
#endif
};

TEST_F(UserMap, slots_of_a_container_have_users_of_its_own_range) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may map more than itself";
  const std::string seen = see_jail_as_root_of("0 100000 65536");
  ASSERT_EQ(seen.rfind("reduced own ", 0), 0U) << seen;
  const int uid = std::stoi(seen.substr(12));
  EXPECT_GE(uid, 16384);
  EXPECT_LT(uid, 65536);
}

TEST_F(UserMap, root_who_is_the_only_user_is_an_ordinary_one) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may write maps for another process without more ado";
  EXPECT_EQ(see_jail_as_root_of("0 100000 1"), "reduced shared 1000\n");
}

}  // namespace
}  // namespace oyer::sandbox::testing
