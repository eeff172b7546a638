#include "runners/build_cache.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "base/file.h"
#include "tests/support/temporary_folder.h"

namespace oyer::runners {
namespace {

namespace fs = std::filesystem;

Digest key_of(int number) { return sha256("key " + std::to_string(number)); }

Artefact program(const std::string& bytes) {
  return {std::make_shared<const std::string>(bytes), sha256(bytes), false, false};
}

// What an entry of this number holds, so that a reader can tell whether it got the right one, whole.
std::string bytes_of_number(int number) { return std::string(20'000, static_cast<char>('a' + number % 26)); }

class BuildCacheTest : public ::testing::Test {
 protected:
  std::unique_ptr<BuildCache> open(Bytes most = 64_MiB) {
    auto cache = BuildCache::open(folder_.path() / "cache", most);
    EXPECT_TRUE(cache.has_value()) << to_string(cache.error());
    return cache.has_value() ? std::move(*cache) : nullptr;
  }
  // The only entry's file.
  fs::path entry() const {
    for (const auto& at : fs::recursive_directory_iterator(folder_.path() / "cache" / "builds")) {
      if (at.is_regular_file()) return at.path();
    }
    return {};
  }
  oyer::test::TemporaryFolder folder_;
};

std::string bytes_found(BuildCache& cache, const Digest& key) {
  const auto found = cache.find(key);
  if (!found.has_value()) return "nothing";
  const auto* artefact = std::get_if<Artefact>(&*found);
  if (artefact == nullptr) return "a failure";
  EXPECT_TRUE(artefact->cached);
  EXPECT_EQ(artefact->digest, sha256(*artefact->bytes));
  return *artefact->bytes;
}

TEST_F(BuildCacheTest, a_program_comes_back_as_it_was_stored_and_says_that_it_is_cached) {
  const auto cache = open();
  Artefact stored =
      program(std::string("\x7f"
                          "ELF\0\n\xff",
                          7));
  stored.precompiled_header = true;
  ASSERT_TRUE(cache->store(key_of(1), stored).has_value());
  const auto found = open()->find(key_of(1));
  ASSERT_TRUE(found.has_value());
  const auto& artefact = std::get<Artefact>(*found);
  EXPECT_EQ(*artefact.bytes, *stored.bytes);
  EXPECT_EQ(artefact.digest, stored.digest);
  EXPECT_TRUE(artefact.cached);
  EXPECT_TRUE(artefact.precompiled_header);
  EXPECT_FALSE(cache->find(key_of(2)).has_value());
}

TEST_F(BuildCacheTest, a_failure_comes_back_with_its_ending_and_its_words) {
  const auto cache = open();
  ASSERT_TRUE(cache->store(key_of(1), CompileFailure{sandbox::Exited{1}, "main.cpp:1:1: error: ‘x’\n"}).has_value());
  const auto found = cache->find(key_of(1));
  ASSERT_TRUE(found.has_value());
  const auto& failure = std::get<CompileFailure>(*found);
  EXPECT_EQ(failure.ending, sandbox::Ending(sandbox::Exited{1}));
  EXPECT_EQ(failure.diagnostics, "main.cpp:1:1: error: ‘x’\n");
  EXPECT_TRUE(failure.cached);
}

TEST_F(BuildCacheTest, an_entry_torn_at_any_byte_is_a_miss_and_is_removed) {
  const auto cache = open();
  ASSERT_TRUE(cache->store(key_of(1), program("some program")).has_value());
  const std::string whole = oyer::test::bytes_of(entry());
  const fs::path path = entry();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_TRUE(write_file(path, whole.substr(0, size)).has_value());
    ASSERT_EQ(bytes_found(*cache, key_of(1)), "nothing") << size << " bytes";
    ASSERT_FALSE(fs::exists(path)) << size << " bytes";
  }
}

TEST_F(BuildCacheTest, an_entry_with_any_byte_changed_is_a_miss_and_is_removed) {
  const auto cache = open();
  ASSERT_TRUE(cache->store(key_of(1), program("some program")).has_value());
  const std::string whole = oyer::test::bytes_of(entry());
  const fs::path path = entry();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    ASSERT_TRUE(write_file(path, changed).has_value());
    ASSERT_EQ(bytes_found(*cache, key_of(1)), "nothing") << "byte " << at;
    ASSERT_FALSE(fs::exists(path)) << "byte " << at;
  }
}

TEST_F(BuildCacheTest, an_entry_does_not_stand_for_another_key) {
  const auto cache = open();
  ASSERT_TRUE(cache->store(key_of(1), program("one")).has_value());
  const fs::path one = entry();
  const std::string hex = to_string(key_of(2));
  const fs::path two = folder_.path() / "cache" / "builds" / hex.substr(0, 2) / hex;
  fs::create_directories(two.parent_path());
  fs::copy_file(one, two);
  EXPECT_EQ(bytes_found(*cache, key_of(2)), "nothing");
  EXPECT_EQ(bytes_found(*cache, key_of(1)), "one");
}

TEST_F(BuildCacheTest, what_was_used_longest_ago_goes_when_the_cap_is_reached) {
  const auto cache = open(Bytes{200'000});
  for (int i = 0; i < 9; ++i) {
    ASSERT_TRUE(cache->store(key_of(i), program(bytes_of_number(i))).has_value());
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(bytes_found(*cache, key_of(0)), bytes_of_number(0));  // used again: it stays
  for (int i = 9; i < 12; ++i) ASSERT_TRUE(cache->store(key_of(i), program(bytes_of_number(i))).has_value());
  EXPECT_LE(cache->measure().size, Bytes{200'000});
  EXPECT_EQ(bytes_found(*cache, key_of(0)), bytes_of_number(0));
  EXPECT_EQ(bytes_found(*cache, key_of(1)), "nothing");
  EXPECT_EQ(bytes_found(*cache, key_of(11)), bytes_of_number(11));
}

TEST_F(BuildCacheTest, a_folder_that_others_may_write_is_refused) {
  ASSERT_NE(open(), nullptr);
  ASSERT_EQ(::chmod((folder_.path() / "cache").c_str(), 0777), 0);
  const auto refused = BuildCache::open(folder_.path() / "cache");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, Error::Kind::invalid_input);
  EXPECT_NE(refused.error().what.find("chmod go-w"), std::string::npos);
}

TEST_F(BuildCacheTest, a_header_is_there_whole_or_not_at_all) {
  const auto cache = open();
  EXPECT_FALSE(cache->has_header(key_of(1), "bits/stdc++.h"));
  ASSERT_TRUE(cache->store_header(key_of(1), "bits/stdc++.h", "gpch").has_value());
  EXPECT_TRUE(cache->has_header(key_of(1), "bits/stdc++.h"));
  const fs::path header = cache->headers() / to_string(key_of(1)) / "bits/stdc++.h.gch";
  EXPECT_EQ(oyer::test::bytes_of(header), "gpch");
  EXPECT_EQ(oyer::test::bytes_of(cache->headers() / to_string(key_of(1)) / "bits/stdc++.h"),
            "#include_next <bits/stdc++.h>\n");
  struct stat found {};
  ASSERT_EQ(::stat(header.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0644U);
  ASSERT_TRUE(cache->store_header(key_of(1), "bits/stdc++.h", "gpch").has_value());  // again: no harm
  ASSERT_EQ(::truncate(header.c_str(), 2), 0);
  EXPECT_FALSE(cache->has_header(key_of(1), "bits/stdc++.h"));
  EXPECT_FALSE(fs::exists(header));
}

TEST_F(BuildCacheTest, wants_are_counted_until_a_header_is_given_up) {
  const auto cache = open();
  EXPECT_EQ(cache->want_header(key_of(1)), 1U);
  EXPECT_EQ(open()->want_header(key_of(1)), 2U);
  EXPECT_EQ(cache->want_header(key_of(2)), 1U);
  cache->give_up_header(key_of(1));
  EXPECT_EQ(cache->want_header(key_of(1)), 0U);
  EXPECT_EQ(cache->want_header(key_of(1)), 0U);
}

TEST_F(BuildCacheTest, one_at_a_time_makes_headers) {
  const auto cache = open();
  auto lock = cache->try_lock_headers();
  ASSERT_TRUE(lock.has_value());
  EXPECT_FALSE(open()->try_lock_headers().has_value());
  lock.reset();
  EXPECT_TRUE(open()->try_lock_headers().has_value());
}

// Stores and finds the numbers 0 to 19 without end; exits 1 on a wrong answer.
[[noreturn]] void hammer(const fs::path& folder, unsigned seed) {
  auto cache = BuildCache::open(folder, Bytes{250'000});
  if (!cache.has_value()) ::_exit(2);
  for (unsigned i = seed;; i = i * 1103515245U + 12345U) {
    const int number = static_cast<int>(i >> 16U) % 20;
    if (i % 3 == 0) {
      static_cast<void>((*cache)->store(key_of(number), program(bytes_of_number(number))));
    } else if (const auto found = (*cache)->find(key_of(number))) {
      const auto* artefact = std::get_if<Artefact>(&*found);
      if (artefact == nullptr || *artefact->bytes != bytes_of_number(number)) ::_exit(1);
    }
  }
}

TEST_F(BuildCacheTest, eight_processes_killed_at_random_points_never_read_a_wrong_entry) {
  const fs::path folder = folder_.path() / "cache";
  ASSERT_NE(open(), nullptr);
  unsigned seed = 7;
  for (int round = 0; round < 25; ++round) {
    std::vector<pid_t> processes;
    for (int i = 0; i < 8; ++i) {
      const pid_t pid = ::fork();
      ASSERT_GE(pid, 0);
      if (pid == 0) hammer(folder, ++seed);
      processes.push_back(pid);
      ++seed;
    }
    ::usleep(5'000 + static_cast<useconds_t>(round) * 3'000);
    for (const pid_t pid : processes) ::kill(pid, SIGKILL);
    for (const pid_t pid : processes) {
      int status = 0;
      ASSERT_EQ(::waitpid(pid, &status, 0), pid);
      ASSERT_TRUE(WIFSIGNALED(status)) << "a process ended by itself with " << WEXITSTATUS(status);
    }
  }
  // What is left is whole: each entry is found or was evicted.
  const auto cache = open(Bytes{250'000});
  int found = 0;
  for (int number = 0; number < 20; ++number) {
    const std::string bytes = bytes_found(*cache, key_of(number));
    if (bytes == "nothing") continue;
    ++found;
    ASSERT_EQ(bytes, bytes_of_number(number));
  }
  EXPECT_GT(found, 0);
}

TEST_F(BuildCacheTest, what_a_killed_process_left_half_written_is_removed_after_an_hour) {
  const auto cache = open();
  const fs::path old = folder_.path() / "cache/partial/1.1", fresh = folder_.path() / "cache/partial/1.2";
  ASSERT_TRUE(write_file(old, "half").has_value());
  ASSERT_TRUE(write_file(fresh, "half").has_value());
  fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::minutes(61));
  ASSERT_TRUE(cache->store(key_of(1), program("x")).has_value());
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(fresh));
}

}  // namespace
}  // namespace oyer::runners
