#include "datasets/store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <vector>

#include "base/fd.h"
#include "tests/datasets/scratch.h"

namespace {
int syncs = 0;
}  // namespace

// SQLite's shared library finds these before the C library's.
extern "C" int fdatasync(int fd) {
  ++syncs;
  return static_cast<int>(::syscall(SYS_fdatasync, fd));
}
extern "C" int fsync(int fd) {
  ++syncs;
  return static_cast<int>(::syscall(SYS_fsync, fd));
}

namespace oyer::datasets {
namespace {

using ::testing::HasSubstr;

Row row(const std::string& kind, int number) {
  return {kind, sha256(std::to_string(number)), "{\"n\":" + std::to_string(number) + "}"};
}

std::vector<Row> rows_of(const Store& store, std::string_view kind = "", std::uint64_t from = 1) {
  std::vector<Row> rows;
  const Status status = store.scan(kind, from, [&](const StoredRow& stored) {
    rows.push_back(stored.row);
    return true;
  });
  EXPECT_TRUE(status.has_value()) << to_string(status.error());
  return rows;
}

Store must_open(const std::filesystem::path& path, Store::Mode mode = Store::Mode::read_write) {
  Result<Store> store = Store::open(path, mode);
  if (!store.has_value()) throw std::runtime_error(to_string(store.error()));
  return std::move(*store);
}

Error why_not(const std::filesystem::path& path, Store::Mode mode = Store::Mode::read_write) {
  const Result<Store> store = Store::open(path, mode, Millis(50));
  if (store.has_value()) throw std::runtime_error("opened");
  return store.error();
}

TEST(Store, rows_come_back_in_order_with_numbers_from_one) {
  const Scratch scratch;
  Store store = must_open(scratch.at("log"));
  EXPECT_EQ(store.last_seq().value(), 0U);
  EXPECT_EQ(store.append(std::vector<Row>{row("task", 1), row("grade", 2)}).value(), 1U);
  EXPECT_EQ(store.append(std::vector<Row>{row("task", 3)}).value(), 3U);
  EXPECT_EQ(store.append({}).value(), 4U);
  EXPECT_EQ(store.last_seq().value(), 3U);
  EXPECT_EQ(rows_of(store), (std::vector<Row>{row("task", 1), row("grade", 2), row("task", 3)}));
  EXPECT_EQ(rows_of(store, "task"), (std::vector<Row>{row("task", 1), row("task", 3)}));
  EXPECT_EQ(rows_of(store, "task", 2), (std::vector<Row>{row("task", 3)}));
  EXPECT_TRUE(store.verify().has_value());
}

TEST(Store, find_gives_the_latest_row_of_kind_and_key) {
  const Scratch scratch;
  Store store = must_open(scratch.at("log"));
  const Row again{"grade", row("grade", 1).key, "{\"n\":\"again\"}"};
  ASSERT_TRUE(store.append(std::vector<Row>{row("grade", 1), row("task", 1), again}).has_value());
  const auto found = store.find("grade", again.key).value();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->row, again);
  EXPECT_EQ(found->seq, 3U);
  EXPECT_THAT(found->created, ::testing::MatchesRegex("20..-..-..T..:..:..\\....Z"));
  EXPECT_FALSE(store.find("record", again.key).value().has_value());
  EXPECT_FALSE(store.find("grade", sha256("other")).value().has_value());
}

TEST(Store, skim_tells_what_scan_tells_until_it_is_told_to_stop) {
  const Scratch scratch;
  Store store = must_open(scratch.at("log"));
  const std::vector<Row> rows{
      row("grade", 1), {"task", sha256("key"), "{\"a\":NaN,\"b\":\"\\u0000é\"}"}, row("grade", 3)};
  ASSERT_TRUE(store.append(rows).has_value());
  std::vector<std::tuple<std::uint64_t, std::string, std::string>> seen;
  const auto visit = [&](std::uint64_t seq, std::string_view kind, const Store::Body& body) {
    seen.emplace_back(seq, kind, body());
    return seq < 2;
  };
  ASSERT_TRUE(store.skim(visit).has_value());
  EXPECT_EQ(seen, (decltype(seen){{1, "grade", rows[0].body}, {2, "task", rows[1].body}}));
}

TEST(Store, scan_stops_when_told) {
  const Scratch scratch;
  Store store = must_open(scratch.at("log"));
  ASSERT_TRUE(store.append(std::vector<Row>{row("a", 1), row("a", 2), row("a", 3)}).has_value());
  int seen = 0;
  ASSERT_TRUE(store.scan("a", 1, [&](const StoredRow&) { return ++seen < 2; }).has_value());
  EXPECT_EQ(seen, 2);
}

TEST(Store, bodies_and_kinds_keep_their_bytes) {
  const Scratch scratch;
  const Row odd{"caf\xC3\xA9", sha256(""), "{ \"text\" : \"\\u0000 \xF0\x9F\x98\x80 '; DROP TABLE log\" }"};
  const Row wide{"task", sha256("wide"), "[NaN, -Infinity, 123456789012345678901234567890]"};
  {
    Store store = must_open(scratch.at("log"));
    ASSERT_TRUE(store.append(std::vector<Row>{odd, wide}).has_value());
  }
  EXPECT_EQ(rows_of(must_open(scratch.at("log"))), (std::vector<Row>{odd, wide}));
}

TEST(Store, refused_batch_leaves_nothing_and_the_store_usable) {
  const Scratch scratch;
  Store store = must_open(scratch.at("log"));
  const Row not_json{"grade", sha256("x"), "{"};
  const Row no_kind{"", sha256("x"), "{}"};
  for (const Row& bad : {not_json, no_kind}) {
    const auto refused = store.append(std::vector<Row>{row("grade", 1), bad});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, Error::Kind::invalid_input);
    EXPECT_THAT(refused.error().what, HasSubstr("its kind must not be empty and its body must be JSON"));
  }
  EXPECT_EQ(store.append(std::vector<Row>{row("grade", 2)}).value(), 1U);
  EXPECT_EQ(rows_of(store), std::vector<Row>{row("grade", 2)});
}

TEST(Store, every_acknowledged_batch_was_synced_to_the_disk) {
  const Scratch scratch;
  Store store = must_open(scratch.at("log"));
  for (int batch = 0; batch < 3; ++batch) {
    const int before = syncs;
    ASSERT_TRUE(store.append(std::vector<Row>{row("grade", 1), row("grade", 2)}).has_value());
    EXPECT_GT(syncs, before);
  }
}

TEST(Store, two_writers_share_one_gap_free_count) {
  const Scratch scratch;
  Store first = must_open(scratch.at("log"));
  Store second = must_open(scratch.at("log"));
  EXPECT_EQ(first.append(std::vector<Row>{row("a", 1)}).value(), 1U);
  EXPECT_EQ(second.append(std::vector<Row>{row("b", 2), row("b", 3)}).value(), 2U);
  EXPECT_EQ(first.append(std::vector<Row>{row("a", 4)}).value(), 4U);
  EXPECT_EQ(rows_of(first), (std::vector<Row>{row("a", 1), row("b", 2), row("b", 3), row("a", 4)}));
  EXPECT_TRUE(second.verify().has_value());
}

// ---- what a killed writer leaves ---------------------------------------------------------------------------------

// Appends batches of three until killed, and tells the last number of each on `out` once it is acknowledged.
[[noreturn]] void write_forever(const std::filesystem::path& path, int out) {
  Result<Store> store = Store::open(path);
  if (!store.has_value()) ::_exit(1);
  for (int n = 1;; n += 3) {
    const std::vector<Row> batch{row("grade", n), row("grade", n + 1), row("grade", n + 2)};
    if (!store->append(batch).has_value()) ::_exit(2);
    const std::uint64_t last = static_cast<std::uint64_t>(n) + 2;
    if (::write(out, &last, sizeof last) != sizeof last) ::_exit(3);
  }
}

TEST(Store, acknowledged_rows_survive_kill_9_of_the_writer) {
  const Scratch scratch;
  std::uint64_t floor = 0;
  for (int round = 0; round < 5; ++round) {
    const std::filesystem::path path = scratch.at("log" + std::to_string(round));
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t writer = ::fork();
    if (writer == 0) write_forever(path, ends[1]);
    ::close(ends[1]);
    std::uint64_t acknowledged = 0;
    for (int acks = 0; acks < 3 + 11 * round; ++acks) {
      ASSERT_EQ(::read(ends[0], &acknowledged, sizeof acknowledged), static_cast<ssize_t>(sizeof acknowledged));
    }
    ::kill(writer, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(writer, &status, 0), writer);
    ASSERT_TRUE(WIFSIGNALED(status));
    while (::read(ends[0], &acknowledged, sizeof acknowledged) == static_cast<ssize_t>(sizeof acknowledged)) {
    }
    ::close(ends[0]);

    Store store = must_open(path);
    ASSERT_TRUE(store.verify().has_value());
    const std::vector<Row> rows = rows_of(store);
    EXPECT_GE(rows.size(), acknowledged);
    EXPECT_EQ(rows.size() % 3, 0U) << "a batch is on disk whole or not at all";
    for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(rows[i], row("grade", static_cast<int>(i) + 1));
    EXPECT_EQ(store.append(std::vector<Row>{row("after", 0)}).value(), rows.size() + 1);
    floor += acknowledged;
  }
  EXPECT_GE(floor, 3U * (3 + 14 + 25 + 36 + 47));
}

// ---- damaged, foreign and newer files ----------------------------------------------------------------------------

std::string bytes_of(const std::filesystem::path& path) { return read_file(path).value(); }

// Changes one byte of a closed file.
void patch(const std::filesystem::path& path, std::size_t offset, char byte) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(offset));
  file.put(byte);
}

std::filesystem::path three_rows(const Scratch& scratch) {
  Store store = must_open(scratch.at("log"));
  EXPECT_TRUE(store.append(std::vector<Row>{row("grade", 1), row("grade", 2), row("grade", 3)}).has_value());
  return scratch.at("log");
}

TEST(Store, changed_last_row_is_found_at_open) {
  const Scratch scratch;
  const auto path = three_rows(scratch);
  patch(path, bytes_of(path).find("{\"n\":3}") + 5, '4');
  const Error error = why_not(path);
  EXPECT_EQ(error.kind, Error::Kind::corrupt);
  EXPECT_EQ(error.what, path.string() + ": row 3 does not match its digest; keep the log aside and begin a new one");
}

TEST(Store, changed_earlier_row_is_found_by_verify) {
  const Scratch scratch;
  const auto path = three_rows(scratch);
  patch(path, bytes_of(path).find("{\"n\":1}") + 5, '7');
  const Status status = must_open(path).verify();
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().kind, Error::Kind::corrupt);
  EXPECT_THAT(status.error().what, HasSubstr("row 1 does not match its digest"));
}

TEST(Store, gap_in_the_numbers_is_found_at_open) {
  const Scratch scratch;
  const auto path = three_rows(scratch);
  // The record header of the last row, by SQLite's file format: its own length, then the serial type of each column
  // (NULL for the row number, text of 5, blob of 32, text of 24, text of 7, blob of 32). The row number stands before.
  const std::string header{7, 0, 13 + 2 * 5, 12 + 2 * 32, 13 + 2 * 24, 13 + 2 * 7, 12 + 2 * 32};
  const std::string bytes = bytes_of(path);
  for (std::size_t at = bytes.find(header); at != std::string::npos; at = bytes.find(header, at + 1)) {
    if (bytes[at - 1] == 3) patch(path, at - 1, 5);
  }
  const Error error = why_not(path);
  EXPECT_EQ(error.kind, Error::Kind::corrupt);
  EXPECT_THAT(error.what, HasSubstr("the log has 3 rows but ends at number 5"));
}

TEST(Store, overwritten_pages_are_corrupt_not_a_crash) {
  const Scratch scratch;
  const auto path = three_rows(scratch);
  std::string bytes = bytes_of(path);
  for (std::size_t i = 100; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7919U);
  scratch.file("log", bytes);
  EXPECT_EQ(why_not(path).kind, Error::Kind::corrupt);
}

TEST(Store, log_cut_short_is_corrupt_wherever_it_is_cut) {
  const Scratch scratch;
  const std::string bytes = bytes_of(three_rows(scratch));
  for (std::size_t size = 512; size < bytes.size(); size += 1024) {
    const auto path = scratch.file("cut" + std::to_string(size), bytes.substr(0, size));
    const Result<Store> store = Store::open(path);
    // A cut within the last page may be out of open()'s sight.
    const Status status = store.has_value() ? store->verify() : Status(fail(store.error()));
    ASSERT_FALSE(status.has_value()) << size;
    EXPECT_EQ(status.error().kind, Error::Kind::corrupt) << size << ": " << status.error().what;
    EXPECT_TRUE(!store.has_value() || size + 4096 > bytes.size()) << size;
    EXPECT_EQ(bytes_of(path), bytes.substr(0, size)) << "the rest of the rows may still be saved from it";
  }
}

TEST(Store, file_of_a_newer_version_is_unsupported) {
  const Scratch scratch;
  const auto path = three_rows(scratch);
  patch(path, 63, 9);  // user_version, big endian, at 60
  const Error error = why_not(path);
  EXPECT_EQ(error.kind, Error::Kind::unsupported);
  EXPECT_EQ(error.what, path.string() + ": written by a newer Oyer (log version 9, this one reads 1); use that Oyer");
}

TEST(Store, foreign_files_are_refused_and_left_alone) {
  const Scratch scratch;
  const auto text = scratch.file("text", std::string(4096, 'x'));
  EXPECT_EQ(why_not(text).kind, Error::Kind::invalid_input);
  EXPECT_EQ(bytes_of(text), std::string(4096, 'x'));
  const auto note = scratch.file("note", "do not lose me");
  EXPECT_EQ(why_not(note).what, note.string() + ": not an Oyer log; name another file");
  EXPECT_EQ(bytes_of(note), "do not lose me");
  const auto other = three_rows(scratch);
  patch(other, 68, 'X');  // application_id
  patch(other, 18, 1);    // not in WAL mode, for writing
  patch(other, 19, 1);    // and for reading
  const std::string before = bytes_of(other);
  EXPECT_EQ(why_not(other).what, other.string() + ": a database, but not an Oyer log; name another file");
  EXPECT_EQ(bytes_of(other), before);
  EXPECT_EQ(why_not(scratch.at("")).kind, Error::Kind::invalid_input);
}

// ---- what the host refuses ---------------------------------------------------------------------------------------

TEST(Store, missing_folder_and_missing_log_say_so) {
  const Scratch scratch;
  const Error folder = why_not(scratch.at("no/log"));
  EXPECT_EQ(folder.kind, Error::Kind::host);
  EXPECT_THAT(folder.what, HasSubstr("check that its folder exists and may be written"));
  const Error log = why_not(scratch.at("log"), Store::Mode::read_only);
  EXPECT_EQ(log.kind, Error::Kind::not_found);
  EXPECT_EQ(log.what, scratch.at("log").string() + ": no such log");
}

TEST(Store, log_whose_making_was_cut_short_is_an_empty_log) {
  const Scratch scratch;
  std::ofstream(scratch.at("log.db")).close();
  EXPECT_EQ(Store::open(scratch.at("log.db"), Store::Mode::read_only).error().kind, Error::Kind::not_found);
  auto store = Store::open(scratch.at("log.db"));
  ASSERT_TRUE(store.has_value()) << to_string(store.error());
  EXPECT_EQ(store->last_seq().value(), 0U);
  EXPECT_TRUE(Store::open(scratch.at("log.db"), Store::Mode::read_only).has_value());
}

TEST(Store, read_only_store_reads_and_refuses_to_append) {
  const Scratch scratch;
  const auto path = three_rows(scratch);
  Store store = must_open(path, Store::Mode::read_only);
  EXPECT_EQ(rows_of(store).size(), 3U);
  const auto refused = store.append(std::vector<Row>{row("grade", 4)});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, Error::Kind::host);
  EXPECT_THAT(refused.error().what, HasSubstr("the log is read-only here; make the file and its folder writable"));
}

// Exit code 0: as an ordinary user the log can be read where nothing can be written, and writing says why not.
int read_where_nothing_can_be_written(const std::filesystem::path& path) {
  if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return 1;
  if (rows_of(must_open(path, Store::Mode::read_only)).size() != 3) return 2;
  const Error error = why_not(path);
  if (error.kind != Error::Kind::host || error.what.find("the log is read-only here") == std::string::npos) return 3;
  return 0;
}

TEST(Store, log_on_a_read_only_disk_can_be_read) {
  const Scratch scratch;
  const auto path = three_rows(scratch);
  std::filesystem::permissions(path, std::filesystem::perms{0444});
  std::filesystem::permissions(scratch.at(""), std::filesystem::perms{0555});
  const pid_t child = ::fork();
  if (child == 0) ::_exit(read_where_nothing_can_be_written(path));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  std::filesystem::permissions(scratch.at(""), std::filesystem::perms{0755});
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Store, lock_of_another_process_is_busy) {
  const Scratch scratch;
  const auto path = three_rows(scratch);
  Store store = Store::open(path, Store::Mode::read_write, Millis(50)).value();
  ASSERT_EQ(rows_of(store).size(), 3U);
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const pid_t other = ::fork();
  if (other == 0) {
    // SQLite's file format: the write lock of a log in WAL mode is byte 120 of the -shm file.
    const int shm = ::open((path.string() + "-shm").c_str(), O_RDWR | O_CLOEXEC);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_start = 120;
    lock.l_len = 1;
    const char locked = ::fcntl(shm, F_SETLK, &lock) == 0 ? 'y' : 'n';
    static_cast<void>(::write(ends[1], &locked, 1));
    ::pause();
    ::_exit(0);
  }
  char locked = 0;
  ASSERT_EQ(::read(ends[0], &locked, 1), 1);
  ASSERT_EQ(locked, 'y');
  const auto refused = store.append(std::vector<Row>{row("grade", 4)});
  ::kill(other, SIGKILL);
  ::waitpid(other, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, Error::Kind::busy);
  EXPECT_THAT(refused.error().what, HasSubstr("another process keeps this log locked"));
  EXPECT_EQ(store.append(std::vector<Row>{row("grade", 4)}).value(), 4U);
}

// Exit codes of the child that fills a disk of its own.
enum : int { full_and_intact = 0, no_namespace = 10, no_mount = 11, not_full = 12, wrong_error = 13, not_intact = 14 };

int fill_a_small_disk(const std::filesystem::path& folder) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return no_namespace;
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return no_mount;
  if (::mount("none", folder.c_str(), "tmpfs", 0, "size=1m") != 0) return no_mount;
  Store store = must_open(folder / "log");
  std::uint64_t written = 0;
  Error error;
  for (; written < 1000; ++written) {
    const Row big{"grade", sha256(std::to_string(written)), "\"" + std::string(20000, 'x') + "\""};
    const auto seq = store.append(std::vector<Row>{big});
    if (seq.has_value()) continue;
    error = seq.error();
    break;
  }
  if (written == 1000 || written == 0) return not_full;
  if (error.kind != Error::Kind::host || error.what.find("the disk is full; free some space") == std::string::npos) {
    return wrong_error;
  }
  return rows_of(store).size() == written && store.verify().has_value() ? full_and_intact : not_intact;
}

TEST(Store, full_disk_is_told_and_what_was_acknowledged_stays) {
  const Scratch scratch;
  const pid_t child = ::fork();
  if (child == 0) ::_exit(fill_a_small_disk(scratch.at("")));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  const int code = WEXITSTATUS(status);
  if (code == no_namespace || code == no_mount) GTEST_SKIP() << "this host lets nobody mount a small disk of its own";
  EXPECT_EQ(code, full_and_intact);
}

TEST(Store, write_error_of_the_file_system_is_a_host_error) {
  const Scratch scratch;
  const pid_t child = ::fork();
  if (child == 0) {
    Store store = must_open(scratch.at("log"));
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit most{1U << 18U, 1U << 18U};
    if (::setrlimit(RLIMIT_FSIZE, &most) != 0) ::_exit(1);
    const Row big{"grade", sha256("big"), "\"" + std::string(1U << 20U, 'x') + "\""};
    const auto refused = store.append(std::vector<Row>{big});
    if (refused.has_value() || refused.error().kind != Error::Kind::host) ::_exit(2);
    ::_exit(store.append(std::vector<Row>{row("grade", 1)}).value_or(99) == 1 ? 0 : 3);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace oyer::datasets
