#include <gmock/gmock.h>

#include "tests/datasets/corpus_place.h"

namespace oyer::datasets {
namespace {

using testing::CorpusPlace;
using Fates = std::map<std::string, std::string>;

// A function for each letter of `forms`, which is the module's shape; every name bears `word`.
std::string module_of(const std::string& word, const std::string& forms) {
  std::string text;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const std::string n = word + "_" + std::to_string(i);
    text += "def " + n + "(first, second):\n";
    if (forms[i] == 'r') text += "    total_" + n + " = first + second\n    return [total_" + n + ", first]\n\n";
    if (forms[i] == 'i') text += "    if first > limit_" + n + ":\n        raise ValueError('" + n + "')\n\n";
    if (forms[i] == 'l') text += "    for item_" + n + " in second:\n        print(item_" + n + ", first)\n\n";
  }
  return text;
}

std::string reformatted(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '+' ? std::string(" +  ") : std::string(1, c);
  return out;
}

CorpusOptions none() {
  CorpusOptions options;
  options.preset = "none";
  return options;
}

const CorpusTotals& no_totals() {
  static const CorpusTotals totals;
  return totals;
}

TEST(CorpusDedup, files_that_say_again_what_another_says_are_dropped_with_the_place_of_the_survivor) {
  CorpusPlace place;
  place.repository("a").write("one.py", module_of("alpha", "rilril"));
  place.repository("a").write("more.py", module_of("eta", "llllrrrriiiillll"));
  place.repository("a").write("own.py", module_of("beta", "rriirrii"));
  place.repository("a").write("second.py", module_of("iota", "iiilllrrr"));
  place.repository("b").write("copy.py", module_of("alpha", "rilril"));
  place.repository("b").write("longer.py", module_of("eta", "llllrrrriiiillllr"));
  place.repository("b").write("new.py", module_of("kappa", "lirrrrrr"));
  place.repository("b").write("renamed.py", module_of("zeta", "rilril"));
  place.repository("b").write("spaced.py", reformatted(module_of("beta", "rriirrii")));
  const CorpusTotals totals = place.build(none());
  EXPECT_EQ(place.fates(), (Fates{{"a:more.py", ""},
                                  {"a:one.py", ""},
                                  {"a:own.py", ""},
                                  {"a:second.py", ""},
                                  {"b:copy.py", "duplicate:exact"},
                                  {"b:longer.py", "duplicate:near"},
                                  {"b:new.py", ""},
                                  {"b:renamed.py", "duplicate:shape"},
                                  {"b:spaced.py", "duplicate:normalised"}}));
  EXPECT_EQ(totals.clusters, (std::map<std::string, std::uint64_t>{{"file", 3}}));
  const json::object near = place.row("b", "longer.py");
  const json::object& of = near.at("duplicate_of").as_object();
  EXPECT_EQ(CorpusPlace::text(of, "repo_name") + ":" + CorpusPlace::text(of, "path"), "a:more.py");
  EXPECT_EQ(of.at("blob_id"), place.row("a", "more.py").at("blob_id"));
  EXPECT_EQ(json::print(near.at("decisions")),
            json::print(json::array{
                json::object{{"rule", "dedup.near"}, {"value", of.at("jaccard")}, {"limit", 0.7}, {"drop", true}}}));
  EXPECT_GT(of.at("jaccard").as_double(), 0.7);
  EXPECT_LT(of.at("jaccard").as_double(), 1.0);
}

TEST(CorpusDedup, clusters_are_written_out_and_survivors_name_all_paths_of_their_blob) {
  CorpusPlace place;
  place.repository("a").write("one.py", module_of("alpha", "rilril"));
  place.repository("a").write("two.py", module_of("alpha", "rilril"));
  place.repository("b").write("new.py", module_of("kappa", "lirrrrrr"));
  place.repository("b").write("three.py", module_of("alpha", "rilril"));
  place.build(none());
  const std::string id = CorpusPlace::text(place.row("a", "one.py"), "blob_id");
  ASSERT_EQ(place.rows("clusters").size(), 1U);
  EXPECT_EQ(json::print(place.rows("clusters")[0]),
            R"({"level":"file","survivor":{"repo_name":"a","path":"one.py","blob_id":")" + id +
                R"("},"worst_license":"no_license","members":[{"repo_name":"a","path":"two.py","blob_id":")" + id +
                R"(","how":"exact","jaccard":1.0},{"repo_name":"b","path":"three.py","blob_id":")" + id +
                R"(","how":"exact","jaccard":1.0}]})");
  const json::object survivor = place.row("a", "one.py");
  const std::string all =
      R"([{"repo_name":"a","path":"one.py"},{"repo_name":"a","path":"two.py"},{"repo_name":"b","path":"three.py"}])";
  EXPECT_EQ(json::print(survivor.at("all_paths")), all);
  EXPECT_EQ(json::print(survivor.at("duplicates")), "2");
  const json::object sample = place.rows("data").at(0);
  EXPECT_EQ(json::print(sample.at("files").as_array().at(0).as_object().at("all_paths")), all);
  bool listed = false;
  const json::object manifest = place.manifest();
  for (const json::value& shard : manifest.at("shards").as_array())
    listed |= shard.as_object().at("path").as_string() == "clusters/clusters-00000-of-00001.jsonl.zst";
  EXPECT_TRUE(listed);
}

TEST(CorpusDedup, a_copied_project_goes_whole_before_files_are_compared) {
  CorpusPlace place;
  for (const char* name : {"fork", "origin"}) {
    place.repository(name).write("one.py", module_of("alpha", "rilril"));
    place.repository(name).write("two.py", module_of("beta", "lirlirr"));
    place.repository(name).write("three.py", module_of("gamma", "rrrillii"));
    place.repository(name).write("tiny.py", "X = 1\n");
  }
  place.repository("origin").write("four.py", module_of("own", "iirrllrrii"));
  place.build(none());
  EXPECT_EQ(place.fates(), (Fates{{"fork:one.py", "duplicate:project"},
                                  {"fork:three.py", "duplicate:project"},
                                  {"fork:tiny.py", "duplicate:project"},
                                  {"fork:two.py", "duplicate:project"},
                                  {"origin:four.py", ""},
                                  {"origin:one.py", ""},
                                  {"origin:three.py", ""},
                                  {"origin:tiny.py", ""},
                                  {"origin:two.py", ""}}));
  EXPECT_EQ(CorpusPlace::text(place.rows("clusters").at(0), "level"), "project");
}

// A package whose parts are copies of each other, as examples and templates are.
TEST(CorpusDedup, a_duplicate_leaves_no_hole_in_the_graph_of_its_own_project) {
  CorpusPlace place;
  const auto& app = place.repository("app");
  app.write("a/__init__.py", "");
  app.write("b/__init__.py", "");
  app.write("a/tools.py", module_of("tool", "rilril"));
  app.write("b/tools.py", module_of("tool", "rilril"));
  app.write("b/main.py", "from b.tools import tool_0\n\n\ndef run():\n    return tool_0(1, 2)\n");
  const CorpusTotals totals = place.build(none());
  EXPECT_EQ(place.fates(), (Fates{{"app:a/__init__.py", ""},
                                  {"app:a/tools.py", ""},
                                  {"app:b/__init__.py", ""},
                                  {"app:b/main.py", ""},
                                  {"app:b/tools.py", "duplicate:exact"}}));
  EXPECT_EQ(totals.imports.at("unique"), 1U);
  EXPECT_EQ(totals.imports.at("external"), 0U);
  EXPECT_EQ(totals.context, (ContextResolution{1, 1}));
}

TEST(CorpusDedup, a_reference_does_not_go_over_to_a_near_duplicate_that_lacks_the_name) {
  CorpusPlace place;
  const auto& app = place.repository("app");
  app.write("a.py", module_of("tool", "llllrrrriiiillll"));
  app.write("b.py", module_of("tool", "llllrrrriiiilllli"));
  app.write("main.py", "import b\n\n\ndef run():\n    return b.tool_0(1, 2), b.tool_16(1, 2)\n");
  const CorpusTotals totals = place.build(none());
  EXPECT_EQ(place.fates(), (Fates{{"app:a.py", ""}, {"app:b.py", "duplicate:near"}, {"app:main.py", ""}}));
  EXPECT_EQ(totals.context, (ContextResolution{1, 1}));
}

TEST(CorpusDedup, short_files_count_as_duplicates_only_where_each_is_a_sample) {
  CorpusPlace place;
  place.repository("app").write("a/short.py", "from os import path\n");
  place.repository("app").write("b/short.py", "from os import path\n");
  CorpusOptions options = none();
  place.build(options);
  EXPECT_EQ(place.fates(), (Fates{{"app:a/short.py", ""}, {"app:b/short.py", ""}}));
  options.unit = CorpusUnit::file;
  place.build(options);
  EXPECT_EQ(place.fates(), (Fates{{"app:a/short.py", ""}, {"app:b/short.py", "duplicate:exact"}}));
}

TEST(CorpusDedup, only_the_levels_asked_for_drop_anything) {
  CorpusPlace place;
  place.repository("a").write("one.py", module_of("alpha", "rilril"));
  place.repository("a").write("renamed.py", module_of("zeta", "rilril"));
  place.repository("a").write("same.py", module_of("alpha", "rilril"));
  CorpusOptions options = none();
  options.dedup = {false, false, false, false};
  EXPECT_EQ(place.build(options).dropped, no_totals().dropped);
  EXPECT_EQ(place.rows("clusters"), std::vector<json::object>());
  options.dedup.exact = true;
  EXPECT_EQ(place.build(options).dropped, (std::map<std::string, std::uint64_t>{{"duplicate:exact", 1}}));
}

TEST(CorpusDedup, the_bytes_are_the_same_for_any_number_of_workers) {
  CorpusPlace place;
  for (int i = 0; i < 6; ++i) {
    const std::string n = std::to_string(i);
    place.repository("a").write(n + ".py", module_of("alpha" + n, "rilrilllr"));
    place.repository("b").write(n + ".py", module_of("beta" + n, "rilrillli"));
  }
  const CorpusOptions one = none();
  place.build(one);
  const std::string manifest = json::print(place.manifest());
  std::filesystem::remove_all(place.folder());
  CorpusOptions four = one;
  four.jobs = 4;
  place.build(four);
  EXPECT_EQ(json::print(place.manifest()), manifest);
}

}  // namespace
}  // namespace oyer::datasets
