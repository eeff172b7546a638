"""Takes gitleaks' rule table out of an archive, and turns it into a C++ table.

    secret_rules.py extract ARCHIVE SIZE SHA256 OUTPUT
    secret_rules.py convert TABLE.toml OUTPUT.cc

`convert` knows every key that it reads and stops at one it does not know, so that a newer table can never lose a rule
or a condition in silence.
"""

import hashlib
import sys
import zipfile

FIRST_LINE = b"# This file has been auto-generated. Do not edit manually.\n"

RULE_KEYS = {"id", "description", "regex", "path", "entropy", "secretGroup", "keywords", "allowlists", "tags"}
ALLOW_KEYS = {"description", "condition", "paths", "regexes", "regexTarget", "stopwords"}
TOP_KEYS = {"title", "minVersion", "allowlist", "rules"}
TARGETS = {"": "secret", "secret": "secret", "match": "match", "line": "line"}


def extract(archive, size, digest, output):
    size = int(size)
    with zipfile.ZipFile(archive) as members:
        for name in members.namelist():
            data = members.read(name)
            at = data.find(FIRST_LINE)
            while at >= 0:
                table = data[at : at + size]
                if hashlib.sha256(table).hexdigest() == digest:
                    with open(output, "wb") as file:
                        file.write(table)
                    return
                at = data.find(FIRST_LINE, at + 1)
    sys.exit(f"{archive} holds no table of {size} bytes with the digest {digest}")


def toml():
    try:
        import tomllib
    except ImportError:  # before Python 3.11
        from pip._vendor import tomli as tomllib
    return tomllib


def known(table, keys, where):
    unknown = set(table) - keys
    if unknown:
        sys.exit(f"{where}: keys that this script does not know: {', '.join(sorted(unknown))}")


def quoted(text):
    """A C++ string literal of the text's UTF-8 bytes; octal escapes cannot run into what follows."""
    out = []
    for byte in text.encode():
        if byte in b'"\\?':
            out.append("\\" + chr(byte))
        elif 32 <= byte < 127:
            out.append(chr(byte))
        else:
            out.append(f"\\{byte:03o}")
    return 'std::string_view("' + "".join(out) + f'", {len(text.encode())})'


class Writer:
    def __init__(self):
        self.lines = []
        self.count = 0

    def texts(self, texts):
        if not texts:
            return "{}"
        name = f"texts_{self.count}"
        self.count += 1
        self.lines.append(f"constexpr std::string_view {name}[] = {{")
        self.lines.extend(f"    {quoted(text)}," for text in texts)
        self.lines.append("};")
        return name

    def allows(self, allows, where):
        if not allows:
            return "{}"
        rows = []
        for allow in allows:
            known(allow, ALLOW_KEYS, where)
            condition = allow.get("condition", "OR").upper()
            if condition not in {"AND", "OR", "||", "&&"}:
                sys.exit(f"{where}: unknown condition {condition}")
            every = "true" if condition in {"AND", "&&"} else "false"
            target = TARGETS[allow.get("regexTarget", "")]
            stopwords = sorted({word.lower() for word in allow.get("stopwords", [])})
            paths = self.texts(allow.get("paths", []))
            regexes = self.texts(allow.get("regexes", []))
            rows.append(f"    {{{every}, AllowRow::Target::{target}, {paths}, {regexes}, {self.texts(stopwords)}}},")
        name = f"allows_{self.count}"
        self.count += 1
        self.lines.append(f"constexpr AllowRow {name}[] = {{")
        self.lines.extend(rows)
        self.lines.append("};")
        return name


def convert(source, output):
    with open(source, "rb") as file:
        table = toml().load(file)
    known(table, TOP_KEYS, source)
    writer = Writer()
    rows = []
    for rule in sorted(table["rules"], key=lambda row: row["id"]):
        where = f"{source}: rule {rule['id']}"
        known(rule, RULE_KEYS, where)
        keywords = writer.texts([word.lower() for word in rule.get("keywords", [])])
        allows = writer.allows(rule.get("allowlists", []), where)
        rows.append(
            f"    {{{quoted(rule['id'])},\n     {quoted(rule.get('regex', ''))},\n     {quoted(rule.get('path', ''))},"
            f"\n     {float(rule.get('entropy', 0.0))!r}, {int(rule.get('secretGroup', 0))}, {keywords}, {allows}}},"
        )
    everywhere = writer.allows([table["allowlist"]], source)
    with open(output, "w", encoding="utf-8") as file:
        file.write("// Made by cmake/secret_rules.py.\n")
        file.write('#include "datasets/detail/secret_rules.h"\n\nnamespace oyer::datasets::detail {\nnamespace {\n\n')
        file.write("\n".join(writer.lines))
        file.write("\n\nconstexpr RuleRow rows[] = {\n" + "\n".join(rows) + "\n};\n\n}  // namespace\n\n")
        file.write("std::span<const RuleRow> foreign_rules() noexcept { return rows; }\n")
        file.write(f"std::span<const AllowRow> foreign_allowlists() noexcept {{ return {everywhere}; }}\n\n")
        file.write("}  // namespace oyer::datasets::detail\n")


def main(arguments):
    actions = {"extract": (extract, 4), "convert": (convert, 2)}
    if not arguments or arguments[0] not in actions or len(arguments) != actions[arguments[0]][1] + 1:
        sys.exit(__doc__)
    actions[arguments[0]][0](*arguments[1:])


main(sys.argv[1:])
