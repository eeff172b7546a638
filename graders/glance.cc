#include "graders/glance.h"

#include <charconv>
#include <cstring>

#include "base/json.h"
#include "graders/record.h"

namespace oyer::graders {
namespace {

// Walks over the text of one JSON value without white space. Whatever is not as expected makes it fail for good.
class Walk {
 public:
  explicit Walk(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool ok() const { return ok_; }
  void fail() {
    ok_ = false;
    at_ = end_;
  }

  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  void must(char c) {
    if (!take(c)) fail();
  }

  // The inside of a string, escapes as they stand.
  std::string_view string() {
    if (!take('"')) return fail(), std::string_view();
    const char* const begin = at_;
    for (;;) {
      const auto* quote = static_cast<const char*>(std::memchr(at_, '"', static_cast<std::size_t>(end_ - at_)));
      if (quote == nullptr) return fail(), std::string_view();
      const char* before = quote;
      while (before != begin && before[-1] == '\\') --before;
      at_ = quote + 1;
      if ((quote - before) % 2 == 0) return {begin, static_cast<std::size_t>(quote - begin)};
    }
  }

  // A string whose escapes, if any, are resolved into `into`.
  void text(std::string& into) {
    const std::string_view raw = string();
    if (raw.find('\\') == std::string_view::npos) {
      into = raw;
      return;
    }
    const auto value = json::parse("\"" + std::string(raw) + "\"");
    if (!value || !value->is_string()) return fail();
    into = json::view(value->get_string());
  }

  template <class Number>
  Number number() {
    Number value = 0;
    const auto [end, error] = std::from_chars(at_, end_, value);
    if (error != std::errc()) fail();
    if (ok_) at_ = end;
    return value;
  }

  bool truth() {
    if (word("true")) return true;
    if (!word("false")) fail();
    return false;
  }

  bool null() { return word("null"); }

  // Any value, however deep.
  void skip() {
    int depth = 0;
    do {
      if (at_ == end_) return fail();
      const char c = *at_;
      if (c == '"') {
        string();
        continue;
      }
      ++at_;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      if (depth == 0 && c != '}' && c != ']') {
        while (at_ != end_ && *at_ != ',' && *at_ != '}' && *at_ != ']') ++at_;
      }
    } while (depth > 0);
    if (depth < 0) fail();
  }

  // Hands each key of an object to `member`, which takes the value, until it returns false.
  template <class Member>
  void object(Member member) {
    must('{');
    if (take('}')) return;
    do {
      const std::string_view key = string();
      must(':');
      if (!ok_ || !member(key)) return;
    } while (take(','));
    must('}');
  }

  template <class Item>
  void array(Item item) {
    must('[');
    if (take(']')) return;
    do {
      item();
    } while (ok_ && take(','));
    must(']');
  }

 private:
  bool word(std::string_view text) {
    if (static_cast<std::size_t>(end_ - at_) < text.size() || std::memcmp(at_, text.data(), text.size()) != 0)
      return false;
    at_ += text.size();
    return true;
  }

  const char* at_;
  const char* end_;
  bool ok_ = true;
};

class Reader {
 public:
  Reader(std::string_view text, Glance& glance) : walk_(text), glance_(glance) {}

  bool read() {
    walk_.object([this](std::string_view key) { return member(key); });
    return walk_.ok() && schema_ && verdict_ && (!glance_.grade || sound_);
  }

 private:
  template <class Parse>
  auto named(Parse parse) {
    const auto found = parse(walk_.string());
    if (!found) walk_.fail();
    return found ? *found : typename decltype(parse(std::string_view()))::value_type{};
  }

  // False when all has been read.
  bool member(std::string_view key) {
    Grade* grade = glance_.grade ? &*glance_.grade : nullptr;
    if (key == "schema") {
      schema_ = walk_.string() == record_schema;
    } else if (key == "task_id") {
      walk_.text(glance_.task_id);
    } else if (key == "index") {
      glance_.index = walk_.number<std::uint64_t>();
    } else if (key == "turn") {
      glance_.turn.number = walk_.number<std::uint32_t>();
    } else if (key == "last_turn") {
      glance_.turn.last = walk_.truth();
    } else if (key == "verdict") {
      verdict_ = true;
      if (walk_.null()) return glance_.grade.reset(), false;
      if (grade == nullptr) return walk_.fail(), false;
      grade->verdict = named(parse_verdict);
    } else if (grade != nullptr && key == "tests") {
      tests(*grade);
    } else if (grade != nullptr && key == "flags") {
      walk_.array([&] { grade->flags.emplace_back(walk_.string()); });
    } else if (grade != nullptr && key == "evidence") {
      evidence(grade->evidence);
    } else if (grade != nullptr && key == "sound") {
      // The last that is needed. Why it is not sound is of no interest to a rule.
      grade->weak = !walk_.truth();
      sound_ = true;
      return false;
    } else {
      walk_.skip();
    }
    return walk_.ok();
  }

  void tests(Grade& grade) {
    walk_.array([&] {
      CaseResult& one = grade.cases.emplace_back();
      walk_.object([&](std::string_view key) {
        if (key == "group") {
          walk_.text(one.group);
        } else if (key == "visibility") {
          one.visibility = named(datasets::parse_visibility);
        } else if (key == "outcome") {
          one.outcome = named(parse_outcome);
        } else {
          walk_.skip();
        }
        return walk_.ok();
      });
    });
  }

  void evidence(Evidence& evidence) {
    walk_.object([&](std::string_view key) {
      if (key == "planned") {
        evidence.planned = walk_.number<std::uint32_t>();
      } else if (key == "run") {
        evidence.run = walk_.number<std::uint32_t>();
      } else if (key == "answered") {
        evidence.answered = walk_.number<std::uint32_t>();
      } else {
        walk_.skip();
      }
      return walk_.ok();
    });
  }

  Walk walk_;
  Glance& glance_;
  bool schema_ = false, verdict_ = false, sound_ = false;
};

}  // namespace

bool glance_at(std::string_view record_json, Glance& glance) {
  glance.task_id.clear();
  glance.index = 0;
  glance.turn = {};
  if (!glance.grade) glance.grade.emplace();
  glance.grade->cases.clear();
  glance.grade->flags.clear();
  glance.grade->evidence = {};
  glance.grade->weak = false;
  return Reader(record_json, glance).read();
}

}  // namespace oyer::graders
