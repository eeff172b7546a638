// Repositories that are broken or mean harm: counted outcomes, and nothing read that is not theirs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "datasets/git.h"
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
using ::testing::StartsWith;
using testing::tree_row;

using Blobs = std::map<std::size_t, std::string>;

std::vector<std::string> paths_of(const Repository::Listing& listing) {
  std::vector<std::string> paths;
  for (const GitEntry& entry : listing.entries) paths.push_back(entry.path);
  return paths;
}

Repository::Listing listing_of(const Repository& repository, const std::string& commit) {
  const auto found = repository.commit(commit);
  EXPECT_EQ(test::outcome_of(found), "ok");
  auto listing = repository.list(*found);
  EXPECT_EQ(test::outcome_of(listing), "ok");
  return *std::move(listing);
}

// Bytes that do not deflate.
std::string noise(std::size_t size) {
  std::string bytes;
  std::uint64_t state = 88172645463325252U;
  while (bytes.size() < size) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    bytes.append(reinterpret_cast<const char*>(&state), sizeof state);
  }
  bytes.resize(size);
  return bytes;
}

std::filesystem::path pack_of(const GitPlace& place, const std::string& extension) {
  for (const auto& file : std::filesystem::directory_iterator(place.path() / ".git/objects/pack")) {
    if (file.path().extension() == extension) {
      std::filesystem::permissions(file.path(), std::filesystem::perms::owner_all);
      return file.path();
    }
  }
  ADD_FAILURE() << "no pack";
  return {};
}

TEST(HostileGit, partial_clone_lacks_blobs_and_nothing_is_fetched) {
  const GitPlace place;
  place.write("a", "content");
  place.commit("m");
  place.git({"config", "uploadpack.allowFilter", "true"});
  place.git({"clone", "-q", "--bare", "--filter=blob:none", "file://" + place.path().string(), "partial.git"});
  const Repository repository = opened(place.path() / "partial.git");
  const auto listing = listing_of(repository, "HEAD");
  EXPECT_THAT(paths_of(listing), ElementsAre("a"));
  EXPECT_EQ(blobs_of(repository, {listing.entries.at(0).id}), (Blobs{{0, "0 missing"}}));
}

TEST(HostileGit, lost_folder_is_told_and_the_rest_is_listed) {
  const GitPlace place;
  place.write("kept/a", "a");
  place.write("lost/b", "b");
  place.commit("m");
  std::filesystem::remove(place.loose_path(place.git({"rev-parse", "HEAD:lost"})));
  const auto listing = listing_of(opened(place.path()), "HEAD");
  EXPECT_THAT(paths_of(listing), ElementsAre("kept/a"));
  EXPECT_THAT(listing.unreadable, ElementsAre("lost"));
}

TEST(HostileGit, flipped_byte_of_a_pack_costs_the_blobs_it_stands_in) {
  const GitPlace place;
  place.write("a", noise(5000));
  place.write("b", noise(6000) + "b");
  place.commit("m");
  const ObjectId a{place.git({"rev-parse", "HEAD:a"})}, b{place.git({"rev-parse", "HEAD:b"})};
  place.git({"repack", "-q", "-a", "-d", "--window=0"});
  const auto pack = pack_of(place, ".pack");
  std::string bytes = test::bytes_of(pack);
  bytes[bytes.size() - 3000] ^= 1;  // within the one that was written last
  place.write(std::filesystem::relative(pack, place.path()).string(), bytes);
  const auto blobs = blobs_of(opened(place.path()), {a, b});
  EXPECT_EQ(std::count_if(blobs.begin(), blobs.end(), [](const auto& blob) { return blob.second == "0 corrupt"; }), 1);
}

// libgit2 reads packs in our process, so every part of one is broken here: heads, sizes, deltas, their bases.
TEST(HostileGit, packs_broken_anywhere_are_no_crash_and_no_wrong_bytes) {
  const GitPlace place;
  std::string text;
  for (int i = 0; i < 200; ++i) text += "line " + std::to_string(i * i) + "\n";
  std::vector<ObjectId> ids;
  std::vector<std::string> contents;
  for (int i = 0; i < 12; ++i) {
    contents.push_back(text.substr(0, 600) + "changed " + std::to_string(i) + text.substr(600));
    place.write("f" + std::to_string(i), contents.back());
  }
  place.commit("m");
  for (int i = 0; i < 12; ++i) ids.push_back({place.git({"rev-parse", "HEAD:f" + std::to_string(i)})});
  place.git({"repack", "-q", "-a", "-d", "-f", "--depth=50"});
  const auto pack = pack_of(place, ".pack");
  const std::string name = std::filesystem::relative(pack, place.path()).string();
  const std::string bytes = test::bytes_of(pack);
  std::size_t problems = 0;
  for (std::size_t at = 12; at + 20 < bytes.size(); ++at) {
    std::string broken = bytes;
    broken[at] = static_cast<char>(broken[at] ^ (1 << at % 8) ^ (at % 3 == 0 ? 0x80 : 0));
    place.write(name, broken);
    const Status read = opened(place.path(), {.verify = true}).read_blobs(ids, [&](const Blob& blob) -> Status {
      problems += blob.problem.has_value() ? 1U : 0U;
      EXPECT_TRUE(blob.problem.has_value() || blob.bytes == contents[blob.index]);
      return {};
    });
    EXPECT_EQ(test::outcome_of(read), "ok");
  }
  EXPECT_GT(problems, bytes.size() / 2);
}

TEST(HostileGit, pack_cut_short_is_no_crash) {
  const GitPlace place;
  place.write("a", noise(5000));
  const std::string commit = place.commit("m");
  const ObjectId a{place.git({"rev-parse", "HEAD:a"})};
  place.git({"repack", "-q", "-a", "-d"});
  const auto pack = pack_of(place, ".pack");
  const std::string bytes = test::bytes_of(pack);
  for (const std::size_t size : {std::size_t{0}, std::size_t{11}, std::size_t{40}, bytes.size() - 21}) {
    std::filesystem::resize_file(pack, size);
    const auto blobs = blobs_of(opened(place.path()), {a});
    EXPECT_TRUE(blobs.at(0) == "0 corrupt" || blobs.at(0) == "0 missing") << blobs.at(0);
  }
}

TEST(HostileGit, loose_objects_that_lie_are_corrupt_and_large_claims_are_not_believed) {
  const GitPlace place;
  const std::string zero(1, '\0');
  const auto at = [](char digit) { return ObjectId{std::string(40, digit)}; };
  place.loose(at('1').hex, "blob 10" + zero + std::string(100, 'x'));
  place.loose(at('2').hex, "blob 100" + zero + std::string(10, 'x'));
  place.loose(at('3').hex, "blob 99999999999" + zero + "x");
  place.loose(at('4').hex, "blob 99999999999999999999999" + zero + "x");
  place.loose(at('5').hex, "blob -1" + zero + "x");
  place.loose(at('6').hex, "tree 1" + zero + "x");
  place.loose(at('7').hex, "blob 3" + zero + std::string(64U << 20U, '\0'));
  place.loose(at('8').hex, "blob " + std::to_string(64U << 20U) + zero + std::string(64U << 20U, '\0'));
  place.write(".git/objects/99/" + std::string(38, '9'), "not deflated");
  place.write(".git/objects/aa/" + std::string(38, 'a'), "");
  place.loose(at('b').hex, "blob 4" + zero + "well");
  const std::vector<ObjectId> ids = {at('1'), at('2'), at('3'), at('4'), at('5'), at('6'),
                                     at('7'), at('8'), at('9'), at('a'), at('b')};
  const auto blobs = blobs_of(opened(place.path()), ids);
  for (const std::size_t i : {0U, 1U, 3U, 4U, 5U, 6U, 8U, 9U}) EXPECT_EQ(blobs.at(i), "0 corrupt") << i;
  EXPECT_EQ(blobs.at(2), "99999999999 too_large");
  EXPECT_EQ(blobs.at(7), "67108864 too_large");
  EXPECT_EQ(blobs.at(10), "4 well");
  EXPECT_EQ(blobs_of(opened(place.path(), {.verify = true}), {at('b')}), (Blobs{{0, "4 corrupt"}}));
}

TEST(HostileGit, limit_holds_for_what_deltas_make) {
  const GitPlace place;
  const std::string small = noise(1U << 20U);
  std::string large;
  for (int i = 0; i < 16; ++i) large += small;
  place.write("large", large);
  place.write("small", small);
  place.commit("m");
  place.git({"repack", "-q", "-a", "-d", "-f"});
  const ObjectId a{place.git({"rev-parse", "HEAD:large"})}, b{place.git({"rev-parse", "HEAD:small"})};
  EXPECT_EQ(blobs_of(opened(place.path()), {a, b}), (Blobs{{0, "16777216 too_large"}, {1, "1048576 " + small}}));
  EXPECT_EQ(blobs_of(opened(place.path(), {.largest_blob = 1_MiB}), {a, b}),
            (Blobs{{0, "16777216 too_large"}, {1, "1048576 " + small}}));
  EXPECT_EQ(blobs_of(opened(place.path(), {.largest_blob = 16_MiB}), {a}), (Blobs{{0, "16777216 " + large}}));
}

TEST(HostileGit, paths_that_no_folder_should_have_are_told_and_not_listed) {
  const GitPlace place;
  const std::string blob = place.object("blob", "b");
  const std::string tree = place.object("tree", tree_row("100644", "f", blob));
  std::string root;
  for (const char* name : {"", ".", "..", ".GIT", ".git", "a/b", "fine", "fine"}) {
    root += tree_row("100644", name, blob);
  }
  root += tree_row("40000", "..", tree) + tree_row("70000", "odd", blob) + tree_row("100644", "a\\b", blob);
  root += tree_row("100644", "\xff\xfe", blob) + tree_row("100664", "README", blob) +
          tree_row("100644", "readme", blob) + tree_row("40000", "dir", tree) + tree_row("40000", "dir", tree) +
          tree_row("100644", "dir", blob) + tree_row("100644", std::string(5000, 'n'), blob);
  const std::string commit = place.commit_of_tree(place.object("tree", root));
  const auto listing = listing_of(opened(place.path()), commit);
  EXPECT_THAT(paths_of(listing), ElementsAre("README", "a\\b", "dir", "dir/f", "fine", "readme", "\xff\xfe"));
  std::vector<std::string> refused;
  for (const auto& entry : listing.refused) {
    refused.push_back(entry.path.substr(0, 8) + ": " + std::string(name_of(entry.problem)));
  }
  EXPECT_THAT(refused, ElementsAre(": empty_part", ".: dot_part", "..: dot_part", "..: dot_part", ".GIT: git_folder",
                                   ".git: git_folder", "a/b: slash", "dir: duplicate", "fine: duplicate",
                                   "nnnnnnnn: too_long", "odd: odd_mode"));
}

TEST(HostileGit, deep_trees_end_at_the_longest_path) {
  const GitPlace place;
  const std::string blob = place.object("blob", "b");
  std::string tree = place.object("tree", tree_row("100644", "f", blob));
  for (int i = 0; i < 3000; ++i) {
    tree = place.object("tree", tree_row("40000", "d", tree) + tree_row("100644", "f", blob));
  }
  const auto listing = listing_of(opened(place.path()), place.commit_of_tree(tree));
  EXPECT_EQ(listing.entries.size(), 2048U);
  ASSERT_EQ(listing.refused.size(), 2U);
  EXPECT_EQ(listing.refused[0].problem, PathProblem::too_long);
  EXPECT_EQ(listing.refused[0].path.size(), 4097U);
}

TEST(HostileGit, trees_that_multiply_end_at_the_most_entries) {
  const GitPlace place;
  std::string tree = place.object("tree", "");
  for (int level = 0; level < 12; ++level) {
    std::string rows;
    for (char name = 'a'; name <= 'j'; ++name) rows += tree_row("40000", std::string(1, name), tree);
    tree = place.object("tree", rows);
  }
  const Repository repository = opened(place.path(), {.most_entries = 10'000});
  EXPECT_EQ(test::outcome_of(repository.list(*repository.commit(place.commit_of_tree(tree)))),
            "invalid_input: " + place.path().string() +
                ": a tree of more than 10000 entries, or of endless paths; is it meant to be read?");
}

TEST(HostileGit, what_contains_itself_under_a_false_id_ends) {
  const GitPlace place;
  const std::string tree(40, '1'), commit(40, '2'), tag(40, '3');
  const auto lie = [&](const std::string& id, const std::string& type, const std::string& bytes) {
    place.loose(id, type + " " + std::to_string(bytes.size()) + std::string(1, '\0') + bytes);
  };
  lie(tree, "tree", tree_row("40000", "again", tree));
  lie(commit, "commit", "tree " + tree + "\nparent " + commit + "\n\n");
  lie(tag, "tag", "object " + tag + "\ntype tag\n");
  const Repository repository = opened(place.path());
  const auto listing = listing_of(repository, commit);
  EXPECT_EQ(listing.refused.size(), 1U);
  const auto history = repository.history(*repository.commit(commit), 5);
  ASSERT_EQ(test::outcome_of(history), "ok");
  EXPECT_EQ(history->commits.size(), 5U);
  EXPECT_THAT(test::outcome_of(repository.commit(tag)), StartsWith("corrupt: "));
  EXPECT_THAT(test::outcome_of(opened(place.path(), {.verify = true}).commit(commit)), HasSubstr("is corrupt"));
}

TEST(HostileGit, broken_trees_and_commits_are_told) {
  const GitPlace place;
  const std::string cut = place.object("tree", "100644 a" + std::string(5, '\0'));
  const auto listing = listing_of(opened(place.path()), place.commit_of_tree(cut));
  EXPECT_THAT(listing.entries, IsEmpty());
  EXPECT_THAT(listing.unreadable, ElementsAre(""));
  EXPECT_THAT(test::outcome_of(opened(place.path()).commit(place.object("commit", "tree nonsense\n\n"))),
              HasSubstr("is no commit"));
}

TEST(HostileGit, nothing_that_leads_out_is_followed_unless_asked) {
  const GitPlace secret, place;
  secret.write("secret", "s");
  const std::string commit = secret.commit("m");
  const std::string theirs = (secret.path() / ".git").string();
  const auto refused = [&](const std::filesystem::path& path) {
    EXPECT_THAT(test::outcome_of(Repository::open(path)),
                ::testing::AllOf(StartsWith("unsupported: "), HasSubstr("leads out of its repository")));
    EXPECT_EQ(test::outcome_of(opened(path, {.follow = true}).commit(commit)), "ok");
  };
  place.write(".git/objects/info/alternates", theirs + "/objects\n");
  refused(place.path());
  const test::TemporaryFolder file, link, common, objects, pack;
  file.write(".git", "gitdir: " + theirs + "\n");
  refused(file.path());
  std::filesystem::create_symlink(theirs, link.path() / ".git");
  refused(link.path());
  common.write(".git/commondir", theirs + "\n");
  common.write(".git/HEAD", "ref: refs/heads/main\n");
  refused(common.path());
  objects.write(".git/HEAD", "ref: refs/heads/main\n");
  std::filesystem::create_directories(objects.path() / ".git/refs");
  std::filesystem::create_symlink(theirs + "/objects", objects.path() / ".git/objects");
  refused(objects.path());
}

TEST(HostileGit, linked_work_tree_that_its_repository_knows_is_read) {
  const GitPlace place;
  const std::string commit = place.commit("m");
  const test::TemporaryFolder elsewhere;
  place.git({"worktree", "add", "-q", (elsewhere.path() / "tree").string()});
  EXPECT_EQ(opened(elsewhere.path() / "tree").commit()->id.hex, commit);
}

TEST(HostileGit, named_pipes_keep_nobody_waiting) {
  const GitPlace place;
  place.write("a", "a");
  place.commit("m");
  const ObjectId a{place.git({"rev-parse", "HEAD:a"})};
  std::filesystem::remove(place.loose_path(a.hex));
  ASSERT_EQ(::mkfifo(place.loose_path(a.hex).c_str(), 0600), 0);
  EXPECT_EQ(blobs_of(opened(place.path()), {a}), (Blobs{{0, "0 corrupt"}}));
  std::filesystem::remove(place.path() / ".git/HEAD");
  ASSERT_EQ(::mkfifo((place.path() / ".git/HEAD").c_str(), 0600), 0);
  EXPECT_THAT(test::outcome_of(opened(place.path()).commit()), HasSubstr("it has no commit yet"));
  ASSERT_EQ(::mkfifo((place.path() / ".git/objects/pack/x.idx").c_str(), 0600), 0);
  EXPECT_THAT(test::outcome_of(Repository::open(place.path())), StartsWith("corrupt: "));
}

TEST(HostileGit, formats_that_are_not_known_are_refused) {
  const GitPlace place;
  place.git({"config", "core.repositoryformatversion", "1"});
  place.git({"config", "extensions.refStorage", "reftable"});
  EXPECT_EQ(
      test::outcome_of(Repository::open(place.path())),
      "unsupported: " + place.path().string() + " is of a format not read here: extensions.refstorage = reftable");
}

}  // namespace
}  // namespace oyer::datasets
