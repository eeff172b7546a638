#include "tests/datasets/git_place.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <zlib.h>

#include "base/digest.h"
#include "datasets/detail/git_objects.h"
#include "tests/support/result.h"

namespace oyer::datasets::testing {
namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

Ended run_git(const std::filesystem::path& folder, const std::vector<std::string>& words, const std::string& input) {
  const test::TemporaryFolder streams;
  const std::string in = streams.write("in", input).string();
  const std::string out = (streams.path() / "out").string(), err = (streams.path() / "err").string();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, in.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::vector<std::string> text = {"git", "-C", folder.string(), "-c", "init.defaultBranch=main"};
  text.insert(text.end(), words.begin(), words.end());
  std::vector<std::string> environment = {"PATH=/usr/local/bin:/usr/bin:/bin",
                                          "HOME=" + streams.path().string(),
                                          "LANG=C.UTF-8",
                                          "GIT_CONFIG_NOSYSTEM=1",
                                          "GIT_CONFIG_GLOBAL=/dev/null",
                                          "GIT_AUTHOR_NAME=A. Author",
                                          "GIT_AUTHOR_EMAIL=author@example.org",
                                          "GIT_AUTHOR_DATE=1700000000 +0100",
                                          "GIT_COMMITTER_NAME=C. Committer",
                                          "GIT_COMMITTER_EMAIL=committer@example.org",
                                          "GIT_COMMITTER_DATE=1700000060 +0000"};
  pid_t pid = -1;
  Ended ended;
  if (::posix_spawnp(&pid, "git", &actions, nullptr, pointers(text).data(), pointers(environment).data()) == 0) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    ended.out = test::bytes_of(out);
    ended.err = test::bytes_of(err);
  }
  posix_spawn_file_actions_destroy(&actions);
  return ended;
}

GitPlace::GitPlace(const std::vector<std::string>& init_words) {
  std::vector<std::string> words = {"init", "-q"};
  words.insert(words.end(), init_words.begin(), init_words.end());
  git(words);
}

std::string GitPlace::git(const std::vector<std::string>& words, const std::string& input) const {
  Ended ended = run_git(path(), words, input);
  EXPECT_EQ(ended.code, 0) << words.at(0) << ": " << ended.err;
  if (ended.out.ends_with('\n')) ended.out.pop_back();
  return ended.out;
}

std::string GitPlace::commit(const std::string& message) const {
  git({"add", "-A"});
  git({"commit", "-q", "--allow-empty", "-m", message});
  return git({"rev-parse", "HEAD"});
}

std::filesystem::path GitPlace::loose_path(const std::string& id) const {
  return path() / ".git/objects" / id.substr(0, 2) / id.substr(2);
}

void GitPlace::loose(const std::string& id, const std::string& bytes) const {
  uLongf size = ::compressBound(bytes.size());
  std::string deflated(size, '\0');
  ASSERT_EQ(::compress(reinterpret_cast<Bytef*>(deflated.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                       bytes.size()),
            Z_OK);
  std::error_code ignored;
  std::filesystem::remove(loose_path(id), ignored);
  write(".git/objects/" + id.substr(0, 2) + "/" + id.substr(2), deflated.substr(0, size));
}

std::string GitPlace::object(const std::string& type, const std::string& bytes) const {
  const std::string whole = type + " " + std::to_string(bytes.size()) + std::string(1, '\0') + bytes;
  const auto hash = sha1({whole});
  const std::string id = detail::id_of({reinterpret_cast<const char*>(hash.data()), hash.size()}).hex;
  loose(id, whole);
  return id;
}

std::string GitPlace::commit_of_tree(const std::string& tree) const {
  return object("commit", "tree " + tree + "\nauthor a <a@b> 1 +0000\ncommitter c <c@d> 2 +0000\n\nm\n");
}

Repository opened(const std::filesystem::path& path, const GitOptions& options) {
  auto repository = Repository::open(path, options);
  EXPECT_EQ(test::outcome_of(repository), "ok");
  return *std::move(repository);
}

std::map<std::size_t, std::string> blobs_of(const Repository& repository, const std::vector<ObjectId>& ids) {
  std::map<std::size_t, std::string> blobs;
  const Status read = repository.read_blobs(ids, [&](const Blob& blob) -> Status {
    std::string text = blob.problem.has_value() ? std::string(name_of(*blob.problem)) : std::string(blob.bytes);
    EXPECT_TRUE(blobs.emplace(blob.index, std::to_string(blob.size) + " " + text).second);
    return {};
  });
  EXPECT_EQ(test::outcome_of(read), "ok");
  return blobs;
}

std::string tree_row(const std::string& mode, const std::string& name, const std::string& id) {
  return mode + " " + name + std::string(1, '\0') + detail::raw_of(ObjectId{id});
}

}  // namespace oyer::datasets::testing
