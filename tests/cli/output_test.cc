#include "cli/output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "base/fd.h"
#include "tests/support/temporary_folder.h"

namespace oyer::cli {
namespace {

TEST(Output, text_arrives_in_order) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "out";
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT, 0600));
  {
    Output output(file.get());
    output.write("one ");
    output.write(std::string(100'000, 'x'));
    output.write(" two");
    EXPECT_TRUE(output.finish().has_value());
  }
  EXPECT_EQ(test::bytes_of(path), "one " + std::string(100'000, 'x') + " two");
}

TEST(Output, reader_that_went_away_is_no_failure) {
  ::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const Fd writer(ends[1]);
  ::close(ends[0]);
  Output output(writer.get());
  output.write("x");
  output.flush();
  EXPECT_TRUE(output.closed());
  EXPECT_TRUE(output.finish().has_value());
}

TEST(Output, full_disk_is_a_failure_that_is_kept) {
  const Fd full(::open("/dev/full", O_WRONLY));
  ASSERT_TRUE(full);
  Output output(full.get());
  output.write("x");
  const Status status = output.finish();
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().os_errno, ENOSPC);
}

TEST(Printable, nothing_in_it_moves_a_terminals_cursor) {
  EXPECT_EQ(printable("plain text, ünïcode ✓"), "plain text, ünïcode ✓");
  EXPECT_EQ(printable("a\x1b[2Jb\rc\nd\te"), "a?[2Jb?c?d?e");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "?31m");
  EXPECT_EQ(printable("bad \xff\xfe bytes"), "bad ?? bytes");
  EXPECT_EQ(printable(std::string("nul\0", 4)), "nul?");
}

}  // namespace
}  // namespace oyer::cli
