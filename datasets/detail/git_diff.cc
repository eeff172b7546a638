#include <git2.h>

#include <memory>

#include "datasets/git.h"

namespace oyer::datasets {
namespace {

Status check(int status) {
  if (status >= 0) return {};
  const git_error* const error = git_error_last();
  return fail(host_error(std::string("libgit2 makes no diff: ") + (error != nullptr ? error->message : "?"), 0));
}

struct PatchDeleter {
  void operator()(git_patch* patch) const { git_patch_free(patch); }
};

// Initialised once and kept: counts of libgit2 that reach 0 undo what other threads use.
void begin_library() {
  static const int users = git_libgit2_init();
  static_cast<void>(users);
}

}  // namespace

Result<std::string> unified_diff(std::string_view before, std::string_view after, const std::string& old_path,
                                 const std::string& new_path) {
  begin_library();
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_FORCE_TEXT;
  git_patch* made = nullptr;
  OYER_TRY_STATUS(check(git_patch_from_buffers(&made, before.data(), before.size(), old_path.c_str(), after.data(),
                                               after.size(), new_path.c_str(), &options)));
  const std::unique_ptr<git_patch, PatchDeleter> patch(made);
  std::string text;
  const auto append = [](const git_diff_delta*, const git_diff_hunk*, const git_diff_line* line, void* into) {
    auto& all = *static_cast<std::string*>(into);
    if (line->origin == GIT_DIFF_LINE_CONTEXT || line->origin == GIT_DIFF_LINE_ADDITION ||
        line->origin == GIT_DIFF_LINE_DELETION)
      all += line->origin;
    if (line->origin != GIT_DIFF_LINE_FILE_HDR) all.append(line->content, line->content_len);
    return 0;
  };
  OYER_TRY_STATUS(check(git_patch_print(patch.get(), append, &text)));
  if (text.empty()) return text;
  return "--- a/" + old_path + "\n+++ b/" + new_path + "\n" + text;
}

}  // namespace oyer::datasets
