// The git program, for the two things that libgit2 1.5 cannot or should not do: packs of SHA-256 repositories, and
// fetching. It is started without a shell, in a folder of ours with a configuration of ours, and with an environment in
// which nobody else's configuration, hooks, prompts or credential helpers exist.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "datasets/detail/git_store.h"

namespace oyer::datasets::detail {

// The packs of a folder of SHA-256 objects. unsupported where there is no git program.
Result<std::unique_ptr<PackReader>> open_program_packs(const std::filesystem::path& objects);

// Makes `folder` a bare copy of what `url` names, or brings one that this function made up to date: all branches and
// tags, and HEAD. invalid_input for a URL of another kind or a folder of somebody else's.
Status fetch_repository(const std::string& url, const std::filesystem::path& folder);

}  // namespace oyer::datasets::detail
