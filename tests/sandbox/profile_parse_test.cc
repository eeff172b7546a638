// What a profile file may say, and how it is told otherwise: FILE:LINE and the remedy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/digest.h"
#include "sandbox/detail/seccomp_lines.h"
#include "sandbox/detail/seccomp_lint.h"
#include "tests/sandbox/profile_support.h"

namespace oyer::sandbox::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A profile with these rules, from line 6 on.
std::string with_rules(std::string_view rules) {
  return "{\"linux\": {\"seccomp\": {\n\"defaultAction\": \"SCMP_ACT_ERRNO\",\n\"defaultErrnoRet\": 38,\n"
         "\"architectures\": [\"SCMP_ARCH_X86_64\"],\n\"syscalls\": [\n" +
         std::string(rules) + "\n]}}}\n";
}

struct Refusal {
  std::string text;
  std::string message;  // whole
};

class Refused : public ::testing::TestWithParam<Refusal> {};

TEST_P(Refused, names_the_line_and_the_remedy) {
  const Result<SyscallProfile> profile = parse_profile("p.json", GetParam().text);
  ASSERT_FALSE(profile.has_value());
  EXPECT_EQ(profile.error().kind, Error::Kind::invalid_input);
  EXPECT_EQ(profile.error().what, GetParam().message);
}

const Refusal kRefusals[] = {
    {"[]", "p.json:1: an object {...} is needed here"},
    {"{}", "p.json:1: \"linux\" is missing"},
    {"{\"linux\": {},\n \"linux\": {}}", "p.json:2: key \"linux\" stands twice; keep one"},
    {"{\"\\u006cinux\": {}}", "p.json:1: key \"\\u006cinux\" is written with an escape"},
    {"{\"linux\": {\"seccomp\": {\n\"defaultAction\": \"SCMP_ACT_ALLOW\"}}}",
     "p.json:2: profiles deny by default; write SCMP_ACT_ERRNO"},
    {"{\"linux\": {\"seccomp\": {\n\n\"defaultAction\": \"SCMP_ACT_ERRNO\"}}}",
     "p.json:1: \"defaultErrnoRet\" must be an integer from 0 to 18446744073709551615"},
    {"{\"linux\": {\"seccomp\": {\"defaultAction\": \"SCMP_ACT_NOTIFY\",\n\"architectures\": []}}}",
     "p.json:2: \"architectures\" must be a list of names"},
    {"{\"linux\": {\"seccomp\": {\"defaultAction\": \"SCMP_ACT_NOTIFY\",\n\"flags\": []}}}",
     "p.json:2: unknown field \"flags\"; known here: defaultAction, defaultErrnoRet, architectures, syscalls"},
    {with_rules("3"), "p.json:6: an object {...} is needed here"},
    {with_rules("{\"names\": [\"read\"],\n \"action\": \"SCMP_ACT_LOG\"}"),
     "p.json:7: action \"SCMP_ACT_LOG\" is not one of SCMP_ACT_ALLOW, SCMP_ACT_ERRNO, SCMP_ACT_NOTIFY, "
     "SCMP_ACT_KILL_PROCESS"},
    {with_rules("{\"names\": [],\"action\": \"SCMP_ACT_ALLOW\"}"), "p.json:6: \"names\" must be a list of names"},
    {with_rules("{\"names\": [\"read\",\n\"raed\"],\"action\": \"SCMP_ACT_ALLOW\"}"),
     "p.json:7: no system call is named \"raed\"; remove it, the default denies it"},
    {with_rules("{\"names\": [\"read\",\n\n\"read\"],\"action\": \"SCMP_ACT_ALLOW\"}"),
     "p.json:8: \"read\" stands twice; keep one"},
    {with_rules("{\"names\": [\"read\"],\"action\": \"SCMP_ACT_ERRNO\"}"),
     "p.json:6: \"errnoRet\" must be an integer from 0 to 18446744073709551615"},
    {with_rules("{\"names\": [\"read\"],\"action\": \"SCMP_ACT_ERRNO\",\n\"errnoRet\": 0}"),
     "p.json:7: an errno is 1 to 4094; 0 would feign success"},
    {with_rules("{\"names\": [\"read\"],\"action\": \"SCMP_ACT_ALLOW\",\n\"errnoRet\": 1}"),
     "p.json:7: an errno belongs to SCMP_ACT_ERRNO only; remove it"},
    {with_rules("{\"names\": [\"read\"],\"action\": \"SCMP_ACT_ALLOW\",\"args\": [\n{\"index\": 6}]}"),
     "p.json:7: an argument's index is 0 to 5"},
    {with_rules("{\"names\": [\"read\"],\"action\": \"SCMP_ACT_ALLOW\",\"args\": [\n{\"index\": -1}]}"),
     "p.json:7: \"index\" must be an integer from 0 to 18446744073709551615"},
    {with_rules("{\"names\": [\"read\"],\"action\": \"SCMP_ACT_ALLOW\",\"args\": [\n"
                "{\"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_IN\"}]}"),
     "p.json:7: comparison \"SCMP_CMP_IN\" is not one of SCMP_CMP_NE, _LT, _LE, _EQ, _GE, _GT, _MASKED_EQ"},
    {with_rules("{\"names\": [\"read\"],\"action\": \"SCMP_ACT_ALLOW\",\"args\": [\n"
                "{\"index\": 0, \"value\": 1.5, \"op\": \"SCMP_CMP_EQ\"}]}"),
     "p.json:7: \"value\" must be an integer from 0 to 18446744073709551615"},
    {with_rules("{\"names\": [\"read\"],\"action\": \"SCMP_ACT_ALLOW\",\"args\": [\n"
                "{\"index\": 0, \"value\": 1, \"valueTwo\": 1, \"op\": \"SCMP_CMP_EQ\"}]}"),
     "p.json:7: \"valueTwo\" belongs to SCMP_CMP_MASKED_EQ only; remove it"},
    {with_rules("{\"names\": [\"read\"],\"action\": \"SCMP_ACT_ALLOW\",\"args\": [\n"
                "{\"index\": 0, \"value\": 1, \"valueTwo\": 2, \"op\": \"SCMP_CMP_MASKED_EQ\"}]}"),
     "p.json:7: this comparison never holds; with SCMP_CMP_MASKED_EQ \"value\" is the mask and \"valueTwo\" what is "
     "left of the argument under it"},
    {with_rules("{\"names\": [\"read\"],\"action\": \"SCMP_ACT_ALLOW\",\"args\": ["
                "{\"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_GT\"},\n"
                "{\"index\": 0, \"value\": 9, \"op\": \"SCMP_CMP_LT\"}]}"),
     "p.json:7: argument 0 is compared twice in one rule; write two rules"},
    {with_rules("{\"names\": [\"read\"],\"action\": \"SCMP_ACT_ALLOW\"},\n"
                "{\"names\": [\"write\", \"read\"],\"action\": \"SCMP_ACT_NOTIFY\"}"),
     "p.json:7: read already has a rule at line 6, and one of the two has no args; give both args or keep one"},
    {with_rules("{\"names\": [\"kill\"],\"action\": \"SCMP_ACT_ALLOW\",\"args\": ["
                "{\"index\": 0, \"value\": 5, \"op\": \"SCMP_CMP_NE\"},"
                "{\"index\": 1, \"value\": 9, \"op\": \"SCMP_CMP_LT\"}]},\n"
                "{\"names\": [\"kill\"],\"action\": \"SCMP_ACT_ALLOW\",\"args\": ["
                "{\"index\": 0, \"value\": 1, \"op\": \"SCMP_CMP_EQ\"},"
                "{\"index\": 1, \"value\": 9, \"op\": \"SCMP_CMP_EQ\"}]}"),
     "p.json:7: kill has this rule and the one at line 6, both with several args, and a comparison by order (LT, LE, "
     "GE, GT) in them: libseccomp may never come to an end with these; compare one argument a rule, or by EQ, NE and "
     "MASKED_EQ"},
    {with_rules("{\"names\": [\"read\"],\"action\": \"SCMP_ACT_ALLOW\",\"args\": ["
                "{\"index\": 0, \"value\": 5, \"op\": \"SCMP_CMP_GE\"}]},\n"
                "{\"names\": [\"read\"],\"action\": \"SCMP_ACT_NOTIFY\",\"args\": ["
                "{\"index\": 0, \"value\": 5, \"op\": \"SCMP_CMP_LE\"}]}"),
     "p.json:7: read can match this rule and the one at line 6, which answers otherwise; make their args exclude each "
     "other"},
};

INSTANTIATE_TEST_SUITE_P(Profiles, Refused, ::testing::ValuesIn(kRefusals));

TEST(ParseProfile, keeps_rules_lines_comments_and_the_digest_of_the_bytes) {
  const std::string text = with_rules(
      "{\"comment\": \"why\", \"names\": [\"kill\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 1,\n"
      " \"args\": [{\"index\": 1, \"value\": 255, \"valueTwo\": 9, \"op\": \"SCMP_CMP_MASKED_EQ\"}]},\n"
      "{\"names\": [\"read\", \"write\"], \"action\": \"SCMP_ACT_ALLOW\"}");
  const Result<SyscallProfile> profile = parse_profile("some/where/p.json", text);
  ASSERT_TRUE(profile.has_value()) << profile.error().what;
  SyscallProfile wanted;
  wanted.name = "p";
  wanted.digest = to_string(sha256(text));
  wanted.architectures = {"SCMP_ARCH_X86_64"};
  wanted.rules = {
      {{"kill"}, SyscallClass::soft, 1, {{1, ArgumentRule::Op::masked_eq, 255, 9}}, "why", 6},
      {{"read", "write"}, SyscallClass::allow, 0, {}, "", 8},
  };
  EXPECT_EQ(*profile, wanted);
}

TEST(ParseProfile, says_the_line_of_a_syntax_error) {
  const Result<SyscallProfile> profile = parse_profile("p.json", "{\"linux\": {\n\"seccomp\": {,}}}");
  ASSERT_FALSE(profile.has_value());
  EXPECT_THAT(profile.error().what, HasSubstr("p.json:2: not JSON at byte"));
}

TEST(ParseProfile, refuses_more_than_a_mebibyte) {
  const Result<SyscallProfile> profile = parse_profile("p.json", std::string((1U << 20U) + 1, ' '));
  ASSERT_FALSE(profile.has_value());
  EXPECT_EQ(profile.error().what, "p.json: a profile has at most 1 MiB");
}

TEST(LoadProfile, reads_the_same_profile_that_is_embedded) {
  for (const std::string_view name : embedded_profile_names()) {
    const std::string path = std::string(OYER_SOURCE_DIR) + "/seccomp-profiles/" + std::string(name) + ".json";
    const Result<SyscallProfile> loaded = load_profile(path);
    ASSERT_TRUE(loaded.has_value()) << loaded.error().what;
    EXPECT_EQ(*loaded, house_profile(name));
  }
}

TEST(LoadProfile, names_a_missing_file) {
  const Result<SyscallProfile> profile = load_profile("/nowhere/p.json");
  ASSERT_FALSE(profile.has_value());
  EXPECT_THAT(profile.error().what, HasSubstr("/nowhere/p.json"));
}

TEST(EmbeddedProfile, lists_what_there_is_when_asked_for_another) {
  EXPECT_THAT(embedded_profile_names(), ElementsAre("compile", "native", "python"));
  const Result<SyscallProfile> profile = embedded_profile("cobol");
  ASSERT_FALSE(profile.has_value());
  EXPECT_EQ(profile.error().kind, Error::Kind::not_found);
  EXPECT_EQ(profile.error().what, "no system-call profile is named \"cobol\"; built in: compile, native, python");
}

TEST(Lint, the_profiles_of_the_house_have_no_breach) {
  const Result<std::set<std::string>> dangerous = detail::parse_dangerous(profile_file("dangerous.txt"));
  ASSERT_TRUE(dangerous.has_value()) << dangerous.error().what;
  EXPECT_GT(dangerous->size(), 60U);
  for (const std::string_view name : embedded_profile_names()) {
    EXPECT_THAT(detail::lint(house_profile(name), *dangerous), IsEmpty());
  }
}

TEST(Lint, reports_dangerous_grants_missing_comments_and_unnamed_calls) {
  SyscallProfile profile = house_profile("native");
  profile.rules.push_back({{"ptrace"}, SyscallClass::allow, 0, {}, "", 900});
  std::erase(profile.rules[0].names, "read");
  EXPECT_THAT(
      detail::lint(profile, {"ptrace", "clone"}),
      ElementsAre("native.json:900: a rule without a comment; say why",
                  "native.json:900: ptrace is dangerous; say why it is allowed",
                  "native.json:900: ptrace is dangerous; narrow it with args", "native.json: no rule names read"));
}

TEST(Lint, the_list_of_dangerous_calls_refuses_what_is_no_call) {
  EXPECT_EQ(detail::parse_dangerous("clone\n# note\n\nclnoe # why\n").error().what,
            "dangerous.txt:4: no system call is named \"clnoe\"");
  EXPECT_EQ(detail::parse_dangerous("clone\nclone").error().what, "dangerous.txt:2: \"clone\" stands twice; keep one");
}

TEST(JsonLines, finds_members_and_elements_whatever_strings_hold) {
  const detail::JsonLines found = detail::scan_lines("{\"a\": \"}\\\"{\",\n \"b\": [1,\n {\"c\": 2}, \"]\",\n [3]]}");
  EXPECT_EQ(found.line_of("/a"), 1U);
  EXPECT_EQ(found.line_of("/b"), 2U);
  EXPECT_EQ(found.line_of("/b/1/c"), 3U);
  EXPECT_EQ(found.line_of("/b/2"), 3U);
  EXPECT_EQ(found.line_of("/b/3/0"), 4U);
  EXPECT_EQ(found.line_of("/b/9/x"), 2U);  // of the nearest thing that is there
  EXPECT_EQ(found.line_of("/z"), 1U);
  EXPECT_FALSE(found.suspect.has_value());
}

}  // namespace
}  // namespace oyer::sandbox::testing
