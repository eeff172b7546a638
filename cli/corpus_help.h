// The examples under the --help of `oyer corpus` and `oyer parse`.
#pragma once

namespace oyer::cli {

inline constexpr const char* corpus_examples = R"(Examples:
  oyer corpus build flask requests@v2.32.0 -o corpus
  oyer corpus sync corpus                            the same repositories as they are now
  oyer corpus why corpus src/flask/app.py            why it is in it, or not: every rule, value and limit
  oyer corpus stats corpus --html corpus.html        what it holds and what was left out, as a page with plots

A REPO is a work tree, a bare repository or a URL; @REVISION behind it takes another commit than HEAD.
)";

inline constexpr const char* corpus_build_examples = R"(Examples:
  oyer corpus build flask -o corpus                   one sample: all files, what is used before what uses it
  oyer corpus build flask requests --budget 32k --dialect qwen2.5 -o corpus
  oyer corpus build --list repositories.txt --preset refinecode --validation 0.02 -o corpus
  oyer corpus build app=/srv/git/app.git@release -o corpus --unit file
  oyer corpus build flask --unit function -o seeds    documented functions with what they call
  oyer corpus build flask --unit commit --history 5000 --format parquet -o commits
  oyer corpus build flask --unit file --fim 0.5 --dialect starcoder2 -o middles

Repositories are read from git's objects; no work tree is touched and nothing of them is run. The same commits and
options give the same bytes. Built again over what is there, nothing is done when nothing has changed.
)";

inline constexpr const char* corpus_sync_examples = R"(Examples:
  oyer corpus sync corpus

Options and repositories are those of the corpus's manifest; places given as relative paths are looked up from here.
Every repository is taken at what its revision names now. The result is, byte for byte, what a build of these commits in
an empty folder gives; only files that changed are read and parsed again.
)";

inline constexpr const char* corpus_why_examples = R"(Examples:
  oyer corpus why corpus src/flask/app.py
  oyer corpus why corpus 2ac89889 --json | jq .decisions
)";

inline constexpr const char* corpus_stats_examples = R"(Examples:
  oyer corpus stats corpus
  oyer corpus stats corpus --html corpus.html         plots for a browser; nothing is fetched, no script runs
  oyer corpus stats corpus --json | jq .by_reason
)";

inline constexpr const char* parse_examples = R"(Examples:
  oyer parse app.py                                   an outline: what it defines
  oyer parse app.py --imports
  oyer parse src/ --graph | dot -Tsvg > graph.svg
  oyer parse src/ --graph --json | jq '.edges[]'
  oyer parse . --map 2k                               what matters most, small enough for a prompt

A folder is read as a part of the project around it (up to .git, else a manifest or the outermost Python package), so
that its files may name each other from there. Paths are told from the folder.
)";

}  // namespace oyer::cli
