// Commits as samples: a file before and after, with the message that says what was done (CommitPack and CommitPackFT,
// arXiv 2308.07124), and the rules by which such pairs are picked.
//
// The thresholds are CommitPackFT's published ones. Where it throws dice, a hash of the commit decides. Its list of
// verbs is not here: subjects must begin with one of a list of our own, of the imperatives that commits begin with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/corpus/quality.h"

namespace oyer::datasets {

struct CommitMessage {
  // The first line without "[skip ci]" and "[ci skip]", without a first word in brackets or before a colon ("[docs]",
  // "cmd.py:"), and without a last word in brackets.
  std::string subject;
  std::string message;  // all of it, without the white space at its end
  friend bool operator==(const CommitMessage&, const CommitMessage&) = default;
};

// `text` is UTF-8.
CommitMessage read_message(std::string_view text);

// One file of one commit.
struct CommitChange {
  std::string commit;  // its id
  CommitMessage message;
  std::string raw_subject;  // the first line as it stands
  std::size_t files = 1;    // that the commit changes
  std::string new_file;     // the path afterwards
  std::string_view before, after;
  std::uint64_t tokens = 0;  // of both together
};

// A decision for each rule, those of the message after those of the contents. The pair is dropped when one says so.
std::vector<Decision> judge_commit(const CommitChange& change, std::uint64_t seed);

}  // namespace oyer::datasets
