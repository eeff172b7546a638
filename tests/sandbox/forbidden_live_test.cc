// A host that forbids namespaces, as unprivileged containers do: here a filter around the test's own child refuses what
// a keeper needs. Runs are then refused, not weakened, and the report says what to ask for.
#include <gmock/gmock.h>

#include <string>

#include "sandbox/host.h"
#include "tests/sandbox/jail_support.h"
#include "tests/support/forbidden.h"

namespace oyer::sandbox::testing {
namespace {

using test::where_forbidden;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Forbidden, jail_is_refused_with_the_reason_and_the_way_out) {
  const std::string said = where_forbidden([] {
    const Result<std::unique_ptr<Jail>> jail = Jail::open({});
    return jail.has_value() ? std::string("opened")
                            : std::string(name_of(jail.error().kind)) + ": " + to_string(jail.error());
  });
  EXPECT_EQ(said.rfind("host: ", 0), 0U) << said;
  EXPECT_THAT(said, HasSubstr("cannot make the keeper's namespaces"));
  EXPECT_THAT(said, HasSubstr("`oyer doctor`"));
  EXPECT_THAT(said, HasSubstr("Operation not permitted"));
  EXPECT_THAT(said, HasSubstr("--accept-weak goes without them, and candidates may then read every file"));
}

TEST(Forbidden, report_names_the_lack_and_what_mends_it) {
  const std::string said = where_forbidden([] { return json::print(json::value(to_json(probe_host()))); });
  const Result<json::value> report = json::parse(said);
  ASSERT_TRUE(report.has_value()) << said;
  EXPECT_EQ(report->at("tier"), json::value("weak"));
  unsigned missing = 0;
  for (const json::value& finding : report->at("findings").as_array()) {
    const std::string name(finding.at("name").as_string());
    if (name.find("_namespace") == std::string::npos || finding.at("state") != json::value("missing")) continue;
    ++missing;
    EXPECT_EQ(finding.at("found"), json::value("Operation not permitted")) << name;
    EXPECT_NE(finding.at("fix"), json::value("")) << name;
  }
  EXPECT_GE(missing, 6U) << said;
}

TEST(Forbidden, nothing_is_run_by_a_host_report_with_a_trial) {
  const std::string said = where_forbidden([] { return json::print(json::value(to_json(probe_host({JailSpec{}})))); });
  const Result<json::value> report = json::parse(said);
  ASSERT_TRUE(report.has_value()) << said;
  EXPECT_TRUE(report->at("tier").is_null()) << "no tier can be started";
}

}  // namespace
}  // namespace oyer::sandbox::testing
