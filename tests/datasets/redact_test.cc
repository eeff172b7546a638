// Secrets and personal data: what is found, what is left alone, and what a text reads like afterwards.
#include "datasets/corpus/redact.h"

#include <gtest/gtest.h>

#include <string>
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
  EXPECT_EQ(cleaned("# Author: The Apache Team\n"), "# Author: The Apache Team\n");
}

}  // namespace
}  // namespace oyer::datasets
