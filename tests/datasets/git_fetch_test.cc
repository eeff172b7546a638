#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <thread>

#include "datasets/git.h"
#include "tests/datasets/git_place.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

using testing::GitPlace;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string fetched(const std::string& url, const std::filesystem::path& folder, const std::string& revision = "HEAD") {
  const auto repository = Repository::fetch(url, folder);
  if (!repository.has_value()) return test::outcome_of(repository);
  const auto commit = repository->commit(revision);
  return commit.has_value() ? commit->id.hex : test::outcome_of(commit);
}

// A server of files on a port of its own choice.
class FileServer {
 public:
  explicit FileServer(const std::filesystem::path& folder) {
    const std::string log = (streams_.path() / "log").string();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    std::vector<std::string> words = {"python3", "-u",        "-m",          "http.server",  "0",
                                      "--bind",  "127.0.0.1", "--directory", folder.string()};
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    if (::posix_spawnp(&pid_, "python3", &actions, nullptr, pointers.data(), environ) != 0) pid_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    for (int i = 0; i < 6000 && port_.empty() && pid_ > 0; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      const std::string said = test::bytes_of(log);
      const std::size_t at = said.find(" port ");
      const std::size_t end = said.find(' ', at + 6);
      if (at != std::string::npos && end != std::string::npos) port_ = said.substr(at + 6, end - at - 6);
    }
  }
  ~FileServer() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  FileServer(const FileServer&) = delete;
  FileServer& operator=(const FileServer&) = delete;
  std::string url(const std::string& path) const { return "http://127.0.0.1:" + port_ + "/" + path; }

 private:
  test::TemporaryFolder streams_;
  pid_t pid_ = -1;
  std::string port_;
};

TEST(GitFetch, copy_follows_its_source) {
  for (const std::string format : {"sha1", "sha256"}) {
    const GitPlace place({"--object-format=" + format});
    place.write("a", "1");
    const std::string first = place.commit("first");
    place.git({"branch", "old"});
    place.git({"tag", "v1"});
    const test::TemporaryFolder folder;
    const std::string url = "file://" + place.path().string();
    const auto copy = folder.path() / "deep" / "copy.git";
    EXPECT_EQ(fetched(url, copy), first);
    EXPECT_EQ(fetched(url, copy, "v1"), first);
    place.write("a", "2");
    const std::string second = place.commit("second");
    place.git({"branch", "-D", "-q", "old"});
    place.git({"branch", "-q", "-m", "main", "trunk"});
    EXPECT_EQ(fetched(url, copy), second);
    EXPECT_EQ(fetched(url, copy, "trunk"), second);
    EXPECT_THAT(fetched(url, copy, "old"), StartsWith("not_found: "));
    place.git({"checkout", "-q", "--detach", first});
    EXPECT_EQ(fetched(url, copy), first);
  }
}

TEST(GitFetch, reads_over_http) {
  ::setenv("no_proxy", "127.0.0.1", 1);
  const GitPlace place;
  place.write("a", "1");
  const std::string first = place.commit("first");
  const test::TemporaryFolder folder;
  place.git({"clone", "-q", "--bare", ".", (folder.path() / "source.git").string()});
  place.git({"-C", (folder.path() / "source.git").string(), "update-server-info"});
  const FileServer server(folder.path());
  EXPECT_EQ(fetched(server.url("source.git"), folder.path() / "copy.git"), first);
  EXPECT_THAT(fetched(server.url("nothing.git"), folder.path() / "none.git"), HasSubstr("cannot fetch http://127"));
}

TEST(GitFetch, empty_source_is_an_empty_copy) {
  const GitPlace place;
  const test::TemporaryFolder folder;
  EXPECT_EQ(fetched("file://" + place.path().string(), folder.path()),
            "not_found: " + folder.path().string() + ": it has no commit yet");
}

TEST(GitFetch, urls_that_could_run_something_are_refused) {
  const test::TemporaryFolder folder;
  for (const std::string url : {"ext::touch sprung", "--upload-pack=touch sprung", "-u", "ext::sh", "/etc", "",
                                "file://", "fd::17", "https://a b", "ssh://-oProxyCommand=touch/x"}) {
    const auto copy = folder.path() / "copy";
    const auto outcome = test::outcome_of(Repository::fetch(url, copy));
    EXPECT_TRUE(outcome.starts_with("invalid_input: ") || outcome.starts_with("host: ")) << url << " " << outcome;
  }
  EXPECT_FALSE(std::filesystem::exists("sprung"));
}

TEST(GitFetch, folders_of_others_are_left_alone) {
  const GitPlace place, other;
  place.commit("m");
  EXPECT_EQ(
      test::outcome_of(Repository::fetch("file://" + place.path().string(), other.path() / ".git")),
      "invalid_input: " + (other.path() / ".git").string() + " is no copy made by fetching; give an empty folder");
}

TEST(GitFetch, password_of_a_url_is_in_no_message) {
  const test::TemporaryFolder folder;
  ::setenv("no_proxy", "127.0.0.1", 1);
  const auto outcome = test::outcome_of(Repository::fetch("http://me:secret@127.0.0.1:1/x", folder.path()));
  EXPECT_THAT(outcome, StartsWith("host: cannot fetch http://127.0.0.1:1/x: "));
  EXPECT_THAT(outcome, ::testing::Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace oyer::datasets
