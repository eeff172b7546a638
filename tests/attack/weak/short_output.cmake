set(weakness "the checker compares as many tokens as a program wrote")
set(file graders/detail/checker.cc)
set(find_1 [[    if (!g) return wrong("the output ends after " + std::to_string(place - 1) + " tokens");]])
set(put_1 [[    if (!g) return {};]])
