#include "datasets/git.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/datasets/git_place.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

using testing::blobs_of;
using ::testing::ElementsAre;
using testing::GitPlace;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::opened;

std::vector<std::string> lines_of(const std::vector<GitEntry>& entries) {
  static constexpr const char* kinds[] = {"file", "executable", "symlink", "submodule"};
  std::vector<std::string> lines;
  for (const GitEntry& entry : entries) {
    lines.push_back(std::string(kinds[static_cast<int>(entry.kind)]) + " " + entry.path + " " + entry.id.hex);
  }
  return lines;
}

TEST(Git, work_tree_dot_git_and_bare_repository_hold_the_same_commit) {
  const GitPlace place;
  place.write("a.txt", "a\n");
  const std::string id = place.commit("first");
  place.git({"clone", "-q", "--bare", ".", "copy.git"});
  for (const std::string name : {"", ".git", "copy.git"}) {
    const auto commit = opened(place.path() / name).commit();
    ASSERT_EQ(test::outcome_of(commit), "ok") << name;
    EXPECT_EQ(*commit, (GitCommit{{id},
                                  {place.git({"rev-parse", "HEAD^{tree}"})},
                                  {},
                                  {"A. Author", "author@example.org", 1700000000},
                                  {"C. Committer", "committer@example.org", 1700000060},
                                  "first\n"}))
        << name;
  }
}

TEST(Git, every_kind_of_entry_is_listed_in_the_order_of_paths) {
  const GitPlace place;
  place.write("a/z.txt", "z");
  place.write("a-b", "dash");
  place.write("a.txt", "dot");
  place.write("run.sh", "#!/bin/sh\n");
  std::filesystem::permissions(place.path() / "run.sh", std::filesystem::perms::owner_all);
  std::filesystem::create_symlink("a.txt", place.path() / "link");
  place.git({"update-index", "--add", "--cacheinfo", "160000,1111111111111111111111111111111111111111,sub"});
  place.git({"add", "a", "a-b", "a.txt", "run.sh", "link"});
  place.git({"commit", "-q", "-m", "m"});
  const Repository repository = opened(place.path());
  const auto listing = repository.list(*repository.commit());
  ASSERT_EQ(test::outcome_of(listing), "ok");
  const auto id = [&](const std::string& path) { return " " + path + " " + place.git({"rev-parse", "HEAD:" + path}); };
  EXPECT_THAT(lines_of(listing->entries),
              ElementsAre("file" + id("a-b"), "file" + id("a.txt"), "file" + id("a/z.txt"), "symlink" + id("link"),
                          "executable" + id("run.sh"), "submodule" + id("sub")));
  EXPECT_THAT(listing->unreadable, IsEmpty());
  EXPECT_THAT(listing->refused, IsEmpty());
}

TEST(Git, blobs_are_handed_over_once_for_each_place) {
  const GitPlace place;
  place.write("one", "1");
  place.write("two", std::string("t\0wo", 4));
  place.commit("m");
  const ObjectId one{place.git({"rev-parse", "HEAD:one"})}, two{place.git({"rev-parse", "HEAD:two"})};
  const ObjectId none{std::string(40, 'd')};
  const std::map<std::size_t, std::string> expected = {
      {0, "1 1"}, {1, std::string("4 t\0wo", 6)}, {2, "1 1"}, {3, "0 missing"}, {4, "0 missing"}, {5, "1 1"}};
  const std::vector<ObjectId> ids = {one, two, one, none, none, one};
  EXPECT_EQ(blobs_of(opened(place.path()), ids), expected);
  place.git({"repack", "-q", "-a", "-d"});
  EXPECT_EQ(blobs_of(opened(place.path()), ids), expected);
  EXPECT_EQ(blobs_of(opened(place.path(), {.verify = true}), ids), expected);
}

TEST(Git, first_error_of_the_visitor_ends_the_reading) {
  const GitPlace place;
  place.write("one", "1");
  place.commit("m");
  const ObjectId one{place.git({"rev-parse", "HEAD:one"})};
  int calls = 0;
  const Status read = opened(place.path()).read_blobs(std::vector<ObjectId>{one, one}, [&](const Blob&) -> Status {
    ++calls;
    return fail(cancelled("enough"));
  });
  EXPECT_EQ(test::outcome_of(read), "cancelled: enough");
  EXPECT_EQ(calls, 1);
}

TEST(Git, revisions_are_found_by_every_name_they_have) {
  const GitPlace place;
  const std::string first = place.commit("first"), second = place.commit("second");
  place.git({"checkout", "-q", "-b", "side", first});
  const std::string side = place.commit("side");
  place.git({"checkout", "-q", "main"});
  place.git({"merge", "-q", "--no-ff", "-m", "merge", "side"});
  const std::string merge = place.git({"rev-parse", "HEAD"});
  place.git({"tag", "light", first});
  place.git({"tag", "-a", "-m", "t", "heavy", second});
  place.git({"tag", "-a", "-m", "t", "heavier", "heavy"});
  const Repository repository = opened(place.path());
  const auto found = [&](const std::string& text) {
    const auto commit = repository.commit(text);
    return commit.has_value() ? commit->id.hex : test::outcome_of(commit);
  };
  for (const bool packed : {false, true}) {
    if (packed) place.git({"pack-refs", "--all"});
    EXPECT_EQ(found("HEAD"), merge);
    EXPECT_EQ(found("main"), merge);
    EXPECT_EQ(found("refs/heads/side"), side);
    EXPECT_EQ(found("heads/side"), side);
    EXPECT_EQ(found("light"), first);
    EXPECT_EQ(found("heavier"), second);
    EXPECT_EQ(found("heavy^{commit}"), second);
    EXPECT_EQ(found("HEAD~2"), first);
    EXPECT_EQ(found("HEAD^"), second);
    EXPECT_EQ(found("HEAD^2"), side);
    EXPECT_EQ(found("HEAD^2~1"), first);
    EXPECT_EQ(found(second), second);
    EXPECT_EQ(found(second.substr(0, 12)), second);
  }
  const std::string where = "not_found: " + place.path().string() + ": ";
  EXPECT_EQ(found("nothing"), where + "no revision is called 'nothing'");
  EXPECT_EQ(found("HEAD~7"), where + "commit " + first + " has no parent 1");
  EXPECT_EQ(found("HEAD@{1}"), where + "no revision is called 'HEAD@{1}'");
  EXPECT_EQ(found("../../HEAD"), where + "no revision is called '../../HEAD'");
}

TEST(Git, empty_and_absent_repositories_are_told_apart) {
  const GitPlace place;
  EXPECT_EQ(test::outcome_of(opened(place.path()).commit()),
            "not_found: " + place.path().string() + ": it has no commit yet");
  const test::TemporaryFolder empty;
  EXPECT_EQ(test::outcome_of(Repository::open(empty.path())),
            "not_found: " + empty.path().string() + " is no git repository: neither a work tree nor a bare one");
}

TEST(Git, history_follows_first_parents_and_ends_where_a_shallow_clone_does) {
  const GitPlace place;
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(place.commit("c" + std::to_string(i)));
  const auto history = [](const Repository& repository, std::size_t most) {
    std::vector<std::string> found;
    const auto commits = repository.history(*repository.commit(), most);
    EXPECT_EQ(test::outcome_of(commits), "ok");
    for (const GitCommit& commit : commits->commits) found.push_back(commit.id.hex);
    if (commits->gap) found.emplace_back(name_of(*commits->gap));
    return found;
  };
  EXPECT_THAT(history(opened(place.path()), 100), ElementsAre(ids[4], ids[3], ids[2], ids[1], ids[0]));
  EXPECT_THAT(history(opened(place.path()), 2), ElementsAre(ids[4], ids[3]));
  EXPECT_THAT(history(opened(place.path()), 0), IsEmpty());
  place.git({"clone", "-q", "--bare", "--depth=3", "file://" + place.path().string(), "shallow.git"});
  EXPECT_THAT(history(opened(place.path() / "shallow.git"), 100), ElementsAre(ids[4], ids[3], ids[2], "missing"));
  place.loose(ids[1], "tree 3");
  EXPECT_THAT(history(opened(place.path()), 100), ElementsAre(ids[4], ids[3], ids[2], "corrupt"));
  EXPECT_THAT(history(opened(place.path()), 3), ElementsAre(ids[4], ids[3], ids[2]));
}

TEST(Git, changes_tell_what_came_went_and_differs) {
  const GitPlace place;
  place.write("same/deep/file", "same");
  place.write("changed/a", "1");
  place.write("gone/b", "b");
  place.write("swap", "a file");
  place.commit("one");
  place.write("changed/a", "2");
  std::filesystem::remove_all(place.path() / "gone");
  std::filesystem::remove(place.path() / "swap");
  place.write("swap/now", "a folder");
  place.write("fresh", "f");
  place.commit("two");
  const Repository repository = opened(place.path());
  const auto changes = repository.changes(*repository.commit("HEAD~1"), *repository.commit());
  ASSERT_EQ(test::outcome_of(changes), "ok");
  const auto entry = [&](const std::string& commit, const std::string& path) {
    return GitEntry{GitEntry::Kind::file, path, {place.git({"rev-parse", commit + ":" + path})}};
  };
  EXPECT_THAT(changes->unreadable, IsEmpty());
  EXPECT_EQ(changes->changes,
            (std::vector<Repository::Change>{{entry("HEAD~1", "changed/a"), entry("HEAD", "changed/a")},
                                             {{}, entry("HEAD", "fresh")},
                                             {entry("HEAD~1", "gone/b"), {}},
                                             {entry("HEAD~1", "swap"), {}},
                                             {{}, entry("HEAD", "swap/now")}}));
}

TEST(Git, changes_name_the_folders_of_either_side_that_cannot_be_read) {
  const GitPlace place;
  place.write("kept/a", "1");
  place.write("lost/b", "b");
  place.commit("one");
  place.write("kept/a", "2");
  place.write("lost/b", "c");
  place.commit("two");
  std::filesystem::remove(place.loose_path(place.git({"rev-parse", "HEAD~1:lost"})));
  const Repository repository = opened(place.path());
  const auto changes = repository.changes(*repository.commit("HEAD~1"), *repository.commit());
  ASSERT_EQ(test::outcome_of(changes), "ok");
  EXPECT_THAT(changes->unreadable, ElementsAre("lost"));
}

}  // namespace
}  // namespace oyer::datasets
