// The engine's decoder against CPython: real interpreters make the frames, and say what is equal.
#include "graders/detail/value.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "graders/detail/compare.h"
#include "tests/support/python.h"
#include "tests/support/result.h"

namespace oyer::graders::detail {
namespace {

using oyer::test::outcome_of;
using oyer::test::run_python;

// Values by their expressions; `Point` is a namedtuple. Evaluated twice, so that identity never makes two equal.
const std::string expressions = R"PY(
import collections, datetime, decimal, fractions, itertools, math, sys
D, F, C, OD = decimal.Decimal, fractions.Fraction, collections.Counter, collections.OrderedDict
dt, td, tz = datetime.datetime, datetime.timedelta, datetime.timezone
Point = collections.namedtuple("Point", "x y")
EXPRESSIONS = r"""
None | True | False | 0 | 1 | -1 | 2**31 | 2**31-1 | -2**31 | 2**63 | 2**63-1 | -2**63 | -2**63-1 | 2**64 | 10**30
2**53 | 2**53+1 | 2**1000 | -2**1000 | 2**1000+1 | 3**700 | 0.0 | -0.0 | 1.0 | -1.0 | 0.5 | 0.1 | 1e308 | 5e-324
float(2**53) | float(2**63) | -float(2**63) | float(2**64) | float(2**1000) | -float(2**1000) | float(10**30)
1e22 | 10**22
math.inf | -math.inf | float("nan") | 1j | 1+0j | 0j | complex(0.0, -0.0) | complex(0.5, 0)
complex(float("nan"), 1) | 2+3j
"" | "a" | "1" | "\u00e9" | "\ud800" | "\U0001f600" | "a" * 300 | "\u00e9" * 300 | b"" | b"a" | b"1" | b"\xff" * 300
[] | () | set() | frozenset() | {} | [1] | (1,) | {1} | frozenset([1]) | {1: 1} | [1.0] | (True,) | {1.0}
{True: 1.0}
[1, 2] | [2, 1] | (1, 2) | {1, 2} | {2, 1} | frozenset([2, 1]) | [[1], [2]] | [(1,), (2,)] | ([1], [2])
[float("nan")]
{1: 2, 3: 4} | {3: 4, 1: 2} | {1: 2, 3: 5} | {"a": [1, {2: (3,)}]} | {"a": [1, {2: (3.0,)}]} | {(1, 2): 3}
{(1.0, 2): 3}
{frozenset([1, 2]): 1} | {frozenset([2, 1.0]): 1} | {(1, (2, frozenset("ab")))} | {(1, (2, frozenset("ba")))}
{None} | {""}
{float("nan")} | {1: float("nan")} | [None] | [[]] | [[[]]] | [()] | [{}] | ["a"] | ["a", "b"] | ("a", "b")
{"a", "b"}
(lambda x: [x, x])([1]) | [[1], [1]] | (lambda x: (x, [x], {1: x}))("long string " * 3) | [0] * 100 | list(range(100))
C("aab") | C("ab") | C() | C(a=0) | C(a=2, b=1) | {"a": 2, "b": 1} | {"a": 2, "b": 1, "c": 0} | C(a=2, b=1, c=0)
OD([(1, 2), (3, 4)]) | OD([(3, 4), (1, 2)]) | OD() | collections.defaultdict(int, {1: 2, 3: 4})
collections.defaultdict(list)
collections.deque([1]) | collections.deque([1, 2]) | collections.deque([1, 2], 5) | Point(1, 2) | Point(1, 3)
(1, 2.0)
D("1") | D("1.0") | D("0.1") | D("0.10") | D("0.5") | D("1E+3") | D("1000") | 1000 | D("-0") | D("NaN")
D("Infinity")
D("-Infinity") | D("0.1000000000000000055511151231257827021181583404541015625") | D(2)**-60 | 2.0**-60 | D("1E+40")
10**40
F(1, 2) | F(1, 10) | F(3, 1) | 3 | F(-1, 2) | -0.5 | F(1, 3) | F(2**70, 3) | F(1, 2**60) | F(2**53 + 1, 2)
D("9007199254740993") / 2
range(3) | range(0, 3) | range(0) | range(5, 5) | range(0, 10, 20) | range(0, 1) | range(0, 10, 5) | range(0, 6, 5)
range(3, 0, -1) | range(1, 4) | range(2, -1, -1) | [2, 0, 1] | range(0, 100) | range(5, 0, -5) | bytearray(b"\0\1\2")
dt(2020, 1, 1) | dt(2020, 1, 1, 0, 0, 0, 1) | datetime.date(2020, 1, 1) | dt(2020, 1, 1, tzinfo=tz.utc)
dt(2020, 1, 1, fold=1)
dt(2020, 1, 1, 1, tzinfo=tz(td(hours=1))) | datetime.time(1) | datetime.time(1, tzinfo=tz.utc)
datetime.time(2, tzinfo=tz(td(hours=1)))
td(1) | td(hours=24) | td(0) | td(-1) | int | float | ... | NotImplemented | bytearray(b"a") | bytearray()
memoryview(b"a")
{1: 2}.keys() | {1: 2, 3: 4}.keys() | {1: 2}.items() | {1: [2]}.items() | {1: 2}.values() | slice(1, 2)
slice(1, 2, None) | slice(1, 3)
{D("1"): 1} | {F(1, 2)} | {0.5} | {D("0.5")} | {range(3)} | {Point(1, 2)} | {(1, 2)} | {dt(2020, 1, 1)} | {int}
{td(1)}
"""
def values():
    return [eval(text) for line in EXPRESSIONS.strip().splitlines() for text in line.split(" | ")]
NAMES = [text for line in EXPRESSIONS.strip().splitlines() for text in line.split(" | ")]
)PY";

// Prints every frame as "length\n" + bytes, then one row of 0 and 1 a value, for == and again for sets.
const std::string make_table = R"PY(
sys.path.insert(0, sys.argv[1])
import oyer_codec as codec
first, second = values(), values()
out = sys.stdout.buffer
out.write(b"%d\n" % len(first))
for name, value in zip(NAMES, first):
    body, _ = codec.encode(value)
    out.write(b"%d %d\n" % (len(name), len(body)) + name.encode() + body)
def same(a, b):
    try:
        return bool(a == b)
    except Exception:
        return False
def as_sets(a, b):
    try:
        return set(a) == set(b)
    except Exception:
        return False
def is_floats(x):
    return type(x) is float or (isinstance(x, (list, tuple)) and len(x) > 0 and all(isinstance(i, float) for i in x))
for judge in (same, as_sets):
    for a in first:
        out.write(b"".join(b"1" if judge(a, b) else b"0" for b in second) + b"\n")
out.write(b"".join(b"1" if is_floats(a) else b"0" for a in first) + b"\n")
)PY";

struct Table {
  std::vector<std::string> names;
  std::vector<Value> values;
  std::vector<std::string> equal, sets;
  std::string floats;
};

class Reader {
 public:
  explicit Reader(std::string text) : text_(std::move(text)) {}
  std::string line() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    std::string result = text_.substr(at_, end - at_);
    at_ = end + 1;
    return result;
  }
  std::string take(std::size_t n) {
    at_ += n;
    return text_.substr(at_ - n, n);
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

const Table& table() {
  static const Table made = [] {
    Table result;
    const auto run = run_python(expressions + make_table, {std::string(OYER_SOURCE_DIR) + "/runners/python"});
    EXPECT_EQ(run.status, 0) << run.err;
    Reader reader(run.out);
    const std::size_t count = std::stoul(reader.line());
    for (std::size_t i = 0; i < count; ++i) {
      const std::string sizes = reader.line();
      result.names.push_back(reader.take(std::stoul(sizes)));
      auto value = Value::decode(reader.take(std::stoul(sizes.substr(sizes.find(' ')))));
      if (const auto* bad = std::get_if<Undecodable>(&value)) {
        ADD_FAILURE() << result.names.back() << ": " << bad->reason;
        return result;
      }
      result.values.push_back(std::get<Value>(std::move(value)));
    }
    for (std::size_t i = 0; i < count; ++i) result.equal.push_back(reader.line());
    for (std::size_t i = 0; i < count; ++i) result.sets.push_back(reader.line());
    result.floats = reader.line();
    return result;
  }();
  return made;
}

TEST(Value, equality_is_that_of_cpython_for_every_pair) {
  const Table& t = table();
  ASSERT_GT(t.values.size(), 200U);
  for (std::size_t i = 0; i < t.values.size(); ++i) {
    ASSERT_EQ(t.equal[i].size(), t.values.size());
    for (std::size_t j = 0; j < t.values.size(); ++j) {
      EXPECT_EQ(equal(t.values[i], t.values[j]), t.equal[i][j] == '1') << t.names[i] << " == " << t.names[j];
    }
  }
}

TEST(Value, sets_of_elements_compare_as_in_cpython_for_every_pair) {
  const Table& t = table();
  for (std::size_t i = 0; i < t.values.size(); ++i) {
    for (std::size_t j = 0; j < t.values.size(); ++j) {
      EXPECT_EQ(equal_as_sets(t.values[i], t.values[j]), t.sets[i][j] == '1') << t.names[i] << " | " << t.names[j];
    }
  }
}

// A range that a candidate returns costs what the other side holds, not what it stands for: 2^40 would take a day.
TEST(Value, huge_ranges_are_compared_as_sets_without_being_gone_through) {
  const auto run = run_python(
      "import marshal, sys\n"
      "def tag(start, stop, step): return (..., 'range', start, stop, step)\n"
      "huge = 2**40\n"
      "for v in [tag(0, huge, 1), tag(huge - 1, -1, -1), tag(0, huge, 2), [0, 1, 2], 'abc', set()]:\n"
      "    f = marshal.dumps(v, 4); sys.stdout.buffer.write(b'%d\\n%s' % (len(f), f))\n");
  ASSERT_EQ(run.status, 0) << run.err;
  Reader reader(run.out);
  std::vector<Value> values;
  for (int i = 0; i < 6; ++i) {
    const std::size_t size = std::stoul(reader.line());
    values.push_back(std::get<Value>(Value::decode(reader.take(size))));
  }
  std::vector<std::string> equal;
  for (const Value& a : values) {
    equal.emplace_back();
    for (const Value& b : values) equal.back() += equal_as_sets(a, b) ? '1' : '0';
  }
  EXPECT_EQ(equal, (std::vector<std::string>{"110000", "110000", "001000", "000100", "000010", "000001"}));
}

TEST(Value, floats_and_lists_of_floats_are_told_from_the_rest) {
  const Table& t = table();
  for (std::size_t i = 0; i < t.values.size(); ++i) EXPECT_EQ(is_floats(t.values[i]), t.floats[i] == '1') << t.names[i];
}

TEST(Value, decimal_text_of_integers_is_that_of_cpython) {
  const auto run = run_python(
      "import marshal, sys\n"
      "for n in [0, -7, 2**62, -2**63, 2**63, 10**9, 10**18, 10**27, -10**40, 3**500, 10**45 - 1]:\n"
      "    f = marshal.dumps(n, 4); sys.stdout.buffer.write(b'%d\\n%s\\n%s\\n' % (len(f), f, str(n).encode()))\n");
  ASSERT_EQ(run.status, 0) << run.err;
  Reader reader(run.out);
  for (int i = 0; i < 11; ++i) {
    const std::size_t size = std::stoul(reader.line());
    const auto value = std::get<Value>(Value::decode(reader.take(size)));
    reader.line();
    EXPECT_EQ(to_decimal(value.integer(value.root())), reader.line());
  }
}

std::string refused(std::string frame, const oyer_frame_limits& limits = frame_limits) {
  const auto value = Value::decode(std::move(frame), limits);
  const auto* bad = std::get_if<Undecodable>(&value);
  return bad == nullptr ? "accepted" : bad->reason;
}

TEST(Value, frames_beyond_the_limits_are_refused_with_the_limit) {
  EXPECT_EQ(refused(std::string("[\x01\0\0\0", 5) + "N", {4, 10, 64, 4}), "too_long");
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += std::string("[\x01\0\0\0", 5);
  EXPECT_EQ(refused(deep + "N"), "too_deep");
  EXPECT_EQ(refused(std::string("l\xff\xff\xff\x7f", 5)), "truncated");
  EXPECT_EQ(refused(std::string("(\xff\xff\xff\x7f", 5)), "truncated");
  EXPECT_EQ(refused("c"), "type");
  EXPECT_EQ(refused(""), "truncated");
  EXPECT_EQ(refused("NN"), "trailing");
}

TEST(Value, a_small_frame_cannot_claim_a_large_value) {
  // Each list holds the one before twice: 2^40 values in 500 bytes.
  std::string bomb;
  std::string inner = std::string("\xdb\x01\0\0\0", 5) + "N";
  bomb = inner;
  for (int i = 0; i < 40; ++i) bomb = std::string("\xdb\x02\0\0\0", 5) + bomb + std::string("r") + std::string(4, '\0');
  const std::string said = refused(bomb);
  EXPECT_TRUE(said == "too_many" || said == "reference") << said;
}

TEST(ValueFromJson, reads_what_pythons_json_reads) {
  const std::vector<std::string> texts = {"null",
                                          "true",
                                          "[]",
                                          "{}",
                                          " [ 1 , -2.5e3 , \"x\\u00e9\\ud83d\\ude00\\n\" ] ",
                                          "NaN",
                                          "[Infinity, -Infinity]",
                                          "123456789012345678901234567890",
                                          "-9223372036854775808",
                                          "9223372036854775808",
                                          "1e400",
                                          "0.1",
                                          "{\"a\": {\"b\": [1, {}]}, \"\": null}",
                                          "\"\\ud800\"",
                                          "[[[[]]], {}]"};
  std::string program = "import json, marshal, sys\nfor text in [";
  for (const std::string& text : texts) program += "r'''" + text + "''', ";
  program += "]:\n    f = marshal.dumps(json.loads(text), 4)\n    sys.stdout.buffer.write(b'%d\\n%s' % (len(f), f))\n";
  const auto run = run_python(program);
  ASSERT_EQ(run.status, 0) << run.err;
  Reader reader(run.out);
  for (const std::string& text : texts) {
    const std::size_t size = std::stoul(reader.line());
    const auto expected = std::get<Value>(Value::decode(reader.take(size)));
    const auto value = Value::from_json(text);
    ASSERT_EQ(outcome_of(value), "ok") << text;
    EXPECT_EQ(equal(*value, expected), text != "NaN") << text;
  }
}

TEST(ValueFromJson, refuses_what_is_not_json) {
  for (const char* text :
       {"",          "[",      "]",   "[1,]", "[,1]",     "{1:2}", "{\"a\"}", "{\"a\":1,}", "01",    "1.",
        ".5",        "1e",     "+1",  "nul",  "'a'",      "\"a",   "\"\\x\"", "\"\\u12\"",  "[1 2]", "[1}",
        "{\"a\":1]", "\"\n\"", "1 1", "\xff", "\"\xc3\"", "--1",   "[1,,2]",  "{,}"}) {
    EXPECT_FALSE(Value::from_json(text)) << text;
  }
  EXPECT_FALSE(Value::from_json(std::string(300, '[') + std::string(300, ']')));
  EXPECT_TRUE(Value::from_json(std::string(200, '[') + std::string(200, ']')));
}

}  // namespace
}  // namespace oyer::graders::detail
