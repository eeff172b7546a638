// docs/tiers.md: which attacks end differently where no cgroup is in force. Written from what the programs promise in
// their first lines, which the suite holds them to wherever it runs.
#include <cmath>

#include "tests/hostile/program.h"
#include "tests/support/golden.h"

namespace oyer::hostile {
namespace {

constexpr const char* head = R"(# What differs between the tiers

Every program of `tests/hostile/` is run as root, who has cgroup v1 on the machine at hand (tier `strong`), and as an
ordinary user, who has none (tier `reduced`), and must end each time in what its first lines promise. Those are the same
for both but for the programs below.

The reason is always the same. A memory cgroup counts all that a run holds, whoever holds it, and says so when the limit
is reached; without one, RLIMIT_AS bounds the address space of *each process*, which a program sees as a failed
allocation of its own (`MemoryError`, `ENOMEM`) and several processes together can exceed. A pids cgroup counts refused
forks; RLIMIT_NPROC is seen as the program's own `EAGAIN`. CPU time is counted by a cgroup whoever used it; without one
the keeper adds up the clocks of the processes that it sees when it looks.

This page is generated: `./dev golden` writes it, a test holds it current.

| program | what it does | with cgroups | without |
|---|---|---|---|
)";

constexpr const char* tail = R"(
All other programs end alike. `any`: two endings are right, and the program's first lines say why. `cancelled`: the
judge had seen enough and ended a candidate that was still alive. `build`: how the compiler ended, not the program.
)";

std::string cell(const Expectation& one) {
  std::string text = "`" + one.ending + "`";
  if (one.verdict != "none") text += ", " + one.verdict;
  for (const auto& [rule, reward] : one.rewards) text += ", " + rule + " " + std::to_string(std::lround(reward));
  return text;
}

TEST(TierTable, page_lists_what_differs_and_nothing_else) {
  std::string page = head;
  unsigned different = 0;
  for (const HostileProgram& program : read_programs()) {
    if (program.strong == program.reduced) continue;
    ++different;
    const std::string title = program.value("hostile");
    page += "| " + title.substr(0, 3) + " | " + title.substr(4) + " | " + cell(program.strong) + " | " +
            cell(program.reduced) + " |\n";
  }
  page += tail;
  ASSERT_GT(different, 0U);
  test::expect_golden("docs/tiers.md", page);
}

}  // namespace
}  // namespace oyer::hostile
