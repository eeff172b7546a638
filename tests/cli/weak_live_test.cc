// oyer on a host that forbids namespaces: refused, unless --accept-weak; and then told at every turn.
#include <gmock/gmock.h>

#include <algorithm>

#include "base/json.h"
#include "tests/cli/program.h"
#include "tests/support/forbidden.h"

namespace oyer::cli::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

bool is_root() { return ::geteuid() == 0; }

// What a command does where namespaces are forbidden: exit code, stdout, stderr.
Ended where_forbidden(const Place& place, const std::vector<std::string>& words) {
  const std::string said = test::where_forbidden([&] {
    const Ended ended = place.oyer(words);
    return json::print(json::value(json::array{ended.code, ended.out, ended.err}));
  });
  const auto parts = json::parse(said);
  if (!parts.has_value() || !parts->is_array()) {
    ADD_FAILURE() << said;
    return {};
  }
  const json::array& all = parts->get_array();
  return {static_cast<int>(all[0].as_int64()), std::string(json::view(all[1].as_string())),
          std::string(json::view(all[2].as_string()))};
}

std::string text_of(const json::value& value) { return std::string(json::view(value.as_string())); }

// Of the bundled tasks one of each shape, and all their candidates in Python but those that take seconds.
class WeakGrade : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string bundled = OYER_SOURCE_DIR "/bundled/";
    std::string tasks, candidates;
    for (const json::object& task : rows_of(test::bytes_of(bundled + "tasks.jsonl"))) {
      if (is_chosen(text_of(task.at("id")))) tasks += json::print(json::value(task)) + "\n";
    }
    for (const json::object& candidate : rows_of(test::bytes_of(bundled + "candidates.jsonl"))) {
      const std::string expect = text_of(candidate.at("expect"));
      if (!is_chosen(text_of(candidate.at("task_id"))) || candidate.contains("language")) continue;
      if (expect == "time_limit") continue;
      candidates += json::print(json::value(candidate)) + "\n";
      ++count_;
    }
    words_ = {"grade",
              place_.write("tasks.jsonl", tasks),
              place_.write("candidates.jsonl", candidates),
              "--json",
              "--out",
              place_.path("out") + "/"};
  }
  static bool is_chosen(const std::string& id) {
    return id == "oyer/tide_marks" || id == "oyer/purse" || id == "oyer/ferry_loads";
  }
  std::vector<std::string> words(const std::vector<std::string>& more) const {
    std::vector<std::string> all = words_;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  std::vector<json::object> records() const { return rows_of(place_.bytes("out/records.jsonl")); }

  Place place_;
  std::vector<std::string> words_;
  std::size_t count_ = 0;
};

std::int64_t measured(const Ended& ended, const char* what) {
  return json::parse(ended.out)->at("measured").at(what).as_int64();
}

TEST_F(WeakGrade, is_refused_without_the_flag_and_says_which_it_is) {
  const Ended ended = where_forbidden(place_, words({}));
  EXPECT_EQ(ended.code, 96) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("cannot make the keeper's namespaces"));
  EXPECT_THAT(ended.err, HasSubstr("--accept-weak goes without them, and candidates may then read every file"));
  EXPECT_TRUE(!place_.has("out/records.jsonl") || records().empty());
}

TEST_F(WeakGrade, gives_the_verdicts_of_other_tiers_named_and_never_sound) {
  ASSERT_GE(count_, 15U);
  const Ended ended = where_forbidden(place_, words({"--accept-weak"}));
  ASSERT_EQ(ended.code, 0) << ended.err;
  ASSERT_EQ(records().size(), count_);
  for (const json::object& record : records()) {
    const std::string which = text_of(record.at("task_id")) + " " + json::print(record.at("index"));
    EXPECT_EQ(record.at("verdict"), record.at("extra").at("expect")) << which;
    EXPECT_EQ(record.at("sound"), json::value(false)) << which;
    EXPECT_TRUE(record.at("reward").is_null()) << which << ": nobody asked for unsound rewards";
    EXPECT_EQ(record.at("setting").at("tier"), json::value("weak")) << which;
    EXPECT_EQ(record.at("containment").at("tier"), json::value("weak")) << which;
    EXPECT_EQ(record.at("containment").at("distinct_uid"), json::value(is_root())) << which;
  }
  EXPECT_THAT(ended.err, HasSubstr("oyer: tier weak: nothing kept it from reading what"));
  EXPECT_THAT(ended.err, HasSubstr("such grades are not sound"));
}

TEST_F(WeakGrade, is_found_again_in_its_own_tier_and_never_in_another) {
  const Ended weak = where_forbidden(place_, words({"--accept-weak"}));
  ASSERT_EQ(weak.code, 0) << weak.err;
  // The host at hand gives namespaces: it is not weak for being allowed to be.
  const Ended other = place_.oyer(words({"--accept-weak"}));
  ASSERT_EQ(other.code, 0) << other.err;
  EXPECT_EQ(measured(other, "reused"), 0) << other.out;
  for (const json::object& record : records()) {
    EXPECT_NE(record.at("containment").at("tier"), json::value("weak"));
    EXPECT_EQ(record.at("sound"), json::value(true));
  }
  const Ended again = where_forbidden(place_, words({"--accept-weak"}));
  EXPECT_EQ(measured(again, "executed"), 0) << again.out;
  for (const json::object& record : records()) EXPECT_EQ(record.at("sound"), json::value(false));
}

TEST(WeakRun, says_in_one_line_what_the_program_could_do) {
  const Place place;
  const Ended ended = where_forbidden(place, {"run", place.write("a.py", "print(6 * 7)"), "--accept-weak"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.out, "42\n");
  EXPECT_THAT(ended.err, HasSubstr("; weak ("));
  EXPECT_THAT(ended.err, HasSubstr(is_root() ? "what every user of this host may read" : "what this user may read"));
}

TEST(WeakRun, compiler_needs_a_place_to_write_to) {
  const Place place;
  const std::string source = place.write("a.cpp", "#include <cstdio>\nint main() { std::puts(\"built\"); }\n");
  const Ended ended = where_forbidden(place, {"run", source, "--accept-weak"});
  if (is_root()) {
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "built\n");
  } else {
    EXPECT_EQ(ended.code, 96) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("C and C++ cannot be built in tier weak as an ordinary user"));
  }
}

TEST(WeakDoctor, names_the_flag_where_only_weak_is_possible) {
  const Place place;
  const Ended without = where_forbidden(place, {"doctor"});
  EXPECT_EQ(without.code, 96) << without.out;
  EXPECT_THAT(without.out, HasSubstr("tier: none"));
  EXPECT_THAT(without.out, HasSubstr("weak_tier"));
  EXPECT_THAT(without.out, HasSubstr("possible, with --accept-weak"));
  const Ended with = where_forbidden(place, {"doctor", "--accept-weak"});
  EXPECT_EQ(with.code, 0) << with.out;
  EXPECT_THAT(with.out, HasSubstr("tier: weak ("));
  EXPECT_THAT(with.out, HasSubstr("no namespaces"));
  const Ended here = place.oyer({"doctor", "--accept-weak"});
  EXPECT_THAT(here.out, Not(HasSubstr("weak")));
}

}  // namespace
}  // namespace oyer::cli::testing
