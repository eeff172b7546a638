// Files that travel inside the binary and are put into every zygote's jail: the interpreter's side of the harness.
#pragma once

#include <string_view>

namespace oyer::runners::detail {

extern const std::string_view oyer_codec_py;      // runners/python/oyer_codec.py
extern const std::string_view oyer_candidate_py;  // runners/python/oyer_candidate.py
extern const std::string_view oyer_link_py;       // runners/python/oyer_link.py
extern const std::string_view oyer_task_py;       // runners/python/oyer_task.py
extern const std::string_view oyer_faithful_py;   // runners/python/oyer_faithful.py
extern const std::string_view oyer_judge_py;      // runners/python/oyer_judge.py
extern const std::string_view oyer_zygote_py;     // runners/python/oyer_zygote.py
extern const std::string_view oyer_describe_py;   // runners/python/oyer_describe.py
extern const std::string_view oyer_codec_so;      // the frame scan (runners/codec) as a shared library

}  // namespace oyer::runners::detail
