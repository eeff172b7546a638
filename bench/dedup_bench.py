"""Deduplication, Oyer's and the field's: speed on Python files at hand, and quality on a set made by rule.

    python3 bench/dedup_bench.py speed --ours build/bench/dedup_ours [--files 600] [--rounds 5] FOLDER...
    python3 bench/dedup_bench.py quality --ours build/bench/dedup_ours [--files 300] FOLDER...

speed: CPU seconds on one thread for the sketches and the look-up of candidates, the peers in turns with Oyer, medians.
quality: files of the folders that are not alike (Jaccard under 0.3 each to each) and copies of them, made by rule; who
finds which copies, and what else is held to be a copy.
The peers are installed from bench/dedup_peers.lock into a virtual environment beside dedup_ours. Prints Markdown.
"""

import argparse
import ast
import builtins
import hashlib
import io
import json
import keyword
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tokenize

PEERS = ["datasketch", "rensa", "rensa-c", "datatrove", "datatrove-shipped"]
SEPARATOR = re.compile(r"\W")


def peer_python(folder):
    environment = folder / "dedup-peers"
    python = environment / "bin" / "python"
    if not (environment / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        lock = pathlib.Path(__file__).with_name("dedup_peers.lock")
        subprocess.run([str(python), "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", str(lock)],
                       check=True)
        (environment / "ready").touch()
    return python


def run(command, lines):
    done = subprocess.run([str(part) for part in command], input="".join(line + "\n" for line in lines),
                          stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def sources(folders, least, most):
    """Python files by the digest of their bytes: the same sample wherever they lie, no two the same."""
    found = {}
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.py")):
            if "\n" in str(path) or "\t" in str(path) or not path.is_file():
                continue
            data = path.read_bytes()
            if least <= len(data) <= most:
                found.setdefault(hashlib.sha256(data).hexdigest(), path)
    return [found[digest] for digest in sorted(found)]


def speed(options):
    files = [str(path) for path in sources(options.folders, 1, 1 << 20)[:options.files]]
    python = peer_python(options.ours.resolve().parent)
    script = pathlib.Path(__file__).with_name("dedup_peer.py")
    times = {name: [] for name in ["oyer"] + PEERS}
    size = 0
    for _ in range(options.rounds):
        for name in times:
            if name == "oyer":
                row = run([options.ours], files)
                times[name].append(row["sketch"] + row["cluster"])
                size = row["bytes"]
            else:
                times[name].append(run([python, script, name], files)["seconds"])
    ours = statistics.median(times["oyer"])
    print("%d files, %.1f MB, %d rounds\n" % (len(files), size / 1e6, options.rounds))
    print("| | MB/s | CPU over Oyer's | least to most |\n|---|---|---|---|")
    for name, seconds in times.items():
        ratios = [s / o for s, o in zip(seconds, times["oyer"])]
        print("| %s | %.2f | %.1f | %.1f to %.1f |" % (name, size / 1e6 / statistics.median(seconds),
                                                       statistics.median(seconds) / ours, min(ratios), max(ratios)))


def shingles(text):
    words = SEPARATOR.split(text.lower())
    return {tuple(words[i:i + 5]) for i in range(len(words) - 4)}


def jaccard(a, b):
    return len(a & b) / len(a | b) if a or b else 1.0


def shape(text):
    """The syntax tree's kinds without names and literals, by Python's own parser: what a caller gives as shape."""
    kinds = []
    for node in ast.walk(ast.parse(text)):
        kinds.append(type(node).__name__)
        kinds.append(str(sum(1 for _ in ast.iter_child_nodes(node))))
    return hashlib.sha256(" ".join(kinds).encode()).hexdigest()[:16]


def reformatted(text, _):
    """Two blanks for four, blank lines between, no blanks at line ends."""
    lines = []
    for line in text.split("\n"):
        body = line.lstrip(" ")
        lines.append(" " * ((len(line) - len(body)) // 2) + body.rstrip())
        if line.startswith(("def ", "class ", "import ")):
            lines.append("")
    return "\n".join(lines)


def renamed(text, _):
    """Every name that is not the language's own gets another, the same at each use; comments go."""
    names = {}
    pieces = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        word = token.string
        if token.type == tokenize.COMMENT:
            continue
        if token.type == tokenize.NAME and not keyword.iskeyword(word) and not keyword.issoftkeyword(word) \
                and not hasattr(builtins, word):
            word = names.setdefault(word, "name%d" % len(names))
        pieces.append((token.type, word))
    return tokenize.untokenize(pieces)


def edited(share):
    def edit(text, generator):
        """A share of the lines is replaced, taken out or doubled with other words, at places by chance."""
        lines = text.split("\n")
        for at in sorted(generator.sample(range(len(lines)), int(len(lines) * share)), reverse=True):
            fresh = "    value_%d = compute_%d(item_%d)" % tuple(generator.randrange(10 ** 6) for _ in range(3))
            if generator.random() < 1 / 3:
                del lines[at]
            elif generator.random() < 1 / 2:
                lines[at] = fresh
            else:
                lines.insert(at, fresh)
        return "\n".join(lines)
    return edit


KINDS = [("exact", lambda text, _: text), ("reformatted", reformatted), ("renamed", renamed)] + \
        [("edited %d %%" % (100 * share), edited(share)) for share in (0.05, 0.1, 0.2, 0.3, 0.4)]


def bases(options, generator):
    """Files that are not alike, and that Python can parse."""
    chosen = []
    candidates = sources(options.folders, 1500, 30000)
    generator.shuffle(candidates)
    by_shingle = {}
    for path in candidates:
        try:
            text = path.read_text("utf-8")
            shape(renamed(text, None))
        except (SyntaxError, UnicodeDecodeError, ValueError, RecursionError, tokenize.TokenError):
            continue
        own = shingles(text)
        shared = {}
        for shingle in own:
            for other in by_shingle.get(shingle, ()):
                shared[other] = shared.get(other, 0) + 1
        if len(own) < 60 or any(count / (len(own) + len(chosen[other][1]) - count) > 0.3
                                for other, count in shared.items()):
            continue
        for shingle in own:
            by_shingle.setdefault(shingle, []).append(len(chosen))
        chosen.append((text, own))
        if len(chosen) == options.files:
            break
    return [text for text, _ in chosen]


def parseable_shape(text):
    try:
        return shape(text)
    except (SyntaxError, ValueError, RecursionError):
        return "0"


def headed(texts, generator):
    """Files of two different bodies under one long beginning: alike at first sight, not copies. Half to two thirds of
    each is the common text."""
    files = []
    for index in range(0, len(texts) - 2, 3):
        head = texts[index].split("\n")
        bodies = [texts[index + 1].split("\n"), texts[index + 2].split("\n")]
        share = generator.uniform(0.3, 0.65)
        length = min(len(head), 80)
        rest = max(int(length * (1 - share) / share / 2), 5)
        for body in bodies:
            files.append("\n".join(head[:length] + body[-rest:]))
    return files


class LabelledSet:
    """Files on disk with what they were made from: number -> (label, kind)."""

    def __init__(self, folder):
        self.folder = folder
        self.lines, self.labels, self.texts = [], [], []
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, text, label, kind):
        path = self.folder / ("%06d.py" % len(self.lines))
        path.write_text(text, "utf-8")
        self.lines.append("%s\t%s" % (path.resolve(), parseable_shape(text)))
        self.labels.append((label, kind))
        self.texts.append(text)


def make_set(options):
    generator = random.Random(7)
    texts = bases(options, generator)
    made = LabelledSet(options.ours.resolve().parent / "dedup-set")
    for number, text in enumerate(texts):
        made.add(text, "base%d" % number, "base")
    for number, text in enumerate(texts):
        for kind, change in KINDS:
            made.add(change(text, generator), "base%d" % number, kind)
    for number, text in enumerate(headed(texts, generator)):
        made.add(text, "headed%d" % number, "same beginning")
    return made


def judge(made, dropped):
    """dropped: number of a file -> number of the file it is dropped for. By kind: copies found, and all; then of all
    dropped files those dropped for a file of another label."""
    found = {}
    for number, (label, kind) in enumerate(made.labels):
        hit = number in dropped and made.labels[dropped[number]][0] == label
        of_kind = found.setdefault(kind, [0, 0])
        of_kind[0] += hit
        of_kind[1] += 1
    wrong = sum(made.labels[a][0] != made.labels[b][0] for a, b in dropped.items())
    far = sum(jaccard(shingles(made.texts[a]), shingles(made.texts[b])) < 0.7 for a, b in dropped.items())
    return found, wrong, far


def quality(options):
    made = make_set(options)
    python = peer_python(options.ours.resolve().parent)
    row = run([options.ours], made.lines)
    ours = {m[0]: cluster["survivor"] for cluster in row["clusters"] for m in cluster["members"]}
    no_shape = {m[0]: cluster["survivor"] for cluster in row["clusters"] for m in cluster["members"] if m[1] != "shape"}
    groups = run([python, pathlib.Path(__file__).with_name("dedup_peer.py"), "bigcode"], made.lines)["groups"]
    peer = {number: min(group) for group in groups for number in group if number != min(group)}
    results = [judge(made, dropped) for dropped in (ours, no_shape, peer)]
    print("%d files: %d that are not alike, their copies, and files of the same beginning\n" %
          (len(made.lines), sum(kind == "base" for _, kind in made.labels)))
    print("| copies found | files | Oyer | Oyer without shape | datasketch, BigCode's |\n|---|---|---|---|---|")
    for kind, _ in KINDS:
        total = results[0][0][kind][1]
        print("| %s | %d | %s |" % (kind, total, " | ".join("%.3f" % (found[kind][0] / total)
                                                             for found, _, _ in results)))
    counts = [len(dropped) for dropped in (ours, no_shape, peer)]
    print("| dropped in all | | %s |" % " | ".join(str(count) for count in counts))
    print("| of these for a file that they are no copy of | | %s |" % " | ".join(str(wrong) for _, wrong, _ in results))
    print("| precision | | %s |" % " | ".join("%.4f" % (1 - wrong / max(count, 1))
                                              for (_, wrong, _), count in zip(results, counts)))
    print("| dropped for a file with Jaccard < 0.7 | | %s |" % " | ".join(str(far) for _, _, far in results))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["speed", "quality"])
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--ours", type=pathlib.Path, required=True)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    {"speed": speed, "quality": quality}[options.what](options)


if __name__ == "__main__":
    main()
