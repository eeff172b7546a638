// OptOuts: what people asked to have left out, of a list such as
//
//   # asked on 2026-03-01
//   owner     jane                 every repository of jane's
//   repository  jane/notes         one repository: OWNER/NAME, or NAME alone
//   path      docs/private/**      files of all repositories; '*' and '?' stop at '/', '**' does not
//   path-in   jane/notes *.key     the same of one repository; a pattern without '/' means the file's name
//   blob      2ac89889f0…          a file's content by git's whole id
//
// Names are compared without regard to the case of ASCII letters. A repository is known by the name that the corpus
// gives it and by the last two parts of the place it is read from (".git" aside): of "https://host/jane/notes.git"
// owner jane, name notes. For a folder of this machine that makes an owner of the folder it lies in: rather too much is
// left out than too little.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"

namespace oyer::datasets {

class OptOuts {
 public:
  // Of several files all lines hold. not_found; invalid_input as "FILE:LINE: reason; remedy".
  static Result<OptOuts> read(std::span<const std::filesystem::path> files);

  // One list by its text.
  static Result<OptOuts> parse(std::string_view text, const std::string& name);

  OptOuts(OptOuts&&) noexcept;
  OptOuts& operator=(OptOuts&&) noexcept;
  ~OptOuts();

  // What is asked of one repository. Outlived by the OptOuts it came from.
  class Of {
   public:
    // The line under which a file falls, as "list.txt:3: path *.key"; "" none. The first by kind (owner, repository,
    // blob, path), then by place in the lists.
    std::string find(std::string_view path, std::string_view blob_id) const;

   private:
    friend class OptOuts;
    const OptOuts* all_ = nullptr;
    std::string whole_;               // the line that takes the whole repository
    std::vector<std::size_t> globs_;  // those that speak of it
  };
  Of of(std::string_view name, std::string_view place) const;

  bool empty() const noexcept;
  // Of all lines that say something, in their order.
  Digest digest() const;

 private:
  struct State;
  explicit OptOuts(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace oyer::datasets
