// CircleOrder: files that need each other in a circle, in the order that breaks least.
//
// The least is the minimum feedback arc set, which nobody finds for large circles in time; what is done here is to move
// one file at a time to its best place until no move helps (sifting, as Matuszewski, Schönfeld and Molitor do it for
// crossings of layers: "Using Sifting for k-Layer Straightline Crossing Minimization", 1999), and then to try the same
// from orders near by, a few files of which were moved to anywhere (iterated local search, as Lourenço, Martin and
// Stützle describe it, 2003), by numbers of one fixed seed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace oyer::datasets::detail {

// One file needs another. Weights of the same two add up.
struct Need {
  std::uint32_t from = 0, to = 0;
  std::uint64_t weight = 1;
};

// `order` is a permutation of the numbers below its size, which `needs` are about. Afterwards the needs that stand
// before what they ask for weigh as much or less. The same input gives the same order; after a bounded number of steps
// it stays as it is.
void sift(std::vector<std::uint32_t>& order, std::span<const Need> needs);

}  // namespace oyer::datasets::detail
