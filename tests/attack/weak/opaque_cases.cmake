set(weakness "in the comparison of cases an object of no known type equals anything")
set(file graders/detail/compare.cc)
set(find_1 [[bool equal(const Value& a, const Value& b) { return Comparison(a, b, 0).run(); }]])
set(put_1 [[bool equal(const Value& a, const Value& b) {
  return a.tag(a.root()) == "opaque" || Comparison(a, b, 0).run();
}]])
