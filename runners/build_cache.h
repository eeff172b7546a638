// BuildCache: what compilers made of what, kept in a folder, by content.
//
// Programs that were built, failures to compile that would fail again, and precompiled headers, each under the digest
// of everything that decided it. The folder may be used by many threads and processes at once, and any of them may be
// killed at any point: an entry is written beside, flushed and renamed, so that a reader finds it whole or not at all;
// it carries a digest of itself, and one that does not match (torn by a power cut, edited) is a miss and is removed.
// That guards against accidents, not against the folder's owner: the folder must belong to the user and be writable
// by nobody else, or it is refused. Least recently used entries go when the size is over its cap.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"
#include "base/units.h"
#include "runners/cxx.h"

namespace oyer::runners {

class BuildCache {
 public:
  // Makes the folder where it is not there yet. host when that fails; invalid_input when it is writable by others or
  // belongs to someone else (root's are accepted).
  static Result<std::unique_ptr<BuildCache>> open(const std::filesystem::path& folder, Bytes most = 2_GiB);
  ~BuildCache();

  // What was stored under the key, marked as cached.
  std::optional<BuildResult> find(const Digest& key);
  // Keeps a result. Whether a failure is one that would fail again is the caller's to know. An Error (a full disk) is
  // no reason to give up the build.
  Status store(const Digest& key, const BuildResult& result);

  // Precompiled headers: `name` ("bits/stdc++.h") as a source includes it. The folder of a key is headers()/HEX; it is
  // an -isystem of the compiler.
  bool has_header(const Digest& key, std::string_view name);
  Status store_header(const Digest& key, std::string_view name, std::string_view bytes);
  // Notes that a build could have used the header; how often that has been so, by any process. 0 once it was given up.
  std::uint64_t want_header(const Digest& key);
  // Notes that the header cannot be made here, so that nobody tries again.
  void give_up_header(const Digest& key);
  // One at a time makes headers: holds a lock of the folder until it goes. nullopt when another process or thread
  // holds it.
  std::optional<Fd> try_lock_headers();
  // Readable by others, since candidates run as other users; JailSpec::read_only mounts it at headers_target.
  std::filesystem::path headers() const;

  // Bytes in the folder now, and entries by kind: for doctor.
  struct Contents {
    Bytes size{0};
    std::uint64_t builds = 0, headers = 0;
  };
  Contents measure() const;
  const std::filesystem::path& folder() const;
  Bytes most() const;

 private:
  struct State;
  explicit BuildCache(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Where headers() stands inside a jail.
inline constexpr const char* headers_target = "/oyer/headers";

}  // namespace oyer::runners
