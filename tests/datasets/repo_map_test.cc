#include "datasets/corpus/repo_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <numeric>

namespace oyer::datasets {
namespace {

class Project {
 public:
  explicit Project(const std::map<std::string, std::string>& texts) {
    std::vector<std::string> paths;
    for (const auto& [path, text] : texts) {
      outlines_.push_back(parsers::outline_of(Language::python, text));
      files_.push_back({path, Language::python, &outlines_.back()});
      paths.push_back(path);
    }
    graph_ = project_graph(files_, paths);
  }

  RepoMap map(std::uint64_t budget) const { return repo_map(files_, graph_, budget); }
  std::string text(std::uint64_t budget) const { return map_text(files_, map(budget)); }
  std::vector<double> ranks() const { return rank_files(files_, graph_); }

 private:
  std::deque<parsers::Outline> outlines_;
  std::vector<ProjectFile> files_;
  ProjectGraph graph_;
};

// A shop: everybody uses money, most use the basket, nobody uses main.
Project shop() {
  return Project({{"shop/__init__.py", ""},
                  {"shop/basket.py",
                   "from shop.money import Money, add\n\n\nclass Basket:\n    def put(self, price: Money):\n"
                   "        self.total = add(self.total, price)\n\n    def _audit(self):\n        pass\n"},
                  {"shop/main.py",
                   "from shop.basket import Basket\nfrom shop.money import Money as M\n\n\ndef main(argv):\n"
                   "    def inner():\n        return M(1)\n    basket = Basket()\n    basket.put(M(2))\n"
                   "    return basket\n"},
                  {"shop/money.py",
                   "RATE = 3\n\n\nclass Money:\n    def __init__(self, cents):\n        self.cents = cents\n\n\n"
                   "def add(a, b):\n    return Money(a.cents + b.cents)\n\n\ndef never_used(a, b):\n    return a\n"}});
}

constexpr const char* kWhole =
    "shop/money.py:\n"
    "  RATE\n"
    "  class Money\n"
    "    def __init__(self, cents)\n"
    "  def add(a, b)\n"
    "  def never_used(a, b)\n"
    "shop/basket.py:\n"
    "  class Basket\n"
    "    def put(self, price: Money)\n"
    "    def _audit(self)\n"
    "shop/__init__.py:\n"
    "shop/main.py:\n"
    "  def main(argv)\n";

TEST(RepoMap, a_budget_that_is_large_enough_holds_everything_but_what_is_inside_functions) {
  const Project project = shop();
  EXPECT_EQ(project.text(1000), kWhole);
  const RepoMap map = project.map(1000);
  EXPECT_EQ(map.tokens, (std::string(kWhole).size() + 3) / 4);
  EXPECT_EQ(map.files_left_out, 0U);
  EXPECT_EQ(map.definitions_left_out, 0U);
}

TEST(RepoMap, a_small_budget_holds_what_is_used_most) {
  const Project project = shop();
  EXPECT_EQ(project.text(8), "shop/money.py:\n  class Money\n");
  EXPECT_EQ(project.text(20), "shop/money.py:\n  class Money\n  def add(a, b)\nshop/basket.py:\n  class Basket\n");
  const RepoMap map = project.map(20);
  EXPECT_EQ(map.tokens, 19U);
  EXPECT_EQ(map.files_left_out, 2U);
  EXPECT_EQ(map.definitions_left_out, 6U);
}

TEST(RepoMap, no_budget_is_ever_exceeded) {
  const Project project = shop();
  for (std::uint64_t budget = 0; budget < 120; ++budget) {
    const RepoMap map = project.map(budget);
    EXPECT_LE(map.tokens, budget);
    EXPECT_EQ((project.text(budget).size() + 3) / 4, map.tokens) << budget;
  }
}

TEST(RepoMap, ranks_of_files_are_those_of_pagerank) {
  // Two files that use each other and one that uses the first: with damping d the ranks solve
  //   a = (1 - d)/3 + d (b + c), b = (1 - d)/3 + d a, c = (1 - d)/3
  const Project project({{"a.py", "import b\n"}, {"b.py", "import a\n"}, {"c.py", "import a\n"}});
  const double d = 0.85, c = (1 - d) / 3, a = (c * (1 + d) + d * c) / (1 - d * d), b = c + d * a;
  const std::vector<double> ranks = project.ranks();
  ASSERT_EQ(ranks.size(), 3U);
  EXPECT_NEAR(ranks[0], a, 1e-7);
  EXPECT_NEAR(ranks[1], b, 1e-7);
  EXPECT_NEAR(ranks[2], c, 1e-7);
}

TEST(RepoMap, files_are_worth_one_together_and_no_definitions_more_than_their_file) {
  const RepoMap map = shop().map(1000);
  double files = 0;
  for (const MappedFile& file : map.files) {
    files += file.rank;
    double sum = 0;
    for (const MappedDefinition& definition : file.definitions) sum += definition.rank;
    EXPECT_LE(sum, file.rank + 1e-7);
  }
  EXPECT_NEAR(files, 1, 1e-7);
}

TEST(RepoMap, files_that_nothing_leads_to_stand_in_the_order_of_their_paths) {
  const Project project({{"a.py", "def one(): pass\n"}, {"b.py", "def two(): pass\n"}, {"c.py", "x = 1\n"}});
  EXPECT_EQ(project.text(100), "a.py:\n  def one()\nb.py:\n  def two()\nc.py:\n  x\n");
  EXPECT_EQ(project.text(5), "a.py:\n  def one()\n");
}

TEST(RepoMap, long_signatures_are_cut_between_characters) {
  std::string parameters;
  for (int i = 0; i < 100; ++i) parameters += "größe" + std::to_string(i) + ", ";
  const Project project({{"a.py", "def f(" + parameters + "end): pass\n"}});
  const std::string text = project.text(100);
  ASSERT_TRUE(text.ends_with("…\n")) << text;
  EXPECT_LE(text.size(), std::string("a.py:\n  \n").size() + 160);
  EXPECT_GT(text.size(), std::string("a.py:\n  \n").size() + 155);
}

TEST(RepoMap, hostile_names_cannot_open_a_line_of_their_own) {
  const std::map<std::string, std::string> texts{{"a\nb.py:\n  def fake()\x1b", "def f(): pass\n"}, {"c.py", ""}};
  EXPECT_EQ(Project(texts).text(100), "a?b.py:?  def fake()?:\n  def f()\nc.py:\n");
}

TEST(RepoMap, many_names_and_uses_take_no_quadratic_time) {
  std::string defines, uses = "from big import *\n";
  for (int i = 0; i < 5000; ++i) {
    defines += "def f" + std::to_string(i) + "(): pass\n";
    uses += "from big import f" + std::to_string(i) + " as g" + std::to_string(i) + "\ng" + std::to_string(i) + "()\n";
  }
  const Project project({{"big.py", defines}, {"use.py", uses}});
  EXPECT_EQ(project.map(1000000).definitions_left_out, 0U);
  EXPECT_GT(project.map(100).tokens, 90U);
}

TEST(RepoMap, of_nothing_is_empty) {
  const std::map<std::string, std::string> nothing;
  EXPECT_EQ(Project(nothing).map(100), RepoMap());
}

}  // namespace
}  // namespace oyer::datasets
