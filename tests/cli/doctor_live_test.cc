// oyer doctor, on the machine at hand.
#include <gtest/gtest.h>

#include "base/json.h"
#include "tests/cli/program.h"

namespace oyer::cli::testing {
namespace {

TEST(DoctorLive, tier_is_the_one_that_runs_have) {
  const Place place;
  const Ended doctor = place.oyer({"doctor", "--json"});
  ASSERT_EQ(doctor.code, 0) << doctor.err;
  const auto diagnosis = json::parse(doctor.out);
  ASSERT_TRUE(diagnosis.has_value()) << doctor.out;
  const auto run = json::parse(place.oyer({"run", place.write("a.py", "print(1)"), "--json"}).out);
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(diagnosis->at("fit"), true);
  EXPECT_EQ(diagnosis->at("tier"), run->at("containment").at("tier"));
  EXPECT_EQ(diagnosis->at("containment").at("tier"), run->at("containment").at("tier"));
  EXPECT_GT(diagnosis->at("findings").as_array().size(), 5U);
  EXPECT_TRUE(diagnosis->at("python").is_string()) << doctor.out;
  EXPECT_EQ(diagnosis->at("python_in_jail").at("ending"), "exited with code 0");
}

TEST(DoctorLive, people_get_a_page_with_the_tier_on_it) {
  const Place place;
  const Ended ended = place.oyer({"doctor", "--no-cgroups"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_NE(ended.out.find("tier: reduced (no cgroup), as a real jail reports it\n"), std::string::npos) << ended.out;
  EXPECT_EQ(ended.out.find('\x1b'), std::string::npos);
}

TEST(DoctorLive, missing_interpreter_is_named) {
  const Place place;
  const Ended ended = place.oyer({"doctor", "--python", "/nonexistent/python3"});
  EXPECT_NE(ended.out.find("there is no /nonexistent/python3"), std::string::npos) << ended.out;
}

}  // namespace
}  // namespace oyer::cli::testing
