// Repositories whose objects are named by SHA-256, whose packs libgit2 cannot read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/git.h"
#include "tests/datasets/git_place.h"
#include "tests/support/result.h"

namespace oyer::datasets {
namespace {

using testing::blobs_of;
using testing::GitPlace;
using ::testing::HasSubstr;
using testing::opened;

using Blobs = std::map<std::size_t, std::string>;

std::filesystem::path pack_of(const GitPlace& place) {
  for (const auto& file : std::filesystem::directory_iterator(place.path() / ".git/objects/pack")) {
    if (file.path().extension() == ".pack") return file.path();
  }
  return {};
}

TEST(GitOfSha256, reads_the_same_loose_and_packed) {
  const GitPlace place({"--object-format=sha256"});
  place.write("a/one", "1");
  place.write("two", std::string("t\0\nwo", 5));
  place.commit("m");
  place.write("two", std::string(3000, '2'));
  const std::string head = place.commit("n");
  const std::string old = place.git({"rev-parse", "HEAD~1:two"}), now = place.git({"rev-parse", "HEAD:two"});
  const ObjectId tree{place.git({"rev-parse", "HEAD^{tree}"})}, none{std::string(64, '0')};
  for (const bool packed : {false, true}) {
    if (packed) place.git({"repack", "-q", "-a", "-d"});
    const Repository repository = opened(place.path(), {.verify = true, .largest_blob = Bytes{2999}});
    const auto commit = repository.commit(head.substr(0, 10));
    ASSERT_EQ(test::outcome_of(commit), "ok");
    EXPECT_EQ(commit->id.hex, head);
    EXPECT_EQ(repository.history(*commit, 9)->commits.size(), 2U);
    const auto listing = repository.list(*commit);
    ASSERT_EQ(listing->entries.size(), 2U);
    EXPECT_EQ(listing->entries[0].path, "a/one");
    EXPECT_EQ(listing->entries[1], (GitEntry{GitEntry::Kind::file, "two", {now}}));
    EXPECT_EQ(repository.changes(*repository.commit("HEAD~1"), *commit)->changes.size(), 1U);
    EXPECT_EQ(blobs_of(repository, {{old}, none, {now}, tree, {old}}), (Blobs{{0, std::string("5 t\0\nwo", 7)},
                                                                              {1, "0 missing"},
                                                                              {2, "3000 too_large"},
                                                                              {3, "0 corrupt"},
                                                                              {4, std::string("5 t\0\nwo", 7)}}));
  }
}

TEST(GitOfSha256, broken_pack_costs_its_blobs_and_not_the_reading) {
  const GitPlace place({"--object-format=sha256"});
  place.write("a", "first");
  place.commit("m");
  const ObjectId a{place.git({"rev-parse", "HEAD:a"})};
  place.git({"repack", "-q", "-a", "-d"});
  place.write("b", "second");
  place.commit("n");
  const ObjectId b{place.git({"rev-parse", "HEAD:b"})};
  std::filesystem::permissions(pack_of(place), std::filesystem::perms::owner_all);
  std::filesystem::resize_file(pack_of(place), 50);
  const auto blobs = blobs_of(opened(place.path()), {a, b, a});
  EXPECT_NE(blobs.at(0), "5 first");
  EXPECT_EQ(blobs.at(1), "6 second");
}

TEST(GitOfSha256, configuration_of_the_repository_runs_nothing) {
  const GitPlace place({"--object-format=sha256"});
  place.write("a", "a");
  place.commit("m");
  const ObjectId a{place.git({"rev-parse", "HEAD:a"})};
  place.git({"repack", "-q", "-a", "-d"});
  const std::string trap = (place.path() / "sprung").string();
  const std::string touch = "touch " + trap;
  for (const std::string key :
       {"core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "filter.x.smudge", "remote.origin.uploadpack",
        "credential.helper", "diff.external", "core.alternateRefsCommand"}) {
    place.git({"config", key, touch});
  }
  place.git({"config", "remote.origin.url", "ext::" + touch});
  place.git({"config", "remote.origin.promisor", "true"});
  place.git({"config", "extensions.partialClone", "origin"});
  const Repository repository = opened(place.path());
  EXPECT_EQ(test::outcome_of(repository.list(*repository.commit())), "ok");
  EXPECT_EQ(blobs_of(repository, {a, {std::string(64, '5')}}), (Blobs{{0, "1 a"}, {1, "0 missing"}}));
  EXPECT_FALSE(std::filesystem::exists(trap));
}

}  // namespace
}  // namespace oyer::datasets
