// Marshal: JSON values in the format that CPython's marshal.loads reads. A child reads its payload this way, since the
// json module would cost it 90 page faults.
#pragma once

#include <string>

#include "base/json.h"

namespace oyer::runners::detail {

// Format as in CPython's Python/marshal.c, types N T F i l g u [ {, which every version since 3.4 reads alike. Bytes of
// a string that are not UTF-8 come out as U+FFFD, as json::print has it. Below 4 GiB in all.
std::string marshal(const json::value& value);

}  // namespace oyer::runners::detail
