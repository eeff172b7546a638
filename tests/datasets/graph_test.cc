#include "datasets/corpus/graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>

#include "datasets/corpus/order.h"
#include "datasets/corpus/pack.h"

namespace oyer::datasets {
namespace {

using Lines = std::vector<std::string>;

// A project made of paths and texts, parsed for real.
class Project {
 public:
  explicit Project(const std::map<std::string, std::string>& texts, const Lines& others = {}) : paths_(others) {
    for (const auto& [path, text] : texts) {
      outlines_.push_back(parsers::outline_of(Language::python, text));
      files_.push_back({path, Language::python, &outlines_.back()});
      paths_.push_back(path);
    }
    std::sort(paths_.begin(), paths_.end());
    graph_ = project_graph(files_, paths_);
  }

  const ProjectGraph& graph() const { return graph_; }
  const std::string& path(std::uint32_t file) const { return files_[file].path; }

  // "a.py -> b.py unique strong", by file.
  Lines edges() const {
    Lines lines;
    for (const Edge& e : graph_.edges)
      lines.push_back(path(e.from) + " -> " + path(e.to) + " " + std::string(name_of(e.status)) + " " +
                      std::string(name_of(e.strength)));
    return lines;
  }

  // "a.py name -> b.py"
  Lines references() const {
    Lines lines;
    for (const CrossReference& r : graph_.references)
      lines.push_back(path(r.from) + " " + files_[r.from].outline->references[r.reference].name + " -> " + path(r.to));
    return lines;
  }

  Lines imports() const {
    Lines lines;
    for (const ResolvedImport& i : graph_.imports) {
      const auto& use = files_[i.file].outline->imports[i.import];
      std::string line = path(i.file) + " " + use.target + (use.name.empty() ? "" : ":" + use.name) + " " +
                         std::string(name_of(i.status));
      for (const std::uint32_t to : i.targets) line += " " + path(to);
      lines.push_back(std::move(line));
    }
    return lines;
  }

  Lines ordered(OrderPolicy policy, std::uint64_t seed = 0) const {
    Lines lines;
    for (const std::uint32_t file : order_files(graph_, policy, seed)) lines.push_back(path(file));
    return lines;
  }

 private:
  std::deque<parsers::Outline> outlines_;
  std::vector<ProjectFile> files_;
  Lines paths_;
  ProjectGraph graph_;
};

TEST(PythonGraph, every_form_of_import_finds_its_file) {
  const Project project({{"pkg/__init__.py", ""},
                         {"pkg/a.py",
                          "import pkg.b\nfrom pkg import c\nfrom . import d\nfrom .sub import x, y\n"
                          "from .sub.deep import z\nfrom .. import beyond\n"},
                         {"pkg/b.py", "import os, sys\nimport numpy as np\nfrom logging import config\n"},
                         {"pkg/c.py", "def f():\n    from pkg import b\n"},
                         {"pkg/d.py", "import importlib\nimportlib.import_module('pkg.' + name)\n"},
                         {"pkg/sub/__init__.py", "def x(): pass\n"},
                         {"pkg/sub/deep.py", "from ..b import *\n"},
                         {"pkg/sub/y.py", "from ... import nothing\n"}});
  EXPECT_EQ(project.edges(),
            (Lines{"pkg/a.py -> pkg/__init__.py unique weak", "pkg/a.py -> pkg/b.py unique strong",
                   "pkg/a.py -> pkg/c.py unique strong", "pkg/a.py -> pkg/d.py unique strong",
                   "pkg/a.py -> pkg/sub/__init__.py unique strong", "pkg/a.py -> pkg/sub/deep.py unique strong",
                   "pkg/a.py -> pkg/sub/y.py unique strong", "pkg/c.py -> pkg/__init__.py unique weak",
                   "pkg/c.py -> pkg/b.py unique weak", "pkg/sub/deep.py -> pkg/b.py unique strong"}));
}

TEST(PythonGraph, folders_are_searched_in_the_order_a_path_would_have) {
  const Project project({{"src/app/__init__.py", ""},
                         {"src/app/main.py", "import app.util\nimport json\n"},
                         {"src/app/util.py", ""},
                         {"src/app/json.py", ""},
                         {"tests/helper.py", ""},
                         {"tests/test_main.py", "import helper\nimport app\nfrom app import main\n"},
                         {"tools/json.py", ""},
                         {"tools/run.py", "import json\nimport helper\n"}});
  EXPECT_EQ(
      project.imports(),
      (Lines{"src/app/main.py app.util unique src/app/util.py", "src/app/main.py json external",
             "tests/test_main.py helper unique tests/helper.py", "tests/test_main.py app unique src/app/__init__.py",
             "tests/test_main.py app:main unique src/app/__init__.py src/app/main.py",
             "tools/run.py json unique tools/json.py", "tools/run.py helper external"}));
}

TEST(PythonGraph, two_packages_of_one_name_are_ambiguous_from_outside) {
  const Project project({{"examples/one/shop/__init__.py", ""},
                         {"examples/two/shop/__init__.py", ""},
                         {"examples/two/use.py", "import shop\n"},
                         {"outside.py", "import shop\n"}});
  EXPECT_EQ(project.imports(), (Lines{"examples/two/use.py shop unique examples/two/shop/__init__.py",
                                      "outside.py shop ambiguous examples/one/shop/__init__.py "
                                      "examples/two/shop/__init__.py"}));
}

TEST(PythonGraph, folders_without_init_are_packages_too) {
  const std::map<std::string, std::string> texts{{"ns/part/a.py", "VALUE = 1\n"},
                                                 {"use.py", "from ns.part import a\nimport ns.part.a\n"}};
  const Project project(texts);
  EXPECT_EQ(project.imports(), (Lines{"use.py ns.part:a unique ns/part/a.py", "use.py ns.part.a unique ns/part/a.py"}));
}

TEST(PythonGraph, a_name_that_a_package_took_from_its_submodule_hides_it) {
  const Project project({{"pkg/__init__.py", "from .version import version\nfrom . import other\n"},
                         {"pkg/other.py", ""},
                         {"pkg/use.py", "from . import version\nfrom . import other\n"},
                         {"pkg/version.py", "def version(): pass\n"}});
  EXPECT_EQ(project.imports(), (Lines{"pkg/__init__.py .version:version unique pkg/version.py",
                                      "pkg/__init__.py .:other unique pkg/__init__.py pkg/other.py",
                                      "pkg/use.py .:version unique pkg/__init__.py",
                                      "pkg/use.py .:other unique pkg/__init__.py pkg/other.py"}));
}

TEST(PythonGraph, references_are_followed_to_the_definition_behind_re_exports) {
  const Project project({{"lib/__init__.py", "from .core import run\nfrom .shapes import *\n"},
                         {"lib/core.py", "def run(): pass\nclass Engine:\n    def go(self): pass\n"},
                         {"lib/shapes.py", "class Circle: pass\n"},
                         {"use.py",
                          "import lib\nimport lib.core as k\nfrom lib import run, Circle\n"
                          "run()\nCircle()\nlib.run()\nk.Engine.go\nlib.core.Engine()\nprint(len([]))\n"}});
  EXPECT_EQ(project.references(),
            (Lines{"use.py run -> lib/core.py", "use.py Circle -> lib/shapes.py", "use.py lib.run -> lib/core.py",
                   "use.py k.Engine.go -> lib/core.py", "use.py lib.core.Engine -> lib/core.py"}));
}

TEST(Order, what_is_used_stands_before_what_uses_it) {
  const Project project(
      {{"a.py", "import c\nimport b\n"}, {"b.py", "import d\n"}, {"c.py", "import b\n"}, {"d.py", ""}, {"e.py", ""}});
  EXPECT_EQ(project.ordered(OrderPolicy::dependency), (Lines{"d.py", "b.py", "c.py", "a.py", "e.py"}));
  EXPECT_EQ(project.ordered(OrderPolicy::path), (Lines{"a.py", "b.py", "c.py", "d.py", "e.py"}));
}

TEST(Order, circles_are_opened_at_weak_edges_first) {
  const Project project({{"a.py", "import b\n"}, {"b.py", "def f():\n    import c\n"}, {"c.py", "import a\n"}});
  EXPECT_EQ(cycles(project.graph()), (std::vector<std::vector<std::uint32_t>>{{0, 1, 2}}));
  EXPECT_EQ(cycles(project.graph(), true), std::vector<std::vector<std::uint32_t>>{});
  EXPECT_EQ(project.ordered(OrderPolicy::dependency), (Lines{"b.py", "a.py", "c.py"}));
}

TEST(Order, a_circle_of_strong_edges_is_opened_where_least_is_missing_then_by_path) {
  const Project project(
      {{"a.py", "import b, c\n"}, {"b.py", "import a\n"}, {"c.py", "import b\n"}, {"d.py", "import a"}});
  EXPECT_EQ(project.ordered(OrderPolicy::dependency), (Lines{"b.py", "c.py", "a.py", "d.py"}));
}

TEST(Order, random_is_a_function_of_the_seed) {
  std::map<std::string, std::string> texts;
  for (int i = 0; i < 40; ++i) texts["f" + std::to_string(10 + i) + ".py"] = "";
  const Project project(texts);
  const Lines one = project.ordered(OrderPolicy::random, 1);
  EXPECT_EQ(project.ordered(OrderPolicy::random, 1), one);
  EXPECT_NE(project.ordered(OrderPolicy::random, 2), one);
  Lines sorted = one;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, project.ordered(OrderPolicy::path));
}

// A chain of circles and many files: no recursion.
TEST(Order, a_hundred_thousand_files_in_one_chain_are_ordered) {
  ProjectGraph graph;
  graph.files = 100'000;
  for (std::uint32_t i = 0; i + 1 < graph.files; ++i)
    graph.edges.push_back({i, i + 1, ImportStatus::unique, Strength::strong});
  const auto order = order_files(graph, OrderPolicy::dependency);
  EXPECT_EQ(order.front(), graph.files - 1);
  EXPECT_EQ(order.back(), 0U);
}

TEST(Pack, a_sample_grows_around_who_needs_others) {
  const Project project(
      {{"a.py", "from b import f\nf()\n"}, {"b.py", "def f(): pass\n"}, {"c.py", "import b\nb.f()\n"}, {"z.py", ""}});
  const std::vector<std::uint64_t> tokens{10, 10, 10, 10};
  const auto samples = pack(project.graph(), tokens, {OrderPolicy::dependency, 0, 20, false});
  const std::vector<PackedSample> expected{
      {{{1, false}, {2, false}}, 20, {1, 1}}, {{{1, true}, {0, false}}, 20, {1, 1}}, {{{3, false}}, 10, {0, 0}}};
  EXPECT_EQ(samples, expected);
}

TEST(Pack, other_orders_are_cut_where_the_budget_ends) {
  const Project project(
      {{"a.py", "from b import f\nf()\n"}, {"b.py", "def f(): pass\n"}, {"c.py", "import b\nb.f()\n"}});
  const std::vector<std::uint64_t> tokens{10, 10, 10};
  EXPECT_EQ(pack(project.graph(), tokens, {OrderPolicy::path, 0, 20, false}),
            (std::vector<PackedSample>{{{{0, false}, {1, false}}, 20, {0, 1}}, {{{2, false}}, 10, {0, 1}}}));
  EXPECT_EQ(pack(project.graph(), tokens, {OrderPolicy::dependency, 0, 0, false}),
            (std::vector<PackedSample>{{{{1, false}, {0, false}, {2, false}}, 30, {2, 2}}}));
}

}  // namespace
}  // namespace oyer::datasets
