// Comparing two values as Python would, had both been rebuilt in one fresh process.
//
// Equality is that of the built-in types and of the standard library's value types that cross tagged: numbers by
// value over bool, int, float, complex, Decimal and Fraction; text, bytes and their kin by content; list, tuple and
// deque by order and never with each other (a namedtuple is a tuple); sets and dict views without order; dicts
// without order, two OrderedDicts with it, two Counters with absent counts as 0. NaN equals nothing, itself included.
// Iterators, opaque objects and dict value views, whose equality is identity, equal nothing.
// Nothing recurses on depth; time is linear in the size with references followed, which the decoder has bounded.
#pragma once

#include "graders/detail/value.h"

namespace oyer::graders::detail {

bool equal(const Value& a, const Value& b);

// set(a) == set(b), as Python evaluates it: false where either cannot be iterated or holds something unhashable.
bool equal_as_sets(const Value& a, const Value& b);

// Like equal, but numbers of which one is a float or complex may differ by up to `atol`. Not inside sets or as keys.
bool equal_within(const Value& a, const Value& b, double atol);

// numpy.allclose(a, b, rtol, atol): |a - b| <= atol + rtol * |b| element by element after broadcasting; infinities by
// equality, NaN never. False where numpy would raise (ragged, or not numbers).
bool all_close(const Value& a, const Value& b, double rtol, double atol);

// A float, or a list or tuple that is not empty and holds floats only.
bool is_floats(const Value& value);

// type(a) == type(b).
bool same_type(const Value& a, const Value& b);

// float(v) for a bool, int or float; nullopt for everything else and where Python's conversion overflows.
std::optional<double> as_double(const Value& value, Index i);

}  // namespace oyer::graders::detail
