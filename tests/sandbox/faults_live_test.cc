// Each system call of a keeper fails once, at every place where it is made: the run that meets it ends in an Error of
// the host's or as if nothing had happened, never in a verdict; the next run is healthy; nothing is left on the host.
//
// A sweep counts the calls of one kind that a jail makes from its opening to its end, then repeats that life with the
// first of them failing, the second, and so on. Without OYER_SOAK a few places of each sweep are tried; with it, all.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "tests/hostile/host_state.h"
#include "tests/sandbox/fault_plan.h"
#include "tests/sandbox/jail_support.h"
#include "tests/support/temporary_folder.h"

namespace oyer::sandbox::testing {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

constexpr std::uint32_t patience_ms = 40'000;  // the longest a keeper waits for anybody is 20 s

// A program with a stdin, a file and limits of its own: every step of a run is taken.
Command command() {
  Command command;
  command.argv = {"/bin/cat", "-", "file"};
  command.stdin_bytes = "from stdin\n";
  command.files = {{"file", "from a file\n", false}};
  command.limits = short_limits();
  return command;
}

// What came of one life of a jail: the first Error, or a complaint about anything that is neither right nor an Error.
struct Life {
  std::optional<Error> error;
  std::string complaint;
  std::optional<Containment> containment;
  bool healthy() const { return !error.has_value() && complaint.empty(); }
  std::string text() const {
    return complaint + (error.has_value() ? (complaint.empty() ? "" : "; ") + to_string(*error) : "");
  }
};

class Living {
 public:
  explicit Living(Life& life) : life_(life) {}

  std::unique_ptr<Jail> open(const JailSpec& spec) {
    Result<std::unique_ptr<Jail>> jail = Jail::open(spec);
    if (!jail.has_value()) {
      note(jail.error());
      return nullptr;
    }
    life_.containment = (*jail)->containment();
    return std::move(*jail);
  }

  void use(Jail& jail) {
    const Result<Zygote> zygote = jail.start_zygote(testing::zygote_spec());
    if (!zygote.has_value()) note(zygote.error());
    judge(jail.run(command(), {}), "from stdin\nfrom a file\n");
    if (!zygote.has_value()) return;
    for (int i = 0; i < 2; ++i) {
      SpawnRequest request;
      request.payload = "import sys; print('warm', sys.stdin.read())";
      request.stdin_bytes = "in";
      request.limits = short_limits();
      const Result<Child> child = jail.spawn(*zygote, std::move(request));
      if (!child.has_value()) {
        note(child.error());
        continue;
      }
      const Result<bool> ended = jail.wait(*child, -1, {});
      if (!ended.has_value()) note(ended.error());
      judge(jail.finish(*child), "warm in\n");
    }
  }

 private:
  void note(const Error& error) {
    if (error.kind != Error::Kind::host) life_.complaint += "error of kind " + std::string(name_of(error.kind)) + "; ";
    if (!life_.error.has_value()) life_.error = error;
  }
  void judge(const Result<Execution>& execution, const std::string& expected) {
    if (!execution.has_value()) return note(execution.error());
    if (execution->ending == Ending(Exited{0}) && execution->out.bytes == expected && execution->err.bytes.empty()) {
      return;
    }
    life_.complaint += "verdict: " + describe(execution->ending) + ", stdout '" + execution->out.bytes + "', stderr '" +
                       execution->err.bytes + "'; ";
  }
  Life& life_;
};

bool soaking() { return std::getenv("OYER_SOAK") != nullptr; }

struct Sweep {
  FaultKind kind;
  const char* name;
  std::vector<int> errors;
};

class FaultTest : public ::testing::TestWithParam<Sweep> {
 protected:
  void SetUp() override {
    // Whoever loses its parent becomes ours and is seen.
    ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
    const fs::path build = OYER_BUILD_DIR;
    fs::create_symlink(build / "oyer-fault-keeper", folder_.path() / "oyer-keeper");
    fs::create_symlink(build / "liboyer_seal.so", folder_.path() / "liboyer_seal.so");
    plan_ = map_plan((folder_.path() / fault_plan_name).string(), true);
    ASSERT_NE(plan_, nullptr);
    (build / "oyer-keeper").string().copy(plan_->keeper, sizeof plan_->keeper - 1);
    struct stat program {};
    ASSERT_EQ(::stat(python, &program), 0);
    plan_->interpreter = program.st_ino;
    plan_->patience_ms = patience_ms;
    faulty_.programs = folder_.path();
    faulty_.user_notification = false;
    sound_.user_notification = false;
  }

  void arm(FaultKind kind, std::uint32_t nth, int error, bool lasting) {
    plan_->kind = kind;
    plan_->nth = nth;
    plan_->error = error;
    plan_->lasting = lasting ? 1 : 0;
    plan_->reached = plan_->fired = plan_->hung = plan_->outlived = 0;
  }
  // How many calls of the kind a life makes that meets no fault.
  std::uint32_t count(bool cgroups) {
    faulty_.use_cgroups = sound_.use_cgroups = cgroups;
    usual_.reset();
    arm(GetParam().kind, 0, 0, false);
    live("counting");
    return calls_;
  }
  void disarm() {
    plan_->nth = 0;
    calls_ = plan_->reached;
  }

  // One life under the armed fault, and the check of what must hold whatever happened. Returns whether it fired.
  bool live(const std::string& what) {
    const hostile::HostState before = hostile::HostState::now();
    const std::size_t descriptors = hostile::descriptors_of(::getpid());
    const auto start = Steady::now();
    Life life, next;
    {
      Living living(life);
      std::unique_ptr<Jail> jail = living.open(faulty_);
      if (jail != nullptr) living.use(*jail);
      disarm();
      if (jail == nullptr || jail->broken()) jail = Living(next).open(sound_);
      if (jail != nullptr) Living(next).use(*jail);
    }
    const std::string place = what + ": " + (plan_->fired > 0 ? plan_->call : "did not fire") + ": " + life.text();
    EXPECT_EQ(life.complaint, "") << place;
    // A want that passes must not let two runs differ in what holds them.
    for (const auto& held : {life.containment, next.containment}) {
      if (!usual_.has_value()) usual_ = held;
      EXPECT_TRUE(!held.has_value() || *held == *usual_) << place << "\n"
                                                         << json::print(to_json(held.value_or(*usual_)));
    }
    EXPECT_TRUE(next.healthy()) << place << "\nthe next run: " << next.text();
    EXPECT_EQ(plan_->hung, 0U) << place;
    EXPECT_EQ(plan_->outlived, 0U) << place;
    EXPECT_EQ(hostile::leftover_processes(2000), "") << place;
    EXPECT_EQ(hostile::HostState::now().new_since(before), "") << place;
    EXPECT_EQ(hostile::descriptors_of(::getpid()), descriptors) << place;
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - start);
    EXPECT_LT(took.count(), patience_ms / 4) << place;
    if (std::getenv("OYER_FAULTS_SHOW") != nullptr) std::printf("%5ld ms %s\n", took.count(), place.c_str());
    return plan_->fired > 0;
  }

  test::TemporaryFolder folder_;
  FaultPlan* plan_ = nullptr;
  std::optional<Containment> usual_;  // of a jail that meets no fault
  std::uint32_t calls_ = 0;           // of the kind, in the last life
  JailSpec faulty_, sound_;
};

TEST_P(FaultTest, every_call_may_fail) {
  const Sweep& sweep = GetParam();
  for (const bool cgroups : {true, false}) {
    const std::uint32_t calls = count(cgroups);
    ASSERT_GT(calls, 0U) << "nothing of this kind is called: the sweep would prove nothing";
    const std::uint32_t step = soaking() ? 1 : std::max(1U, calls / 2);
    for (const int error : sweep.errors) {
      for (std::uint32_t nth = 1 + step / 3;; nth += step) {
        arm(sweep.kind, nth, error, false);
        const std::string what = std::string(sweep.name) + " " + std::to_string(nth) + " of " + std::to_string(calls) +
                                 (cgroups ? "" : " without cgroups") + " fails with errno " + std::to_string(error);
        if (!live(what)) break;
        if (HasFatalFailure()) return;
      }
    }
  }
}

// A want that lasts until the next run: what cleans up after the first failure meets it, too.
TEST_P(FaultTest, all_calls_from_one_on_may_fail) {
  const Sweep& sweep = GetParam();
  const std::uint32_t calls = count(true);
  ASSERT_GT(calls, 0U);
  const std::uint32_t step = soaking() ? 1 + calls / 20 : std::max(1U, calls - 1);
  for (std::uint32_t nth = 1 + step / 2; nth <= calls; nth += step) {
    // A call that is interrupted each time is made again each time.
    const int error = sweep.errors.front();
    if (error == EINTR) continue;
    arm(sweep.kind, nth, error, true);
    live(std::string(sweep.name) + " " + std::to_string(nth) + " of " + std::to_string(calls) +
         " and all that follow fail with errno " + std::to_string(error));
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(
    , FaultTest,
    ::testing::Values(Sweep{FaultKind::fork, "fork", {EAGAIN}}, Sweep{FaultKind::exec, "exec", {ENOMEM}},
                      Sweep{FaultKind::place, "place", {ENOMEM}}, Sweep{FaultKind::mount, "mount", {ENOMEM}},
                      Sweep{FaultKind::pipe, "pipe", {EMFILE}}, Sweep{FaultKind::memory, "memory", {ENOMEM}},
                      Sweep{FaultKind::socket, "socket", {EMFILE}}, Sweep{FaultKind::send, "send", {ENOBUFS, EINTR}},
                      Sweep{FaultKind::receive, "receive", {ENOMEM, EINTR}},
                      Sweep{FaultKind::write, "write", {ENOSPC, EINTR}},
                      Sweep{FaultKind::read, "read", {ENOMEM, EINTR}}, Sweep{FaultKind::open, "open", {EMFILE}},
                      Sweep{FaultKind::folder, "folder", {ENOSPC}}, Sweep{FaultKind::confine, "confine", {ENOMEM}},
                      Sweep{FaultKind::descriptor, "descriptor", {EMFILE}}, Sweep{FaultKind::wait, "wait", {EINTR}}),
    [](const auto& sweep) { return sweep.param.name; });

// The engine's side of the same: it has hardly a descriptor left while it opens and uses a jail.
TEST(EngineFaultTest, engine_without_descriptors_gets_errors_and_goes_on) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
  const std::size_t descriptors = hostile::descriptors_of(::getpid());
  const hostile::HostState before = hostile::HostState::now();
  rlimit usual{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &usual), 0);
  unsigned refused = 0;
  for (rlim_t spare = 0;; ++spare) {
    Life life, next;
    {
      Living living(life);
      // The listing's own descriptor is among those counted.
      const rlimit tight{descriptors - 1 + spare, usual.rlim_max};
      ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
      std::unique_ptr<Jail> jail = living.open({});
      if (jail != nullptr) living.use(*jail);
      ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &usual), 0);
      if (jail == nullptr || jail->broken()) jail = Living(next).open({});
      if (jail != nullptr) Living(next).use(*jail);
    }
    const std::string place = std::to_string(spare) + " spare descriptors: " + life.text();
    EXPECT_EQ(life.complaint, "") << place;
    EXPECT_TRUE(next.healthy()) << place << "\nthe next run: " << next.text();
    EXPECT_EQ(hostile::descriptors_of(::getpid()), descriptors) << place;
    if (life.healthy()) break;
    ++refused;
    ASSERT_LT(spare, 64U) << place;
  }
  EXPECT_GT(refused, 0U) << "the limit was never felt";
  EXPECT_EQ(hostile::leftover_processes(2000), "");
  EXPECT_EQ(hostile::HostState::now().new_since(before), "");
}

}  // namespace
}  // namespace oyer::sandbox::testing
