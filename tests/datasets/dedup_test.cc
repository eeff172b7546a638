#include "datasets/corpus/dedup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>

namespace oyer::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Words word0 … in a row: consecutive numbers, so that two ranges share shingles as far as they overlap.
std::string prose(int from, int to) {
  std::string text;
  for (int i = from; i < to; ++i) text += (text.empty() ? "" : i % 8 == 7 ? "\n" : " ") + ("word" + std::to_string(i));
  return text;
}

// Keeps the sketches that items point to.
class Shelf {
 public:
  const Sketch* keep(std::string_view text, std::uint64_t shape = 0) {
    sketches_.push_back(sketch_of(text, shape));
    return &sketches_.back();
  }
  DedupItem item(std::string id, std::string_view text, int license = 0, std::uint64_t shape = 0) {
    return {.id = id, .sketch = keep(text, shape), .license_rank = license, .stars = 0, .repository = "r", .path = id};
  }

 private:
  std::deque<Sketch> sketches_;
};

using Member = Cluster::Member;
using enum DuplicateKind;

TEST(Dedup, exact_and_reformatted_copies_stand_under_the_first) {
  Shelf shelf;
  const std::string text = prose(0, 100);
  EXPECT_THAT(deduplicate({shelf.item("c", text), shelf.item("a", text), shelf.item("b", "  " + text + "\n\n"),
                           shelf.item("d", prose(200, 300))}),
              ElementsAre(Cluster{"a", {Member{"b", normalised, 96.0 / 100}, Member{"c", exact, 1}}, 0}));
}

TEST(Dedup, near_copies_need_the_true_jaccard_of_the_threshold) {
  Shelf shelf;
  // 96 shingles each, 80 of them in both: 80 / 112. Then 79 / 113, below 0.7.
  const std::vector<DedupItem> items = {shelf.item("a", prose(0, 100)), shelf.item("b", prose(16, 116))};
  EXPECT_THAT(deduplicate(items), ElementsAre(Cluster{"a", {Member{"b", near, 80.0 / 112}}, 0}));
  EXPECT_THAT(deduplicate({shelf.item("a", prose(0, 100)), shelf.item("b", prose(17, 117))}), IsEmpty());
  EXPECT_THAT(deduplicate(items, {.jaccard = 0.75}), IsEmpty());
  EXPECT_THAT(deduplicate(items, {.levels = {.near = false}}), IsEmpty());
}

TEST(Dedup, survivor_has_the_better_licence_then_more_stars_then_the_lesser_repository_path_and_id) {
  Shelf shelf;
  const Sketch* same = shelf.keep(prose(0, 50));
  const std::vector<DedupItem> ranked = {{"i9", same, 0, 1, "z", "z"}, {"i8", same, 1, 9, "z", "z"},
                                         {"i7", same, 1, 8, "a", "z"}, {"i6", same, 1, 8, "b", "y"},
                                         {"i4", same, 1, 8, "b", "z"}, {"i5", same, 1, 8, "b", "z"}};
  for (std::size_t first = 0; first + 1 < ranked.size(); ++first) {
    std::vector<DedupItem> rest(ranked.begin() + static_cast<std::ptrdiff_t>(first), ranked.end());
    std::reverse(rest.begin(), rest.end());
    const auto clusters = deduplicate(rest);
    ASSERT_EQ(clusters.size(), 1U);
    EXPECT_EQ(clusters[0].survivor, ranked[first].id);
    EXPECT_EQ(clusters[0].members.size(), rest.size() - 1);
  }
}

TEST(Dedup, a_text_found_under_a_worse_licence_says_so_in_its_cluster) {
  Shelf shelf;
  const std::string text = prose(0, 100);
  EXPECT_THAT(deduplicate({shelf.item("mit", text, 0), shelf.item("gpl", text + "\n", 2)}),
              ElementsAre(Cluster{"mit", {Member{"gpl", normalised, 96.0 / 97}}, 2}));
  EXPECT_THAT(deduplicate({shelf.item("mit", text, 0), shelf.item("gpl", text + " more", 2)}),
              ElementsAre(Cluster{"mit", {Member{"gpl", near, 96.0 / 97}}, 0}));
}

// Each of a to e is within 0.7 of its neighbours alone: connected components would drop c, d and e for a.
TEST(Dedup, chains_are_not_followed) {
  Shelf shelf;
  std::vector<DedupItem> items;
  for (int i = 0; i < 5; ++i)
    items.push_back(shelf.item(std::string(1, static_cast<char>('a' + i)), prose(20 * i, 20 * i + 200)));
  EXPECT_THAT(deduplicate(items), ElementsAre(Cluster{"a", {Member{"b", near, 176.0 / 216}}, 0},
                                              Cluster{"c", {Member{"d", near, 176.0 / 216}}, 0}));
}

TEST(Dedup, copies_of_a_member_go_where_the_member_went) {
  Shelf shelf;
  const std::string changed = prose(10, 110);
  EXPECT_THAT(deduplicate({shelf.item("a", prose(0, 100)), shelf.item("b", changed), shelf.item("c", changed)}),
              ElementsAre(Cluster{"a", {Member{"b", near, 86.0 / 106}, Member{"c", near, 86.0 / 106}}, 0}));
}

TEST(Dedup, files_of_a_handful_of_words_are_compared_by_bytes_and_signs_alone) {
  Shelf shelf;
  EXPECT_THAT(deduplicate({shelf.item("a", "import os", 0, 5), shelf.item("b", "import re", 0, 5),
                           shelf.item("c", "import  os\n", 0, 5), shelf.item("d", ""), shelf.item("e", "\n"),
                           shelf.item("f", "")}),
              ElementsAre(Cluster{"a", {Member{"c", normalised, 1}}, 0},
                          Cluster{"d", {Member{"e", normalised, 1}, Member{"f", exact, 1}}, 0}));
}

TEST(Dedup, renamed_copies_are_found_by_shape_where_the_file_is_long_enough) {
  Shelf shelf;
  const auto items = [&](int words) {
    return std::vector{shelf.item("a", prose(0, words), 0, 77), shelf.item("b", prose(1000, 1000 + words), 0, 77),
                       shelf.item("c", prose(2000, 2000 + words), 0, 78), shelf.item("d", prose(3000, 3000 + words)),
                       shelf.item("e", prose(4000, 4000 + words))};
  };
  EXPECT_THAT(deduplicate(items(54)), ElementsAre(Cluster{"a", {Member{"b", shape, 0}}, 0}));
  EXPECT_THAT(deduplicate(items(53)), IsEmpty());
  EXPECT_THAT(deduplicate(items(54), {.levels = {.shape = false}}), IsEmpty());
}

TEST(Dedup, without_levels_nothing_is_a_duplicate) {
  Shelf shelf;
  EXPECT_THAT(deduplicate({shelf.item("a", "x"), shelf.item("b", "x")},
                          {.levels = {.exact = false, .normalised = false, .near = false, .shape = false}}),
              IsEmpty());
  EXPECT_THAT(deduplicate({}), IsEmpty());
}

// Files in families: each is one of 12 texts with some words changed.
std::vector<DedupItem> families(Shelf& shelf, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<DedupItem> items;
  for (int i = 0; i < 150; ++i) {
    const int family = static_cast<int>(random() % 12), length = 20 + family * 30;
    const auto edits = static_cast<unsigned>(random() % 6);
    std::vector<std::string> words;
    for (int w = 0; w < length; ++w) words.push_back("f" + std::to_string(family) + "w" + std::to_string(w));
    for (unsigned e = 0; e < edits; ++e) words[random() % words.size()] = "e" + std::to_string(random() % 40);
    std::string text;
    for (const std::string& word : words) text += word + (random() % 2 == 0 && edits == 1 ? "  " : " ");
    items.push_back(
        shelf.item("f" + std::to_string(1000 + i), text, static_cast<int>(random() % 3), sketch_hash(text) % 30));
    items.back().stars = static_cast<std::int64_t>(random() % 2);
  }
  return items;
}

TEST(Dedup, clusters_do_not_depend_on_the_order_of_the_items) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    Shelf shelf;
    std::vector<DedupItem> items = families(shelf, seed);
    const std::vector<Cluster> clusters = deduplicate(items);
    ASSERT_GT(clusters.size(), 5U);
    std::mt19937 random(seed);
    for (int turn = 0; turn < 5; ++turn) {
      std::shuffle(items.begin(), items.end(), random);
      ASSERT_EQ(deduplicate(items), clusters) << seed;
    }
  }
}

TEST(Dedup, every_member_duplicates_its_survivor_and_stands_in_one_cluster) {
  for (unsigned seed = 100; seed < 120; ++seed) {
    Shelf shelf;
    const std::vector<DedupItem> items = families(shelf, seed);
    std::map<std::string, const DedupItem*> by_id;
    for (const DedupItem& item : items) by_id[item.id] = &item;
    std::map<std::string, int> places;
    for (const Cluster& cluster : deduplicate(items)) {
      const Sketch& survivor = *by_id.at(cluster.survivor)->sketch;
      ++places[cluster.survivor];
      for (const Member& member : cluster.members) {
        const Sketch& own = *by_id.at(member.id)->sketch;
        ++places[member.id];
        EXPECT_EQ(member.jaccard, jaccard(own.shingles, survivor.shingles));
        const bool holds = member.how == exact        ? own.exact == survivor.exact
                           : member.how == normalised ? own.normalised == survivor.normalised
                           : member.how == near       ? member.jaccard >= 0.7
                                                      : own.shape == survivor.shape && own.shape != 0;
        EXPECT_TRUE(holds) << member.id;
      }
    }
    for (const auto& [id, count] : places) EXPECT_EQ(count, 1) << id;
  }
}

TEST(Dedup, shingles_kept_elsewhere_give_the_same_clusters) {
  Shelf shelf;
  std::vector<DedupItem> items = families(shelf, 7);
  const std::vector<Cluster> clusters = deduplicate(items);
  std::map<std::string, std::vector<std::uint32_t>> kept;
  std::deque<Sketch> lean;
  for (DedupItem& item : items) {
    lean.push_back(*item.sketch);
    kept[item.id] = std::exchange(lean.back().shingles, {});
    item.sketch = &lean.back();
  }
  std::size_t asked = 0;
  const auto bring = [&](const DedupItem& item) { return ++asked, kept.at(item.id); };
  EXPECT_EQ(deduplicate(items, {.shingles = bring}), clusters);
  EXPECT_GT(asked, 0U);
}

TEST(Projects, forks_are_members_of_the_better_project) {
  Shelf shelf;
  std::vector<const Sketch*> upstream, fork, other, mirror;
  for (int i = 0; i < 10; ++i) {
    upstream.push_back(shelf.keep(prose(1000 * i, 1000 * i + 100)));
    mirror.push_back(upstream.back());
    // A fork changes a word in every file and replaces two files.
    fork.push_back(shelf.keep(i < 8 ? prose(1000 * i, 1000 * i + 100) + " x" : prose(5 - 1000 * i, 95 - 1000 * i)));
    other.push_back(shelf.keep(i < 3 ? prose(1000 * i, 1000 * i + 100) : prose(90'000 + i * 1000, 90'100 + i * 1000)));
  }
  for (auto* files : {&upstream, &fork, &other, &mirror}) files->push_back(shelf.keep(""));
  const std::vector<DedupProject> projects = {
      {"fork", 0, 3, fork}, {"upstream", 0, 10, upstream}, {"other", 0, 5, other}, {"mirror", 1, 90, mirror}};
  const std::vector<Cluster> expected = {{"upstream", {Member{"fork", near, 8.0 / 12}, Member{"mirror", exact, 1}}, 1}};
  EXPECT_EQ(deduplicate_projects(projects, {.jaccard = 0.6}), expected);
  EXPECT_EQ(deduplicate_projects(projects), (std::vector<Cluster>{{"upstream", {Member{"mirror", exact, 1}}, 1}}));
  EXPECT_EQ(deduplicate_projects({projects[3], projects[2], projects[1], projects[0]}, {.jaccard = 0.6}), expected);
}

TEST(Projects, of_one_file_or_none_are_left_to_file_level) {
  Shelf shelf;
  const Sketch* file = shelf.keep(prose(0, 100));
  const Sketch* blank = shelf.keep("\n");
  EXPECT_THAT(
      deduplicate_projects({{"a", 0, 0, {file, blank}}, {"b", 0, 0, {file}}, {"c", 0, 0, {}}, {"d", 0, 0, {blank}}}),
      IsEmpty());
}

// No pair over the threshold is lost by looking at rare files alone: against all pairs.
TEST(Projects, index_of_rare_files_misses_no_pair) {
  std::mt19937 random(11);
  Shelf shelf;
  std::vector<const Sketch*> files;
  for (int i = 0; i < 60; ++i) files.push_back(shelf.keep(prose(1000 * i, 1000 * i + 30)));
  for (const double threshold : {0.3, 0.5, 0.7, 0.9, 1.0}) {
    std::vector<DedupProject> projects;
    for (int p = 0; p < 80; ++p) {
      DedupProject project{std::string(1, static_cast<char>('A' + p / 26)) + std::to_string(p), 0, p, {}};
      const std::size_t from = random() % 6 * 10, size = 3 + random() % 10;
      for (std::size_t f = from; f < from + size && f < 60; ++f)
        if (random() % 10 != 0) project.files.push_back(files[f]);
      projects.push_back(project);
    }
    std::map<std::string, std::string> expected, found;
    std::vector<DedupProject> survivors;
    for (auto project = projects.rbegin(); project != projects.rend(); ++project) {  // more stars first
      if (project->files.size() < 2) continue;
      bool survives = true;
      for (const DedupProject& other : survivors) {
        const std::set<const Sketch*> a(project->files.begin(), project->files.end()),
            b(other.files.begin(), other.files.end());
        std::vector<const Sketch*> both;
        std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
        const auto shared = static_cast<double>(both.size());
        if (shared / (static_cast<double>(a.size() + b.size()) - shared) < threshold) continue;
        expected[project->id] = other.id;
        survives = false;
        break;
      }
      if (survives) survivors.push_back(*project);
    }
    for (const Cluster& cluster : deduplicate_projects(projects, {.jaccard = threshold}))
      for (const Member& member : cluster.members) found[member.id] = cluster.survivor;
    EXPECT_EQ(found, expected) << threshold;
    EXPECT_GT(expected.size(), 3U);
  }
}

}  // namespace
}  // namespace oyer::datasets
