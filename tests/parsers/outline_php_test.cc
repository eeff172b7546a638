#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "parsers/outline.h"
#include "tests/parsers/outline_lines.h"

namespace oyer::parsers {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kPhp = R"~(<html><?php
namespace Acme\App;
use A\B; use A\C as D, E\F; use function G\h; use const G\I; use J\{K, L\M as N, function o}; use function P\{q};
/** A shape. */
#[Attr(X::class)]
final class Foo extends \Base\Bar implements One, namespace\Two {
  use T1, \Ns\T2 { T1::a insteadof T2; b as protected c; }
  const ONE = Two::THREE, FOUR = 4;
  private ?Type $prop = Def::X;
  public function __construct(private readonly Promo $p, int|Uni &...$rest) { }
  public static function make(self $a): static|Ret {
    return new static(Foo::bar(name: 1), new \Glob, \strlen($x), PHP_EOL, Z::$sp, self::ONE, $a::B, $this->m()->n);
  }
  private function quiet() { return $o?->q instanceof Inst; }
}
interface Ifc extends Q1, Q2 { function abs(): void; }
enum Suit: string implements Hi { case Hearts = 'H'; use Tr; }
trait Tr { }
function helper(Par $x = Dc::V) {
  try { } catch (E1 | \E2 $e) { }
  $f = fn(Ty $x) => Foo::y; require_once __DIR__ . '/late.php'; goto lab; lab: parent::f();
}
const TOP = 1;
define('DEFINED', 2);
require 'a.php'; include('b c.php'); include_once "c.php"; require_once dirname(__FILE__) . '/d.php';
@include $x; if (1) require ("opt.php"); include "$dir/e.php";
$y = new class(1) extends Anon { };
echo "x $y[key] {$z->w(Deep::N)} ${vv}", <<<"TEXT"
  a $b->c {$d[In::K]}
    b
  TEXT . <<<'RAW'
{$no->code}
RAW;
Foo\Bar\baz(); namespace\fn2(); \Foo\Bar::q();
?></html>
)~";

const Lines kImports = {
    "module A\\B",
    "module A\\C as D",
    "module E\\F",
    "module G\\h static",
    "module G\\I static",
    "from J name=K",
    "from J name=L\\M as N",
    "from J name=o static",
    "from P name=q static",
    "require __DIR__ . '/late.php' weak computed",
    "require a.php",
    "require b c.php",
    "require c.php",
    "require dirname(__FILE__) . '/d.php' computed",
    "require $x guarded computed",
    "require opt.php guarded",
    "require \"$dir/e.php\" computed",
};

const Lines kDefinitions = {
    "class Foo: #[Attr(X::class)] final class Foo extends \\Base\\Bar implements One, namespace\\Two | A shape.",
    "variable Foo.ONE",
    "variable Foo.FOUR",
    "variable Foo.prop (private)",
    "method Foo.__construct: public function __construct(private readonly Promo $p, int|Uni &...$rest)",
    "method Foo.make: public static function make(self $a): static|Ret",
    "method Foo.quiet: private function quiet() (private)",
    "class Ifc: interface Ifc extends Q1, Q2",
    "method Ifc.abs: function abs(): void",
    "class Suit: enum Suit: string implements Hi",
    "variable Suit.Hearts",
    "class Tr: trait Tr",
    "function helper: function helper(Par $x = Dc::V)",
    "variable TOP",
    "variable DEFINED",
};

// What extends, implements or uses is needed to load the file; types, attributes and constants' values are not.
const Lines kReferences = {
    "Attr x1 weak",
    "X.class x1 weak",
    "\\Base.Bar x1",
    "One x1",
    "namespace.Two x1",
    "T1 x1",
    "\\Ns.T2 x1",
    "T1.a x1",
    "T2 x1",
    "Two.THREE x1 weak",
    "Type x1 weak",
    "Def.X x1 weak",
    "Promo x1 weak",
    "Uni x1 weak",
    "Ret x1 weak",
    "\\Glob x1 weak",
    "\\strlen x1 weak",
    "PHP_EOL x1 weak",
    "Z.sp x1 weak",
    "Inst x1 weak",
    "Q1 x1",
    "Q2 x1",
    "Hi x1",
    "Par x1 weak",
    "Dc.V x1 weak",
    "E1 x1 weak",
    "\\E2 x1 weak",
    "Ty x1 weak",
    "define x1",
    "dirname x1",
    "Anon x1",
    "Deep.N x1",
    "In.K x1",
    "Foo.Bar.baz x1",
    "namespace.fn2 x1",
    "\\Foo.Bar.q x1",
};

TEST(Outline, php_is_read_whole) {
  const Outline found = outline_of(Language::php, kPhp);
  EXPECT_EQ(found.package, "Acme\\App");
  EXPECT_EQ(found.error_bytes, 0U);
  EXPECT_EQ(import_lines(found), kImports);
  EXPECT_EQ(definition_lines(found), kDefinitions);
  EXPECT_EQ(reference_lines(found), kReferences);
}

TEST(Outline, namespaces_of_php_with_braces_are_modules) {
  const Outline found = outline_of(Language::php, "<?php namespace A\\B { class C {} } namespace { class D {} }");
  EXPECT_EQ(found.package, "A\\B");
  EXPECT_EQ(definition_lines(found),
            (Lines{"module A\\B: namespace A\\B", "class A\\B.C: class C", "class D: class D"}));
}

// Every form of text that the grammar's archive has no scanner for: each is read to its end, so that what stands behind
// it is still seen, and code in it is.
TEST(Outline, texts_of_php_end_where_php_ends_them) {
  for (const std::string_view text : {
           "\"a $b[0] $b[key] $b->c $b-> \\$ \\\" \\{$x} {$a[\"k\"]} ${n} ${m[0]} $ { \\x41\\u{1F600}\\101\"",
           "`ls $dir {$a->b} \\` \\n`",
           "<<<E\n  E2 \\\\ \" $b\n\n  Ex\n  {$a(<<<F\n F1\n F)}\n  E",
           "<<<\"E\"\nE",
           "<<<\"E\"\n\n\n a\r\n  b\n\tE",
           "<<<'E'\n$a {$b\n  EE\n\n\\\nE",
           "<<< 'E'\nE",
           "[<<<A\n a\n A, <<<'B'\n\n\n b\n B, \"c\"]",
       }) {
    const std::string program = "<?php $x = " + std::string(text) + ";\nafter(); ?>\n";
    const Outline found = outline_of(Language::php, program);
    EXPECT_EQ(found.error_bytes, 0U) << text;
    EXPECT_EQ(reference_lines(found), Lines{"after x1"}) << text;
  }
}

TEST(Outline, statements_of_php_need_no_semicolon_before_the_end_of_code) {
  for (const std::string_view program :
       {"<?php f() ?>", "<?= f() ?>\n", "a<?php if (1): ?>b<?php f() /* c */ ?>\n\n<?php endif ?>\n\n", "<?php f(); ?>",
        "<?php f() // c ?> d"}) {
    const Outline found = outline_of(Language::php, program);
    EXPECT_EQ(found.error_bytes, 0U) << program;
    EXPECT_EQ(reference_lines(found), Lines{"f x1"}) << program;
  }
}

std::string repeated(std::string_view unit, int times) {
  std::string text = "<?php ";
  for (int i = 0; i < times; ++i) text += unit;
  return text;
}

// What opens and never closes is read once, not from every place at which the parser tries to go on.
TEST(Outline, hostile_texts_of_php_end_within_their_steps) {
  for (const std::string_view unit : {"<?php ",       "<<<E\n",   "<<<'E'\n", "$a=<<<E\n{$f(",
                                      "<<<E\n\"{$a[", "\"{$a",    "`{$a",     "\"{",
                                      "\\",           "$",        "{",        "a<",
                                      "echo 1\n",     "?>\n",     "\n",       "<<<E\n$a\n \n",
                                      "namespace A;", "use A\\{", "#[",       "fn()=>",
                                      "match(1){"}) {
    for (const std::string& text : {repeated(unit, 10'000), repeated("\"", 1) + repeated(unit, 10'000)}) {
      const Outline once = outline_of(Language::php, text);
      EXPECT_EQ(once.text_bytes, text.size());
      EXPECT_LE(once.error_bytes, text.size());
    }
  }
  for (const std::string_view unit : {"<?php ", "$a=<<<E\n{$f(", "a<", "\"{"})
    EXPECT_GT(outline_of(Language::php, repeated(unit, 100'000)).text_bytes, 200'000U);
  EXPECT_EQ(outline_of(Language::php, "<?php <<<" + std::string(900'000, 'E')).text_bytes, 900'009U);
}

}  // namespace
}  // namespace oyer::parsers
