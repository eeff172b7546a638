// libgit2 keeps only the object database here. A git_repository is never opened: it would read configuration (with its
// includes), ask whose the folder is (GIT_OPT_SET_OWNER_VALIDATION, a guard of those who obey what they read there),
// and follow alternates. An empty database gets the packs of the folders named, and nothing else; loose objects are
// read in git_loose.cc.
//
// Memory is bounded by the allocator that libgit2 is given: while an object is read, no single piece may be larger than
// a ceiling of the reading thread. Sizes are claims of the repository, and every buffer is allocated from such a claim
// before anything is inflated into it; so what claims too much fails there, deltas and their bases included. All pieces
// together are bounded as well: a chain of ten thousand deltas that each make ten megabytes ends.
#include "datasets/detail/git_library.h"

#include <git2.h>
#include <git2/odb_backend.h>
#include <git2/sys/alloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <set>
#include <utility>

namespace oyer::datasets::detail {
namespace {

// ---- the allocator -----------------------------------------------------------------------------------------------

constexpr std::size_t no_ceiling = std::numeric_limits<std::size_t>::max();
thread_local std::size_t ceiling = no_ceiling;
thread_local std::size_t allowance = no_ceiling;
thread_local std::size_t refused = 0;  // what was asked for in vain, under the last ceiling
constexpr std::size_t most_for_one_object = std::size_t{4} << 30U;

// For as long as it lives, this thread's libgit2 gets no piece of memory larger than `most`.
class Ceiling {
 public:
  explicit Ceiling(std::size_t most) {
    ceiling = most;
    allowance = most_for_one_object;
    refused = 0;
  }
  ~Ceiling() { ceiling = allowance = no_ceiling; }
  Ceiling(const Ceiling&) = delete;
  Ceiling& operator=(const Ceiling&) = delete;
};

bool too_much(std::size_t count, std::size_t size) {
  if (ceiling == no_ceiling || size == 0) return false;
  if (count > ceiling / size || count * size > allowance) {
    refused = count > no_ceiling / size ? no_ceiling : count * size;
    return true;
  }
  allowance -= count * size;
  return false;
}

void* bounded_array(void* old, std::size_t count, std::size_t size, const char*, int) {
  return too_much(count, size) ? nullptr : std::realloc(old, std::max<std::size_t>(1, count * size));
}

void* bounded_resize(void* old, std::size_t size, const char* file, int line) {
  return bounded_array(old, size, 1, file, line);
}

void* bounded_block(std::size_t size, const char* file, int line) {
  return bounded_array(nullptr, size, 1, file, line);
}

void* bounded_blocks(std::size_t count, std::size_t size, const char* file, int line) {
  return bounded_array(nullptr, count, size, file, line);
}

void* bounded_zeros(std::size_t count, std::size_t size, const char*, int) {
  return too_much(count, size) ? nullptr : std::calloc(std::max<std::size_t>(1, count), std::max<std::size_t>(1, size));
}

char* bounded_copy(const char* text, std::size_t size, const char* file, int line) {
  auto* copy = static_cast<char*>(bounded_block(size + 1, file, line));
  if (copy == nullptr) return nullptr;
  std::memcpy(copy, text, size);
  copy[size] = '\0';
  return copy;
}

char* bounded_text(const char* text, const char* file, int line) {
  return bounded_copy(text, std::strlen(text), file, line);
}

char* bounded_beginning(const char* text, std::size_t most, const char* file, int line) {
  return bounded_copy(text, ::strnlen(text, most), file, line);
}

// ---- the library -------------------------------------------------------------------------------------------------

// Set once for the process, and never shut down: objects may outlive main().
bool library_ready() {
  static const bool ready = [] {
    static git_allocator allocator = {bounded_block,  bounded_zeros, bounded_text,   bounded_beginning, bounded_copy,
                                      bounded_resize, bounded_array, bounded_blocks, std::free};
    if (git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &allocator) < 0 || git_libgit2_init() < 0) return false;
    // Objects are not hashed by the library, whose hash is a slow one; `verify` hashes with ours. Nothing is read
    // twice, so nothing is cached but what deltas are made from. Packs are mapped in small windows.
    return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0) == 0 &&
           git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0) == 0 &&
           git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, std::size_t{32} << 20U) == 0 &&
           git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, std::size_t{256} << 20U) == 0;
  }();
  return ready;
}

Error library_error(std::string what) {
  const git_error* last = git_error_last();
  if (last != nullptr && last->message != nullptr) what += std::string(": ") + last->message;
  return host_error(std::move(what), 0);
}

struct FreeObject {
  void operator()(git_odb_object* object) const { git_odb_object_free(object); }
};
struct FreeDatabase {
  void operator()(git_odb* database) const { git_odb_free(database); }
};
using Object = std::unique_ptr<git_odb_object, FreeObject>;
using Database = std::unique_ptr<git_odb, FreeDatabase>;

Result<Database> open_database(std::span<const std::filesystem::path> folders) {
  git_odb* made = nullptr;
  if (git_odb_new(&made) < 0) return fail(library_error("cannot make an object database"));
  Database database(made);
  for (const std::filesystem::path& folder : folders) {
    git_odb_backend* packs = nullptr;
    if (git_odb_backend_pack(&packs, folder.c_str()) < 0) return fail(library_error("cannot open " + folder.string()));
    if (git_odb_add_backend(made, packs, 1) < 0) return fail(library_error("cannot open " + folder.string()));
  }
  return database;
}

git_object_t type_of(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::commit: return GIT_OBJECT_COMMIT;
    case ObjectKind::tree: return GIT_OBJECT_TREE;
    case ObjectKind::blob: return GIT_OBJECT_BLOB;
    case ObjectKind::tag: return GIT_OBJECT_TAG;
  }
  return GIT_OBJECT_INVALID;
}

// What an object needs beside its bytes.
constexpr std::uint64_t slack = 4096;
// A delta's base may be larger than what is made of it.
constexpr std::uint64_t most_base = 64U << 20U;

// ---- the packs ---------------------------------------------------------------------------------------------------

// Each pack keeps up to 16 MiB of bases for as long as it is open: after so many packs and bytes the library starts
// afresh.
constexpr std::size_t most_packs_open = 8;
constexpr std::uint64_t most_bases = most_packs_open * (std::uint64_t{16} << 20U);

class LibraryPacks final : public PackReader {
 public:
  LibraryPacks(std::vector<std::filesystem::path> folders, Database database)
      : folders_(std::move(folders)), database_(std::move(database)) {}

  Status read(const ObjectId& id, std::size_t pack, ObjectKind kind, std::uint64_t most,
              const ObjectVisitor& visit) override {
    git_oid oid;
    if (!to_oid(id, oid)) return visit({BlobProblem::missing, 0, {}});
    OYER_TRY_STATUS(forget_bases(pack));
    Object object;
    int error = read_below(most + slack, oid, object);
    // Too large, or made from a base that is. Not asked for its head: of a broken delta the library tells a size out of
    // memory that nobody has written.
    if (error != 0 && refused > 0) {
      error = read_below(std::max(4 * most, most_base), oid, object);
      if (error != 0 && refused > 0) return visit({BlobProblem::too_large, refused - 1, {}});
    }
    if (error == GIT_ENOTFOUND) return visit({BlobProblem::missing, 0, {}});
    if (error != 0 || git_odb_object_type(object.get()) != type_of(kind)) return visit({BlobProblem::corrupt, 0, {}});
    const std::string_view bytes(static_cast<const char*>(git_odb_object_data(object.get())),
                                 git_odb_object_size(object.get()));
    bytes_read_ += bytes.size();
    if (bytes.size() > most) return visit({BlobProblem::too_large, bytes.size(), {}});
    return visit({std::nullopt, bytes.size(), bytes});
  }

  std::optional<ObjectKind> kind(const ObjectId& id) override {
    git_oid oid;
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    const Ceiling bounded(most_base);
    if (!to_oid(id, oid) || git_odb_read_header(&size, &type, database_.get(), &oid) != 0) return std::nullopt;
    for (const ObjectKind kind : {ObjectKind::commit, ObjectKind::tree, ObjectKind::blob, ObjectKind::tag}) {
      if (type_of(kind) == type) return kind;
    }
    return std::nullopt;
  }

 private:
  static bool to_oid(const ObjectId& id, git_oid& oid) {
    return id.hex.size() == GIT_OID_HEXSZ && git_oid_fromstrn(&oid, id.hex.data(), id.hex.size()) == 0;
  }

  Status forget_bases(std::size_t pack) {
    if (packs_visited_.insert(pack).second && packs_visited_.size() > most_packs_open && bytes_read_ > most_bases) {
      packs_visited_ = {pack};
      bytes_read_ = 0;
      OYER_TRY(database_, open_database(folders_));
    }
    return {};
  }

  int read_below(std::uint64_t most, const git_oid& oid, Object& into) {
    const Ceiling bounded(most);
    git_odb_object* object = nullptr;
    const int error = git_odb_read(&object, database_.get(), &oid);
    into.reset(object);
    return error;
  }

  std::vector<std::filesystem::path> folders_;
  Database database_;
  std::set<std::size_t> packs_visited_;  // and bytes read since the library started afresh
  std::uint64_t bytes_read_ = 0;
};

}  // namespace

Result<std::unique_ptr<PackReader>> open_library_packs(std::vector<std::filesystem::path> folders) {
  if (!library_ready()) return fail(library_error("libgit2 cannot be set up"));
  OYER_TRY(Database database, open_database(folders));
  return std::unique_ptr<PackReader>(std::make_unique<LibraryPacks>(std::move(folders), std::move(database)));
}

}  // namespace oyer::datasets::detail
