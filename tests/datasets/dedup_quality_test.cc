// Precision and recall on a set that was made by rule, so that every right answer is known. docs/bench/corpus.md has
// the same on real files, beside datasketch.
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>
#include <set>

#include "datasets/corpus/dedup.h"

namespace oyer::datasets {
namespace {

using Lines = std::vector<std::string>;

// A program of calls: names of its own, and the words that all programs use.
Lines program(std::mt19937& random, std::size_t number, std::size_t length) {
  Lines lines;
  for (std::size_t i = 0; i < length; ++i) {
    const std::string own = "n" + std::to_string(number) + "_" + std::to_string(random() % 60);
    switch (random() % 4) {
      case 0: lines.push_back("if " + own + " is not None and len(" + own + ") > 0:"); break;
      case 1: lines.push_back("    return self." + own + "(index, value)"); break;
      case 2: lines.push_back("    for item in " + own + ".items():"); break;
      default: lines.push_back("    " + own + " = compute(" + own + ", n" + std::to_string(random() % 50) + ")");
    }
  }
  return lines;
}

std::string text_of(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string reformatted(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) {
    const std::size_t indent = line.find_first_not_of(' ');
    text += std::string(indent / 4, '\t') + line.substr(indent) + (line.ends_with(':') ? "\r\n\r\n" : "\r\n");
  }
  return text;
}

std::string renamed(std::string text) {
  for (char& c : text) c = c == 'n' || c == 'e' || c == 'l' ? static_cast<char>(c + 1) : c;
  return text;
}

// Of `lines`, `percent` are replaced.
Lines edited(std::mt19937& random, Lines lines, std::size_t percent) {
  for (std::size_t i = 0; i < lines.size() * percent / 100; ++i)
    lines[random() % lines.size()] =
        "    fresh" + std::to_string(random()) + " = made(" + std::to_string(random()) + ")";
  return lines;
}

class LabelledSet {
 public:
  void add(std::size_t label, const std::string& kind, const std::string& text, std::uint64_t shape) {
    sketches_.push_back(sketch_of(text, shape));
    const std::string id = std::to_string(100'000 + items_.size());
    items_.push_back(
        {.id = id, .sketch = &sketches_.back(), .license_rank = 0, .stars = 0, .repository = {}, .path = {}});
    labels_[id] = {label, kind};
  }

  // "KIND FOUND/ALL" for each kind, how many were dropped for a file they are no copy of, and how
  // many copies with Jaccard 0.7 or more were not dropped. The first hundred items are what the others are made of.
  std::string judged() const {
    std::map<std::string, std::pair<int, int>> kinds;
    std::set<std::string> dropped;
    int wrong = 0;
    for (const auto& [id, label] : labels_) ++kinds[label.second].second;
    for (const Cluster& cluster : deduplicate(items_)) {
      for (const Cluster::Member& member : cluster.members) {
        const bool right = labels_.at(member.id).first == labels_.at(cluster.survivor).first;
        kinds[labels_.at(member.id).second].first += right;
        dropped.insert(member.id);
        wrong += !right;
      }
    }
    int missed = 0;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const auto& [label, kind] = labels_.at(items_[i].id);
      const bool alike = label < 100 && jaccard(sketches_[i].shingles, sketches_[label].shingles) >= 0.7;
      missed += alike && i >= 100 && !dropped.contains(items_[i].id);
    }
    std::string list;
    for (const auto& [kind, counts] : kinds)
      list += kind + " " + std::to_string(counts.first) + "/" + std::to_string(counts.second) + "\n";
    return list + "wrong " + std::to_string(wrong) + ", missed " + std::to_string(missed);
  }

 private:
  std::deque<Sketch> sketches_;
  std::vector<DedupItem> items_;
  std::map<std::string, std::pair<std::size_t, std::string>> labels_;
};

// Copies with the same words are all found; edited ones as far as their Jaccard goes (a fifth of the lines changed
// takes it under 0.7); files that share a long beginning are kept apart.
TEST(DedupQuality, on_a_set_made_by_rule) {
  std::mt19937 random(1);
  LabelledSet set;
  std::vector<Lines> programs;
  for (std::size_t i = 0; i < 100; ++i) programs.push_back(program(random, i, 40 + i * 2));
  for (std::size_t i = 0; i < programs.size(); ++i) set.add(i, "0 base", text_of(programs[i]), 1000 + i);
  for (std::size_t i = 0; i < programs.size(); ++i) {
    set.add(i, "1 exact", text_of(programs[i]), 1000 + i);
    set.add(i, "2 reformatted", reformatted(programs[i]), 1000 + i);
    set.add(i, "3 renamed", renamed(text_of(programs[i])), 1000 + i);
    for (const std::size_t percent : {5U, 10U, 20U, 40U})
      set.add(i, "edited " + std::to_string(100 + percent), text_of(edited(random, programs[i], percent)), random());
    Lines headed = program(random, 1000 + i, programs[i].size());
    headed.insert(headed.begin(), programs[i].begin(), programs[i].end());
    set.add(1000 + i, "same beginning", text_of(headed), random());
  }
  EXPECT_EQ(set.judged(),
            "0 base 0/100\n1 exact 100/100\n2 reformatted 100/100\n3 renamed 100/100\nedited 105 100/100\n"
            "edited 110 100/100\nedited 120 9/100\nedited 140 0/100\nsame beginning 0/100\nwrong 0, missed 0");
}

}  // namespace
}  // namespace oyer::datasets
