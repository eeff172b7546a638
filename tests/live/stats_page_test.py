"""The page of `oyer corpus stats --html`, looked at in a real browser.

    python3 stats_page_test.py OYER

Builds a corpus of which every number is known, from repositories with hostile names and paths, and asks Chromium: do
the plots and their tables show those numbers, are bars as long as their numbers, did anything hostile run, was anything
asked for but the page, does the console stay empty, can the page be read dark and light, narrow and wide. Exits 77
where there is no Chromium. OYER_PICTURES=FOLDER keeps what the browser saw.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import browser  # noqa: E402

OYER = ""
MARKUP = "</script><img onerror>"
ACTIVE = "<img src=x onerror=window.ran=1>"
GIT = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
       "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
       "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z"}

# What a page shows: every plot's drawn rows, with their lengths on the screen, and its table.
READ = """
return [...document.querySelectorAll('figure')].map(figure => ({
  id: figure.id,
  rows: [...figure.querySelectorAll('svg .row')].map(row => ({
    label: (row.querySelector('.label, .bin') || {textContent: ''}).textContent,
    value: (row.querySelector('.value, .count') || {textContent: ''}).textContent,
    bars: [...row.querySelectorAll('rect')].map(rect => {
      const box = rect.getBoundingClientRect();
      return {series: rect.getAttribute('class'), width: box.width, height: box.height};
    })})),
  table: [...figure.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))}));
"""

# Texts that stick out of their figure, and whether the page can be pushed sideways.
OVERFLOW = """
const out = [];
for (const figure of document.querySelectorAll('figure')) {
  const box = figure.getBoundingClientRect();
  for (const text of figure.querySelectorAll('svg text')) {
    const one = text.getBoundingClientRect();
    if (one.left < box.left - 1 || one.right > box.right + 1 || one.top < box.top || one.bottom > box.bottom)
      out.push(figure.id + ': ' + text.textContent);
  }
}
if (document.documentElement.scrollWidth > document.documentElement.clientWidth) out.push('page');
return out;
"""

# The least contrast of any text with the card it stands on (WCAG 2.2, relative luminance).
CONTRAST = """
const parts = color => color.match(/[0-9.]+/g).slice(0, 3).map(Number);
const light = color => {
  const [r, g, b] = parts(color).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
let least = 21;
for (const text of document.querySelectorAll('figure text, figure p, figure h2, figure summary, dt, dd, small')) {
  const style = getComputedStyle(text);
  const ink = text.namespaceURI.endsWith('svg') ? style.fill : style.color;
  const card = getComputedStyle(text.closest('figure, .tiles div')).backgroundColor;
  const [a, b] = [light(ink), light(card)].sort((x, y) => y - x);
  least = Math.min(least, (a + 0.05) / (b + 0.05));
}
return least;
"""


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def repository(folder, files):
    folder.mkdir()
    write(folder, files)
    home = {"PATH": os.environ["PATH"], "HOME": str(folder), **GIT}
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "one"]):
        subprocess.run(["git", "-C", folder, *words], check=True, env=home)
    return folder


def oyer(*words):
    return subprocess.run([OYER, *map(str, words)], check=True, capture_output=True, text=True, timeout=600).stdout


def build(folder):
    """Two repositories; both names are markup, and so is a path."""
    first = repository(folder / "first", {
        "app/main.py": "import os\nfrom app.util import helper\nfrom app.zeta import Z\n\nprint(helper() + Z)\n",
        "app/util.py": "import json\n\n\ndef helper():\n    return 1\n",
        "app/zeta.py": "Z = 2\nMAIL = 'real.person@corporation.com'\n",
        f"{MARKUP}.py": "x = 1\n",
        "picture.png": b"\x89PNG\r\n\x1a\n\0\0\0",
        "node_modules/x/index.js": "module.exports = 1;\n",
        "gpl.py": "# SPDX-License-Identifier: GPL-3.0-or-later\n"})
    second = repository(folder / ACTIVE, {"tool.go": "package main\n\nfunc main() {}\n",
                                          "mit.py": "# SPDX-License-Identifier: MIT\ny = 2\n"})
    oyer("corpus", "build", f"{MARKUP}={first}", second, "--preset", "none", "--budget", "32", "-o", folder / "corpus")
    return folder / "corpus"


class StatsPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="oyer-stats-page-")
        folder = pathlib.Path(cls.place.name)
        cls.page = folder / "page.html"
        cls.stats = json.loads(oyer("corpus", "stats", build(folder), "--json", "--html", cls.page))
        cls.browser = browser.Browser().__enter__()
        cls.browser.show(cls.page)
        cls.shown = {figure["id"]: figure for figure in cls.browser.run(READ)}
        cls.asked, cls.said = cls.browser.requests(), cls.browser.console()

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()
        cls.place.cleanup()

    def drawn(self, plot):
        return [(row["label"], row["value"]) for row in self.shown["plot-" + plot]["rows"]]

    def test_files_kept_and_left_out(self):
        self.assertEqual(self.drawn("fates"), [("kept", "6"), ("binary", "1"), ("license", "1"), ("vendored", "1")])

    def test_languages_and_licences(self):
        self.assertEqual(self.drawn("languages"), [("Python", "5"), ("Go", "1")])
        self.assertEqual(self.drawn("licenses"), [("no_license", "5"), ("permissive", "1")])
        self.assertEqual(self.drawn("expressions"), [("none found", "5"), ("MIT", "1")])

    def test_repositories_are_called_what_they_are_called(self):
        self.assertEqual([row[:3] for row in self.shown["plot-repositories"]["table"]],
                         [[MARKUP, "4", "3"], [ACTIVE, "2", "0"]])
        self.assertEqual(self.drawn("repositories"), [(MARKUP[:19] + "…", "7"), (ACTIVE[:19] + "…", "2")])

    def test_imports_and_redactions(self):
        table = self.shown["plot-imports"]["table"]
        sums = [sum(int(row[i]) for row in table) for i in range(1, 5)]
        self.assertEqual(sums, [self.stats["imports"][key] for key in ("unique", "ambiguous", "external", "dynamic")])
        self.assertEqual(sums, [2, 0, 2, 0])
        self.assertEqual(self.drawn("redacted"), [("mail", "1")])

    def test_plots_of_bins_have_every_bin(self):
        for plot, key in (("file-sizes", "file_bytes"), ("sample-tokens", "sample_tokens"),
                          ("context", "sample_context_resolution")):
            counts = [bin["count"] for bin in self.stats[key]]
            if sum(counts) == 0:
                counts = []
            self.assertEqual([int(row[1]) for row in self.shown["plot-" + plot]["table"]], counts)
            drawn = [row["value"] for row in self.shown["plot-" + plot]["rows"]]
            self.assertEqual(drawn, [str(count) if count else "" for count in counts])
        self.assertEqual(sum(bin["count"] for bin in self.stats["file_bytes"]), 6)
        self.assertEqual(sum(bin["count"] for bin in self.stats["sample_tokens"]), self.stats["samples"])

    def test_bars_are_as_long_as_their_numbers(self):
        for figure in self.shown.values():
            upright = figure["id"] in ("plot-file-sizes", "plot-sample-tokens", "plot-context")
            lengths, numbers = [], []
            for row in figure["rows"]:
                lengths.append(sum(bar["height" if upright else "width"] for bar in row["bars"]))
                numbers.append(int(row["value"].replace(",", "") or 0))
            for length, number in zip(lengths, numbers):
                self.assertAlmostEqual(length / max(lengths), number / max(numbers), delta=0.01, msg=figure["id"])

    def test_drawings_have_names_for_those_who_do_not_see_them(self):
        labels = self.browser.labels("figure svg")
        self.assertEqual(len(labels), sum(bool(figure["rows"]) for figure in self.shown.values()))
        for role, name in labels:
            self.assertIn(role, ("img", "image"))
            self.assertRegex(name, r"^\w.*The table below has the numbers\.$")

    def test_nothing_hostile_ran_and_nothing_was_asked_for(self):
        self.assertEqual(self.browser.run("return document.querySelectorAll('img,script,iframe,object,embed').length"),
                         0)
        self.assertIsNone(self.browser.run("return window.ran === undefined ? null : window.ran"))
        self.assertEqual([url for url in self.asked if not url.startswith("data:")], [self.page.as_uri()])
        self.assertEqual(self.said, [])

    def test_the_same_browser_would_have_told(self):
        control = self.page.with_name("control.html")
        control.write_text(f"<!DOCTYPE html><title>c</title>{ACTIVE}<script>console.error('told')</script>")
        with browser.Browser() as other:
            other.show(control)
            self.assertEqual(other.run("return window.ran"), 1)
            self.assertTrue(any("told" in line for line in other.console()))
            self.assertIn(control.with_name("x").as_uri(), other.requests())

    def test_it_can_be_read_narrow_and_wide_light_and_dark(self):
        pictures = os.environ.get("OYER_PICTURES")
        for scheme in ("light", "dark"):
            self.browser.prefer(scheme)
            for width in (420, 800, 1280):
                self.browser.show(self.page, width)
                self.assertEqual(self.browser.run(OVERFLOW), [], f"{scheme} {width}")
                self.assertGreaterEqual(self.browser.run(CONTRAST), 4.5, f"{scheme} {width}")
                if pictures:
                    self.browser.picture(pathlib.Path(pictures) / f"stats-{scheme}-{width}.png")
        self.assertEqual(self.browser.run("return getComputedStyle(document.body).backgroundColor"), "rgb(20, 24, 30)")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    OYER = sys.argv.pop(1)
    lacks = browser.missing()
    if lacks:
        print(f"the page is not looked at: {lacks}")
        sys.exit(77)
    unittest.main(verbosity=2)
