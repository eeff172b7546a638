#include "parsers/outline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "parsers/detail/grammars.h"
#include "parsers/detail/outline_rules.h"

namespace oyer::parsers {
namespace {

constexpr Language language_at(std::size_t index) { return static_cast<Language>(index); }

TEST(Outline, rules_and_query_of_every_language_fit_the_pinned_grammar) {
  for (std::size_t i = 0; i < kLanguageCount; ++i) {
    const auto language = language_at(i);
    EXPECT_EQ(detail::outline_problem(language), "") << name_of(language);
    EXPECT_EQ(detail::grammar_of(language) != nullptr, detail::outline_rules(language) != nullptr) << name_of(language);
  }
}

TEST(Outline, versions_differ_between_languages_and_name_them) {
  EXPECT_TRUE(outline_version(Language::python).starts_with("python-"));
}

TEST(Outline, text_over_the_limit_is_not_parsed) {
  OutlineLimits limits;
  limits.text = Bytes{8};
  const Outline found = outline_of(Language::python, "x = 12345", limits);
  Outline expected;
  expected.text_bytes = 9;
  EXPECT_EQ(found, expected);
}

TEST(Outline, hostile_texts_of_every_language_end_within_their_steps) {
  std::string less, nested, binary, chain;
  for (int i = 0; i < 5000; ++i) less += "a<";
  for (int i = 0; i < 3'000; ++i) nested += "f(x=>{[";
  for (int i = 0; i < 5000; ++i) binary += static_cast<char>(i * 131 + i / 7);
  for (int i = 0; i < 5000; ++i) chain += "a.b()::";
  for (std::size_t i = 0; i < kLanguageCount; ++i) {
    for (const std::string& text :
         {less, nested, binary, chain, std::string(200'000, '('), std::string(100'000, '\0'),
          std::string(1'000'000, 'a'), "#if a\n" + std::string(100'000, '{'), "<?php " + less}) {
      const Outline once = outline_of(language_at(i), text);
      EXPECT_EQ(once.text_bytes, text.size());
      EXPECT_LE(once.error_bytes, text.size());
    }
  }
}

}  // namespace
}  // namespace oyer::parsers
