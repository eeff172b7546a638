// Secrets and personal data: what is found, what is left alone, and what a text reads like afterwards.
#include "datasets/corpus/redact.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace oyer::datasets {
namespace {

const Detector& detector() {
  static const Detector instance = [] {
    auto opened = Detector::open();
    if (!opened.has_value()) ADD_FAILURE() << opened.error().what;
    return std::move(opened).value();
  }();
  return instance;
}

std::string cleaned(std::string_view text, std::string_view path = "src/a.py") {
  return detector().clean(text, path).text;
}

// Built from pieces, so that this file itself holds no secret for other people's scanners.
std::string joined(std::string_view a, std::string_view b) { return std::string(a) + std::string(b); }

TEST(Redact, tokens_of_providers_are_keys) {
  const std::string rows[] = {
      joined("AKIA", "Q3EGZL5NXZWMJ2TD"),
      joined("ghp_", "x7Kq2mVb9TzR4wYc6NsJ8dLf3HgP5aEu1Xoi"),
      joined("xoxb-", "3829104756-5827364910-aB3dE5fG7hJ9kL1mN3pQ5rS7"),
      joined("AIza", "SyD4x7Kq2mVb9TzR4wYc6NsJ8dLf3HgP5aE"),
      joined("npm_", "x7kq2mvb9tzr4wyc6nsj8dlf3hgp5aeu1xoi"),
      joined("glpat-", "x7Kq2mVb9TzR4wYc6NsJ"),
      joined("sk_live_", "4eC39HqLyjWDarjtT1zdp7dc9KxQ"),
      joined("SG.", "x7Kq2mVb9TzR4wYc6NsJ8d.Lf3HgP5aEu1XoiQ3EGZL5NXZWMJ2TDx7Kq2mVb9TzR4wYc6N"),
  };
  for (const std::string& token : rows) EXPECT_EQ(cleaned("token = \"" + token + "\"\n"), "token = \"<KEY>\"\n");
}

TEST(Redact, private_key_is_one_finding_from_its_first_line_to_its_last) {
  std::string block = joined("-----BEGIN RSA PRIV", "ATE KEY-----\n");
  for (int line = 0; line < 12; ++line) block += "MIIEpAIBAAKCAQEA7x2Kq9mVb3TzR8wYc1NsJ6dLf4HgP2aEu5XoiQ7EGZL0NXZW\n";
  block += joined("-----END RSA PRIV", "ATE KEY-----");
  const std::string text = "KEY = \"\"\"" + block + "\"\"\"\n";
  const auto found = detector().find(text, "a.py");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].rule, "private-key");
  EXPECT_EQ(redact(text, found, "a.py"), "KEY = \"\"\"<KEY>\"\"\"\n");
}

TEST(Redact, passwords_stand_in_assignments_and_in_addresses) {
  EXPECT_EQ(cleaned("password = 'hunter2!Zq'\n"), "password = '<PASSWORD>'\n");
  EXPECT_EQ(cleaned("u = 'postgres://bob:s3cr9t7Qz@db.corp.net/x'\n"),
            "u = 'postgres://bob:<PASSWORD>@db.corp.net/x'\n");
}

TEST(Redact, values_that_say_they_are_none_stay) {
  for (const std::string text : {"password = 'changeme1'\n", "password = '${DB_PASSWORD}'\n", "password = 'xxxxxxxx'\n",
                                 "password: '{{ password }}'\n", "u = 'http://user:password@localhost/'\n"}) {
    EXPECT_EQ(cleaned(text), text);
  }
}

TEST(Redact, mail_addresses_go_but_for_examples_and_services) {
  EXPECT_EQ(cleaned("# jane.doe+x@mail.uni-bonn.de\n"), "# <EMAIL>\n");
  EXPECT_EQ(cleaned("# Jane <jane@doe.io>, bob@x.org\n"), "# Jane <<EMAIL>>, <EMAIL>\n");
  for (const std::string text : {"# foo@example.com\n", "git@github.com:a/b.git\n", "y = a@b.to(c)\n", "icon@2x.png\n",
                                 "y = x@self.weight\n", "@decorator.com\n"}) {
    EXPECT_EQ(cleaned(text), text);
  }
}

TEST(Redact, public_addresses_go_and_what_belongs_to_nobody_stays) {
  EXPECT_EQ(cleaned("h = '93.184.216.34'\n"), "h = '<IP_ADDRESS>'\n");
  EXPECT_EQ(cleaned("h = '2a00:1450:4001:81b::200e'\n"), "h = '<IP_ADDRESS>'\n");
  for (const std::string text :
       {"'127.0.0.1'\n", "'10.1.2.3'\n", "'172.16.9.9'\n", "'192.168.1.77'\n", "'203.0.113.9'\n", "'8.8.8.8'\n",
        "'255.255.255.0'\n", "version = '93.184.216.34'\n", "'1.2.3.4'\n", "'1.3.6.1.4.1.311'\n", "'300.184.216.34'\n",
        "'2001:db8::1'\n", "'::1'\n", "'fe80::1'\n", "a::b\n", "2020:12:31\n"}) {
    EXPECT_EQ(cleaned(text), text);
  }
}

TEST(Redact, authors_go_and_copyright_lines_keep_their_names) {
  EXPECT_EQ(cleaned("// @author Jane Doe\n", "A.java"), "// @author <NAME>\n");
  EXPECT_EQ(cleaned("# Author: J\xc3\xbcrgen van der Berg <j@berg.nl>\n"), "# Author: <NAME> <<EMAIL>>\n");
  EXPECT_EQ(cleaned("__author__ = \"Jane Q. Doe\"\n"), "__author__ = \"<NAME>\"\n");
  EXPECT_EQ(cleaned(joined("# Copy", "right (c) 2020 Jane Doe <jane@doe.io>\n")),
            joined("# Copy", "right (c) 2020 Jane Doe <<EMAIL>>\n"));
  EXPECT_EQ(cleaned("__author__ = 'Jane Doe'\n"), "__author__ = '<NAME>'\n");
  EXPECT_EQ(cleaned("# author: Pat O'Neil, 2020\n"), "# author: <NAME>, 2020\n");
  EXPECT_EQ(cleaned("# Author: The Apache Team\n"), "# Author: The Apache Team\n");
}

TEST(Redact, placeholders_keep_a_file_readable_for_its_parser) {
  const std::string key = joined("AKIA", "Q3EGZL5NXZWMJ2TD");
  struct Row {
    std::string path, text, expected;
  };
  const Row rows[] = {
      {"a.sh", "export K=" + key + "\n", "export K='<KEY>'\n"},
      {"a.sh", "export K=\"" + key + "\" # 93.184.216.34\n", "export K=\"<KEY>\" # <IP_ADDRESS>\n"},
      {"a.sh", "cat <<EOF\nit's " + key + "\nEOF\nping 93.184.216.34\n",
       "cat <<EOF\nit's <KEY>\nEOF\nping '<IP_ADDRESS>'\n"},
      {"run", "#!/bin/sh\nping 93.184.216.34\n", "#!/bin/sh\nping '<IP_ADDRESS>'\n"},
      {"pom.xml", "<email>jane@doe.io</email>\n", "<email>&lt;EMAIL&gt;</email>\n"},
      {"a.jsx", "const a = <p>Don't write jane@doe.io</p>;\n", "const a = <p>Don't write aaaa@aaa.aa</p>;\n"},
      {"a.json", "{\"a\": \"\\njane@doe.io\\n\"}\n", "{\"a\": \"\\n<EMAIL>\\n\"}\n"},
      {"a.json", "{\"a\": \"\\u003cjane@doe.io\\u003e\"}\n", "{\"a\": \"\\u003c<EMAIL>\\u003e\"}\n"},
      {"a.yaml", "host: 93.184.216.34\n", "host: <IP_ADDRESS>\n"},
      {"a.rs", "fn f<'a>(x: &'a str) { g('\"', \"93.184.216.34\") }\n",
       "fn f<'a>(x: &'a str) { g('\"', \"<IP_ADDRESS>\") }\n"},
      {"a.cc", "auto s = R\"x(\" 93.184.216.34)x\"; int n = 1'000;\n",
       "auto s = R\"x(\" <IP_ADDRESS>)x\"; int n = 1'000;\n"},
      {"a.php", "<p>jane@doe.io</p><?php $a = 'bob@doe.io'; ?> x@doe.io\n",
       "<p>&lt;EMAIL&gt;</p><?php $a = '<EMAIL>'; ?> &lt;EMAIL&gt;\n"},
      {"a.go", "x := `jane@doe.io\n` // bob@doe.io\n", "x := `<EMAIL>\n` // <EMAIL>\n"},
  };
  for (const Row& row : rows) EXPECT_EQ(cleaned(row.text, row.path), row.expected) << row.path;
}

TEST(Redact, private_key_in_several_literals_becomes_one) {
  std::string text = joined("k = (\"-----BEGIN PRIV", "ATE KEY-----\\n\"\n");
  for (int line = 0; line < 4; ++line) text += "     \"MIIEpAIBAAKCAQEA7x2Kq9mVb3TzR8wYc1NsJ6dLf4HgP2aEu5Xo\\n\"\n";
  text += joined("     \"-----END PRIV", "ATE KEY-----\\n\")\n");
  EXPECT_EQ(cleaned(text), "k = (\"<KEY>\\n\")\n");
}

TEST(Redact, words_of_the_program_are_no_secrets) {
  for (const std::string text : {"key = NL80211_KEY_MAX_v2_x7Kq9\n", "token = soft_heap_limit64x7Kq2\n"}) {
    EXPECT_EQ(cleaned(text), text);
  }
  EXPECT_EQ(cleaned("token = 'softH3apx7Kq2mVb9TzR4w'\n"), "token = '<KEY>'\n");
}

TEST(Redact, keys_outside_of_literals_keep_their_shape) {
  EXPECT_EQ(cleaned("x = " + joined("AKIA", "Q3EGZL5NXZWMJ2TD") + "\n"), "x = aaaaa0aaaa0aaaaaa0aa\n");
}

TEST(Redact, committers_go_wherever_they_stand_but_in_copyright_lines) {
  const std::vector<std::string> names = {"Jane Doe", "admin", "bot [bot]"};
  const std::vector<std::string> mails = {"jane@localhost"};
  const auto people = People::of(names, mails);
  ASSERT_TRUE(people.has_value());
  const std::string text = "# thanks to Jane Doe, Jane Doe and XJane Doe\n" +
                           joined("# Copy", "right 2020 Jane Doe\n") + "# jane@localhost admin\n";
  EXPECT_EQ(
      detector().clean(text, "a.py", &*people).text,
      "# thanks to <NAME>, <NAME> and XJane Doe\n" + joined("# Copy", "right 2020 Jane Doe\n") + "# <EMAIL> admin\n");
  EXPECT_EQ(detector().clean("Jane_Doe = Jane\n", "a.py", &*people).text, "Jane_Doe = Jane\n");
}

TEST(Redact, cleaned_text_holds_nothing_more) {
  const std::string key = joined("AKIA", "Q3EGZL5NXZWMJ2TD");
  for (const std::string& text : {"a = '" + key + key + "jane@doe.io'\n", key + " 93.184.216.34 " + key,
                                  "password = '" + key + "'; secret = \"x7Kq2mVb9TzR4wYc6NsJ\""}) {
    for (const std::string path : {"a.py", "a.sh", "a.xml", "a.js", ""}) {
      const std::string once = cleaned(text, path);
      EXPECT_EQ(detector().find(once, path), std::vector<Finding>{}) << path << ": " << once;
    }
  }
}

TEST(Redact, version_names_the_rules) {
  EXPECT_EQ(Detector::version().size(), 18U);
  EXPECT_EQ(Detector::version().substr(0, 2), "1-");
  EXPECT_EQ(Detector::version(), Detector::version());
}

TEST(Redact, spans_stand_on_characters) {
  const std::string text = "password = '\xc3\xa4hunter2!Zq\xc3\xa4'\n";
  EXPECT_EQ(cleaned(text), "password = '<PASSWORD>'\n");
}

TEST(Redact, equal_texts_give_equal_findings_from_many_threads) {
  std::string text;
  for (int line = 0; line < 200; ++line)
    text += "k" + std::to_string(line) + " = 'jane" + std::to_string(line) + "@doe.io'\n";
  const auto expected = detector().find(text, "a.py");
  ASSERT_EQ(expected.size(), 200U);
  std::vector<std::vector<Finding>> found(8);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : found) threads.emplace_back([&] { mine = detector().find(text, "a.py"); });
  }
  for (const auto& mine : found) EXPECT_EQ(mine, expected);
}

// Each of these is quadratic for whoever looks at a whole line, or at the whole rest of the text, for every finding.
TEST(Redact, hostile_texts_are_read_and_cleaned) {
  const std::string_view units[] = {"a<",
                                    "(",
                                    std::string_view("\0", 1),
                                    "a@b.co ",
                                    "93.184.216.34 ",
                                    "<<A\n",
                                    "R\"",
                                    "'\"`",
                                    "\\",
                                    "\\jane@doe.io",
                                    "\xff",
                                    "2000:",
                                    "curl -u 'a1B2c3D4:b5E6f7G8' ",
                                    "key=aB3dE5fG7hJ9kL1m\n"};
  for (const std::string_view unit : units) {
    std::string text;
    while (text.size() < 100'000) text += unit;
    for (const std::string_view path : {"a.py", "a.sh", "a.rs", ""}) {
      const Detector::Cleaned out = detector().clean(text, path);
      EXPECT_EQ(redact(text, out.findings, path), out.text);
      EXPECT_EQ(detector().find(out.text, path).empty(), out.complete) << unit << " in " << path;
    }
  }
}

// The rule for curl reaches as far as it can.
TEST(Redact, secrets_before_the_one_that_a_greedy_rule_ends_at_are_found_too) {
  const std::string text = "curl -u bob:K7Kq2mVb9 a; curl -u eve:T4zR4wYc6 b; curl -u 'alf:N8sJ8dLf3' c\n";
  EXPECT_EQ(cleaned(text, "run.txt"), "curl -u <PASSWORD> a; curl -u <PASSWORD> b; curl -u '<PASSWORD>' c\n");
}

}  // namespace
}  // namespace oyer::datasets
