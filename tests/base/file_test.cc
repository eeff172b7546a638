#include "base/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "base/fd.h"
#include "tests/support/result.h"
#include "tests/support/temporary_folder.h"

namespace oyer {
namespace {

using test::bytes_of;
using test::outcome_of;
using test::TemporaryFolder;

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

TEST(File, what_is_written_is_read) {
  const TemporaryFolder folder;
  const std::string bytes("a\0\xff\n", 4);
  const auto path = folder.path() / "f";
  EXPECT_EQ(outcome_of(write_file(path, bytes)), "ok");
  EXPECT_EQ(*read_file(path), bytes);
  EXPECT_EQ(outcome_of(write_file(path, "")), "ok");
  EXPECT_EQ(*read_file(path), "");
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"f"});
}

TEST(File, files_without_a_size_are_read_whole) { EXPECT_EQ(read_file("/proc/self/comm")->back(), '\n'); }

TEST(File, a_missing_file_a_folder_and_a_large_file_are_three_different_errors) {
  const TemporaryFolder folder;
  const std::string name = folder.path();
  EXPECT_EQ(outcome_of(read_file(folder.path() / "no")), "not_found: " + name + "/no: no such file");
  EXPECT_EQ(outcome_of(read_file(folder.path())), "invalid_input: " + name + " is a directory, not a file");
  EXPECT_EQ(outcome_of(read_file(folder.write("big", "12345"), 4)),
            "invalid_input: " + name + "/big is larger than 4 bytes");
  EXPECT_EQ(*read_file(folder.path() / "big", 5), "12345");
}

TEST(File, a_file_below_a_file_is_a_host_error_that_names_it) {
  const TemporaryFolder folder;
  const std::string path = folder.write("f", "") / "below";
  EXPECT_EQ(outcome_of(read_file(path)), "host: cannot open " + path + ": Not a directory");
  EXPECT_EQ(outcome_of(write_file(path, "x")).substr(0, 26 + path.size()), "host: cannot create " + path + ".parti");
}

TEST(File, a_failed_write_keeps_the_old_bytes_and_leaves_nothing_behind) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "taken" / "inside");
  EXPECT_EQ(outcome_of(write_file(folder.path() / "taken", "x")),
            "host: cannot write " + (folder.path() / "taken").string() + ": Is a directory");
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"taken"});
}

TEST(File, a_reader_sees_the_old_file_or_the_new_one_and_no_mixture) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "f";
  const std::string a(100'000, 'a');
  const std::string b(100'000, 'b');
  ASSERT_EQ(outcome_of(write_file(path, a)), "ok");
  std::jthread writer([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (!write_file(path, b).has_value() || !write_file(path, a).has_value()) std::abort();
    }
  });
  for (int i = 0; i < 200; ++i) {
    const auto seen = read_file(path);
    ASSERT_EQ(outcome_of(seen), "ok");
    ASSERT_TRUE(*seen == a || *seen == b);
  }
}

TEST(File, write_all_writes_more_than_a_pipe_holds) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const Fd reader(ends[0]);
  Fd writer(ends[1]);
  std::string received;
  std::jthread drain([&] {
    char buffer[4096];
    for (ssize_t n = 0; (n = ::read(reader.get(), buffer, sizeof buffer)) > 0;) {
      received.append(buffer, static_cast<std::size_t>(n));
    }
  });
  const std::string sent(1'000'000, 'x');
  EXPECT_EQ(outcome_of(write_all(writer.get(), sent)), "ok");
  writer.reset();
  drain.join();
  EXPECT_EQ(received, sent);
}

TEST(File, write_all_tells_when_nobody_can_be_written_to) {
  EXPECT_EQ(outcome_of(write_all(-1, "x")), "host: cannot write: Bad file descriptor");
}

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

TEST(Fd, is_closed_by_its_last_owner_once) {
  Fd first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int number = first.get();
  ASSERT_TRUE(is_open(number));
  Fd second(std::move(first));
  EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): the moved-from state is what is tested
  EXPECT_EQ(second.get(), number);
  Fd third;
  third = std::move(second);
  EXPECT_TRUE(is_open(number));
  third.reset();
  EXPECT_FALSE(is_open(number));
}

TEST(Fd, released_descriptors_stay_open) {
  int number = -1;
  {
    Fd owner(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    number = owner.release();
  }
  EXPECT_TRUE(is_open(number));
  ::close(number);
}

}  // namespace
}  // namespace oyer
