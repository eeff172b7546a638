#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsers/outline.h"
#include "tests/parsers/outline_lines.h"

namespace oyer::parsers {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kC = R"~(#ifndef A_H
#define A_H
#include "a.h"
#include <sys/types.h>
#include HEADER
#if __has_include(<opt.h>)
#include <opt.h>
#endif
#define MAX(a, b) ((a) > (b) ? (a) : LIMIT)
#define EMPTY
/* A point. */
typedef struct point { int x, y; } point_t;
enum color { RED, GREEN };
extern int counter;
static int hidden(int a) { return a; }
static inline int shown(void) { return helper(counter); }
// Adds.
int add(int a, const point_t *b, char *names[]) {
  int local = MAX(a, other), *ptr = &local;
  for (int i = 0; i < a; i++) local += ext_fn(i, b->x, names[0], (size_t)ptr);
  return local;
}
point_t *make(struct other *o);
#ifdef DEBUG
int debugging;
#endif
#endif
)~";

const Lines kCImports = {
    "include_quote a.h",
    "include_angle sys/types.h",
    "include_quote HEADER computed",
    "include_angle opt.h guarded",
};

const Lines kCDefinitions = {
    "macro A_H: #define A_H",
    "macro MAX: #define MAX(a, b)",
    "macro EMPTY: #define EMPTY",
    "class point_t: typedef struct point { int x, y; } point_t | A point.",
    "class point_t.point: struct point",
    "class color: enum color",
    "variable color.RED",
    "variable color.GREEN",
    "variable counter",
    "function hidden: static int hidden(int a) (private)",
    "function shown: static inline int shown(void)",
    "function add: int add(int a, const point_t *b, char *names[]) | Adds.",
    "function make: point_t *make(struct other *o)",
    "variable debugging",
};

const Lines kCReferences = {
    "helper x1 weak",
    "other x2",
    "ext_fn x1 weak",
    "DEBUG x1",
};

constexpr std::string_view kCpp = R"~(#include "a/b.h"
#include <vector>
namespace acme::inner {
using std::string;
class Base;
/// A shape.
template <typename T, int N = 3>
class Shape : public lib::Base<Other>, Iface {
 public:
  explicit Shape(int side) : side_(side) {}
  ~Shape();
  int area(const T& t, Opt o = kDefault) const { return t.x + side_ + helper::of<Foo>(o); }
  bool operator==(const Shape& other) const;
  Foo* make();
 private:
  int side_ = kSide;
};
int Thing::run(std::vector<Item> items) {
  for (const auto& i : items) { auto [a, b] = i.pair(); use(a, b); }
  auto f = [&, n = items.size()](int q) { return q + n + Global::value; };
  if (auto p = find(items)) return p->x;
  return f(1);
}
static int local_fn() { return 0; }
using Alias = std::map<Key, string>;
template <class U> U twice(U u) { return u + u; }
enum class Color { red };
}  // namespace
)~";

const Lines kCppImports = {
    "include_quote a/b.h",
    "include_angle vector",
};

const Lines kCppDefinitions = {
    "module acme::inner: namespace acme::inner",
    "class acme::inner.Shape: template <typename T, int N = 3> class Shape : public lib::Base<Other>, Iface | A shape.",
    "method Shape.Shape: explicit Shape(int side)",
    "method Shape.area: int area(const T& t, Opt o = kDefault) const",
    "method Shape.operator==: bool operator==(const Shape& other) const",
    "method Shape.make: Foo* make()",
    "variable Shape.side_",
    "method acme::inner.run: int Thing::run(std::vector<Item> items)",
    "function acme::inner.local_fn: static int local_fn() (private)",
    "class acme::inner.Alias: using Alias = std::map<Key, string>",
    "function acme::inner.twice: template <class U> U twice(U u)",
    "class acme::inner.Color: enum class Color",
    "variable Color.red",
};

const Lines kCppReferences = {
    "std.string x1",        "Base x1",      "lib.Base x1", "Other x1",     "Iface x1",      "Opt x1",  "kDefault x1",
    "helper.of x1 weak",    "Foo x2",       "kSide x1",    "Thing.run x1", "std.vector x1", "Item x1", "use x1 weak",
    "Global.value x1 weak", "find x1 weak", "std.map x1",  "Key x1",       "string x1",
};

TEST(OutlineC, c_is_read_whole) {
  const Outline found = outline_of(Language::c, kC);
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kCImports);
  EXPECT_EQ(definition_lines(found), kCDefinitions);
  EXPECT_EQ(reference_lines(found), kCReferences);
}

TEST(OutlineC, cpp_is_read_whole) {
  const Outline found = outline_of(Language::cpp, kCpp);
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kCppImports);
  EXPECT_EQ(definition_lines(found), kCppDefinitions);
  EXPECT_EQ(reference_lines(found), kCppReferences);
}

TEST(OutlineC, conditions_are_seen_where_they_cut_through_braces_and_guards_are_none) {
  const Outline found =
      outline_of(Language::c,
                 "/* #if no */\n#if !defined(A_H)\n#define A_H\n#include \"plain.h\"\n"
                 "#ifdef __cplusplus\nextern \"C\" {\n#endif\n#include \"plain2.h\"\n"
                 "#ifdef USE_TLS\nint f(void) {\n#  ifdef X\n  if (a) {\n#  else\n  if (b) {\n#  endif\n"
                 "  }\n}\n#include \"tls.h\"\n#elif defined(Y)\n#include \"y.h\"\n#endif\n"
                 "#include \"plain3.h\" /* #if\n#if */\n#include \"plain4.h\"\n#endif\n"
                 "#ifndef Z\n#include \"z.h\"\n#define Z\n#endif\n#include \"plain5.h\"\n#if OPEN\n"
                 "#include \"last.h\"\n");
  EXPECT_EQ(import_lines(found),
            (Lines{"include_quote plain.h", "include_quote plain2.h", "include_quote tls.h guarded",
                   "include_quote y.h guarded", "include_quote plain3.h", "include_quote plain4.h",
                   "include_quote z.h guarded", "include_quote plain5.h", "include_quote last.h guarded"}));
}

}  // namespace
}  // namespace oyer::parsers
