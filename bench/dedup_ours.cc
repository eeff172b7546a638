// Oyer's side of bench/dedup_bench.py. Reads a list of "PATH[\tSHAPE]" (SHAPE: 64 bits, hexadecimal) from standard
// input, holds the files, sketches them and finds the duplicates, on one thread. Prints one line of JSON: CPU seconds
// of both steps, and the clusters by the files' numbers in the list.
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "base/file.h"
#include "base/json.h"
#include "datasets/corpus/dedup.h"

namespace oyer::bench {
namespace {

double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// Numbers in the list as ids of one width, so that they stand in the list's order.
std::string id_of(std::size_t number) {
  std::string digits = std::to_string(number);
  return std::string(8 - digits.size(), '0') + digits;
}

json::array clusters_of(const std::vector<datasets::Sketch>& sketches) {
  std::vector<datasets::DedupItem> items;
  for (std::size_t i = 0; i < sketches.size(); ++i)
    items.push_back(
        {.id = id_of(i), .sketch = &sketches[i], .license_rank = 0, .stars = 0, .repository = {}, .path = {}});
  json::array list;
  for (const datasets::Cluster& cluster : datasets::deduplicate(std::move(items))) {
    json::array members;
    for (const auto& member : cluster.members)
      members.push_back(json::array{std::stoll(member.id), json::string(name_of(member.how)), member.jaccard});
    list.push_back(json::object{{"survivor", std::stoll(cluster.survivor)}, {"members", std::move(members)}});
  }
  return list;
}

int run() {
  std::vector<std::string> texts;
  std::vector<std::uint64_t> shapes;
  std::uint64_t bytes = 0;
  for (std::string line; std::getline(std::cin, line);) {
    const std::size_t tab = line.find('\t');
    auto text = read_file(line.substr(0, tab));
    if (!text) {
      std::fprintf(stderr, "dedup_ours: %s\n", to_string(text.error()).c_str());
      return 1;
    }
    shapes.push_back(tab == line.npos ? 0 : std::strtoull(line.c_str() + tab + 1, nullptr, 16));
    bytes += text->size();
    texts.push_back(std::move(*text));
  }
  const double start = cpu_seconds();
  std::vector<datasets::Sketch> sketches;
  sketches.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) sketches.push_back(datasets::sketch_of(texts[i], shapes[i]));
  const double sketched = cpu_seconds();
  json::array clusters = clusters_of(sketches);
  const double done = cpu_seconds();
  const json::object row{{"files", texts.size()},
                         {"bytes", bytes},
                         {"sketch", sketched - start},
                         {"cluster", done - sketched},
                         {"clusters", std::move(clusters)}};
  std::puts(json::print(row).c_str());
  return 0;
}

}  // namespace
}  // namespace oyer::bench

int main() { return oyer::bench::run(); }
