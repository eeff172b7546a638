"""Imports are right: edges between files as PHP's own names lead.

    OYER_PHP_PARSER=FOLDER python3 php_imports_test.py OYER [FOLDER...]

Each FOLDER is a project. Without any, a small project of this page is written. The truth: nikic/php-parser (a checkout
of it, at OYER_PHP_PARSER) under PHP itself. Its resolver gives every name of a class, a function or a constant in full,
also those that a `use` names; each leads to the one file that declares it. A name that several files declare is left
out where no path of Composer's PSR-4 tells them apart, and so are edges to those files from files with that name. An
include whose path is a constant expression leads to that file. Precision of 0.99 and recall of 0.97 at least; exits 77
without PHP or the parser.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import edges

# Run by `php oracle.php PARSER ROOT`. Prints {"edges": [[from, to], ...], "dubious": [...], "files": [...]}.
ORACLE = r"""<?php
ini_set('memory_limit', '4G');
[, $library, $root] = $argv;
spl_autoload_register(function ($class) use ($library) {
  $path = $library . '/lib/' . strtr($class, '\\', '/') . '.php';
  if (is_file($path)) require $path;
});
use PhpParser\Node;

class Names extends PhpParser\NodeVisitorAbstract {
  public array $declared = [], $used = [], $included = [];
  private string $space = '';
  public function __construct(private string $path) {}
  private function declare(string $kind, ?Node\Name $name): void {
    if ($name !== null) $this->declared[] = [$kind, $name->toString()];
  }
  private function uses(string $kind, string $name): void { $this->used[] = [$kind, ltrim($name, '\\')]; }
  public function enterNode(Node $node) {
    if ($node instanceof Node\Stmt\ClassLike && $node->name !== null) $this->declare('class', $node->namespacedName);
    if ($node instanceof Node\Stmt\Function_) $this->declare('function', $node->namespacedName);
    if ($node instanceof Node\Stmt\Const_)
      foreach ($node->consts as $const) $this->declare('const', $const->namespacedName);
    if ($node instanceof Node\Expr\FuncCall && $node->name instanceof Node\Name) {
      $first = $node->args[0]->value ?? null;
      if ($node->name->toLowerString() === 'define' && $first instanceof Node\Scalar\String_)
        $this->declared[] = ['const', $first->value];
      $this->callable('function', $node->name);
      $node->name->setAttribute('seen', true);
    }
    if ($node instanceof Node\Expr\ConstFetch) {
      $this->callable('const', $node->name);
      $node->name->setAttribute('seen', true);
    }
    if ($node instanceof Node\Stmt\Use_ || $node instanceof Node\Stmt\GroupUse) {
      foreach ($node->uses as $one) {
        $type = $one->type === Node\Stmt\Use_::TYPE_UNKNOWN ? $node->type : $one->type;
        $kind = [1 => 'class', 2 => 'function', 3 => 'const'][$type] ?? 'class';
        $prefix = $node instanceof Node\Stmt\GroupUse ? $node->prefix->toString() . '\\' : '';
        $this->uses($kind, $prefix . $one->name->toString());
      }
      return PhpParser\NodeVisitor::DONT_TRAVERSE_CHILDREN;
    }
    if ($node instanceof Node\Expr\Include_) $this->include($node->expr);
    $is_class = $node instanceof Node\Name\FullyQualified && !$node->getAttribute('seen');
    if ($is_class) $this->uses('class', $node->toString());
    return null;
  }
  private function callable(string $kind, Node\Name $name): void {
    $spaced = $name->getAttribute('namespacedName');
    if ($spaced !== null) $this->used[] = [$kind, $spaced->toString(), $name->toString()];
    else $this->uses($kind, $name->toString());
  }
  private function include(Node\Expr $expression): void {
    $evaluator = new PhpParser\ConstExprEvaluator(function ($expr) use (&$evaluator) {
      if ($expr instanceof Node\Scalar\MagicConst\Dir) return dirname($this->path);
      if ($expr instanceof Node\Scalar\MagicConst\File) return $this->path;
      if ($expr instanceof Node\Expr\FuncCall && $expr->name instanceof Node\Name) {
        $arguments = array_map(fn($a) => $evaluator->evaluateDirectly($a->value), $expr->args);
        if ($expr->name->toString() === 'dirname') return dirname(...$arguments);
        if ($expr->name->toString() === 'realpath') return $arguments[0];
      }
      throw new PhpParser\ConstExprEvaluationException();
    });
    try {
      $path = $evaluator->evaluateDirectly($expression);
    } catch (PhpParser\ConstExprEvaluationException $unknown) {
      return;
    }
    $real = is_string($path) ? realpath($path[0] === '/' ? $path : dirname($this->path) . '/' . $path) : false;
    if ($real !== false) $this->included[] = $real;
  }
}

$parser = (new PhpParser\ParserFactory())->createForNewestSupportedVersion();
$root = realpath($root);
$files = [];
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($root, FilesystemIterator::SKIP_DOTS)) as $file) {
  if ($file->getExtension() !== 'php' || !$file->isFile() || filesize($file) > 1 << 20) continue;
  $names = new Names($file->getPathname());
  try {
    $tree = $parser->parse(file_get_contents($file));
  } catch (PhpParser\Error $error) {
    continue;
  }
  $resolve = new PhpParser\NodeTraverser(new PhpParser\NodeVisitor\NameResolver());
  $tree = $resolve->traverse($tree);
  (new PhpParser\NodeTraverser($names))->traverse($tree);
  $files[substr($file->getPathname(), strlen($root) + 1)] = $names;
}
$where = [];
foreach ($files as $path => $names)
  foreach ($names->declared as [$kind, $name]) $where[$kind][$kind === 'const' ? $name : strtolower($name)][$path] = 1;
$composer = is_file("$root/composer.json") ? json_decode(file_get_contents("$root/composer.json"), true) : [];
function places(array $composer, string $name): iterable {
  foreach (['autoload', 'autoload-dev'] as $part)
    foreach ($composer[$part]['psr-4'] ?? [] as $prefix => $folders)
      if (str_starts_with($name, $prefix))
        foreach ((array)$folders as $folder)
          yield ltrim(rtrim($folder, '/') . '/' . strtr(substr($name, strlen($prefix)), '\\', '/') . '.php', './');
}
$edges = $dubious = [];
foreach ($files as $path => $names) {
  foreach ($names->used as $use) {
    $kind = array_shift($use);
    foreach ($use as $name) {
      $all = $where[$kind][$kind === 'const' ? $name : strtolower($name)] ?? [];
      if ($all === []) continue;
      foreach (places($composer, $name) as $place)
        if (count($all) > 1 && isset($all[$place])) $all = [$place => 1];
      if (isset($all[$path])) break;
      foreach (array_keys($all) as $to)
        if (count($all) === 1) $edges["$path\0$to"] = [$path, $to];
        else $dubious["$path\0$to"] = [$path, $to];
      break;
    }
  }
  foreach ($names->included as $real) {
    $to = substr($real, strlen($root) + 1);
    if (isset($files[$to]) && $to !== $path) $edges["$path\0$to"] = [$path, $to];
  }
}
echo json_encode(['edges' => array_values($edges), 'dubious' => array_values($dubious), 'files' => array_keys($files)]);
"""

PROJECT = {
    "composer.json": '{"autoload": {"psr-4": {"Shop\\\\": "src/"}, "files": ["src/functions.php"]}}',
    "src/Cart.php": r"""<?php
namespace Shop;
use Shop\Goods\{Good, Box as Crate};
use function Shop\round_up;
use const Shop\LIMIT;
#[Marked]
final class Cart extends Base implements \IteratorAggregate, Countable {
  use Counts;
  private ?Good $good = null;
  public function __construct(private Crate $crate) { require_once __DIR__ . '/late.php'; }
  public function getIterator(): \Iterator { return new Goods\Shelf(round_up(LIMIT), helper(), strlen('a')); }
  public function find(int|Kind $x): static { try { return namespace\Deep\Finder::find($x); } catch (Missing) { } }
}
""",
    "src/Base.php": "<?php\nnamespace Shop;\nabstract class Base { const NAME = Unused::class; }\n",
    "src/Countable.php": "<?php\nnamespace Shop;\ninterface Countable extends \\Countable {}\n",
    "src/Counts.php": "<?php\nnamespace Shop;\ntrait Counts { public function count(): int { return 1; } }\n",
    "src/Marked.php": "<?php\nnamespace Shop;\n#[\\Attribute] class Marked {}\n",
    "src/Missing.php": "<?php\nnamespace Shop;\nclass Missing extends \\Exception {}\n",
    "src/Kind.php": "<?php\nnamespace Shop;\nenum Kind: int { case One = 1; }\n",
    "src/Unused.php": "<?php\nnamespace Shop;\nclass Unused { function f() { return <<<TEXT\n  {$this->g(new cart())}\n"
                      "  TEXT; } }\n",
    "src/late.php": "<?php\nnamespace Shop;\nclass_exists(Kind::class);\n",
    "src/functions.php": "<?php\nnamespace Shop { const LIMIT = 3; function round_up($x) { return $x; } }\n"
                         "namespace { function helper() { return new Shop\\Kind(); } }\n",
    "src/Goods/Good.php": "<?php\nnamespace Shop\\Goods;\ninterface Good {}\n",
    "src/Goods/Box.php": "<?php\nnamespace Shop\\Goods;\nclass Box implements Good {}\n",
    "src/Goods/Shelf.php": "<?php\nnamespace Shop\\Goods;\nclass Shelf extends Box { }\n",
    "src/Deep/Finder.php": "<?php\nnamespace Shop\\Deep;\nuse Shop as S;\nclass Finder extends S\\Base {}\n",
    "public/index.php": "<html><?php require dirname(__DIR__) . '/src/Cart.php'; $c = new \\Shop\\Cart(); ?></html>\n",
}


def compare(oyer, library, root, scratch):
    program = scratch / "oracle.php"
    program.write_text(ORACLE)
    told = subprocess.run(["php", program, library, root], check=True, stdout=subprocess.PIPE)
    truth = json.loads(told.stdout)
    files, dubious = set(truth["files"]), {tuple(edge) for edge in truth["dubious"]}
    true = {tuple(edge) for edge in truth["edges"]}
    said = edges.between(oyer, root, files)
    notes = "left out %d; imports %s" % (len(said & (dubious - true)), edges.Said(oyer, root).statuses(("php",), files))
    return edges.report(root.name, true, said - (dubious - true), notes, least=10)


def main():
    oyer = pathlib.Path(sys.argv[1]).resolve()
    library = pathlib.Path(os.environ.get("OYER_PHP_PARSER", "build/php-parser")).resolve()
    if shutil.which("php") is None:
        print("no php (apt-get install php-cli): nothing to compare with")
        return 77
    if not (library / "lib" / "PhpParser").is_dir():
        print("no nikic/php-parser (a checkout of it, at OYER_PHP_PARSER=FOLDER): nothing to compare with")
        return 77
    return edges.compare_all(sys.argv[2:], lambda folder: [edges.written(PROJECT, folder / "own")],
                             lambda root, scratch: compare(oyer, library, root, scratch))


if __name__ == "__main__":
    sys.exit(main())
