// libgit2 keeps only the object database here. A git_repository is never opened: it would read configuration (with its
// includes), ask whose the folder is (GIT_OPT_SET_OWNER_VALIDATION, a guard of those who obey what they read there),
// and follow alternates. Two backends and no more are given to an empty database.
//
// Memory is bounded by the allocator that libgit2 is given: while an object is read, no single piece may be larger than
// a ceiling of the reading thread. Sizes are claims of the repository, and every buffer is allocated from such a claim
// before anything is inflated into it; so what claims too much fails there, deltas and their bases included.
#include "datasets/detail/git_library.h"

#include <git2.h>
#include <git2/odb_backend.h>
#include <git2/sys/alloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <numeric>

#include "base/digest.h"

namespace oyer::datasets::detail {
namespace {

// ---- the allocator -----------------------------------------------------------------------------------------------

constexpr std::size_t no_ceiling = std::numeric_limits<std::size_t>::max();
thread_local std::size_t ceiling = no_ceiling;

// For as long as it lives, this thread's libgit2 gets no piece of memory larger than `most`.
class Ceiling {
 public:
  explicit Ceiling(std::size_t most) : before_(std::exchange(ceiling, most)) {}
  ~Ceiling() { ceiling = before_; }
  Ceiling(const Ceiling&) = delete;
  Ceiling& operator=(const Ceiling&) = delete;

 private:
  std::size_t before_;
};

bool too_much(std::size_t count, std::size_t size) { return size != 0 && count > ceiling / size; }

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
using Database = std::unique_ptr<git_odb, FreeDatabase>;

Result<Database> open_database(const std::filesystem::path& objects) {
  if (!library_ready()) return fail(library_error("libgit2 cannot be set up"));
  git_odb* made = nullptr;
  git_odb_backend *packs = nullptr, *loose = nullptr;
  if (git_odb_new(&made) < 0) return fail(library_error("cannot open " + objects.string()));
  Database database(made);
  if (git_odb_backend_pack(&packs, objects.c_str()) < 0 || git_odb_add_backend(made, packs, 2) < 0 ||
      git_odb_backend_loose(&loose, objects.c_str(), -1, 0, 0, 0) < 0 || git_odb_add_backend(made, loose, 1) < 0) {
    return fail(library_error("cannot open " + objects.string()));
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

bool is_what_it_says(const git_oid& id, ObjectKind kind, std::string_view bytes) {
  const std::string size = std::to_string(bytes.size());
  const auto hash = sha1({name_of(kind), " ", size, std::string_view("\0", 1), bytes});
  return std::equal(hash.begin(), hash.end(), std::begin(id.id));
}

// What an object needs beside its bytes: a zero at the end, a loose object's header.
constexpr std::uint64_t slack = 4096;
// A delta's base may be larger than what is made of it, and a loose file larger than what it holds.
constexpr std::uint64_t most_base = 64U << 20U;

// ---- the store ---------------------------------------------------------------------------------------------------

class LibraryStore final : public ObjectStore {
 public:
  LibraryStore(std::filesystem::path objects, bool verify, Database database)
      : objects_(std::move(objects)), verify_(verify), database_(std::move(database)) {}

  Status read(const ObjectId& id, ObjectKind kind, std::uint64_t most, const ObjectVisitor& visit) override {
    git_oid oid;
    if (git_oid_fromstrn(&oid, id.hex.data(), id.hex.size()) < 0 || id.hex.size() != GIT_OID_HEXSZ) {
      return visit({BlobProblem::missing, 0, {}});
    }
    std::unique_ptr<git_odb_object, FreeObject> object;
    int error = read_below(most + slack, oid, object);
    if (error != 0 && error != GIT_ENOTFOUND) {
      const std::optional<std::uint64_t> size = size_of(oid);
      if (size.has_value() && *size > most) return visit({BlobProblem::too_large, *size, {}});
      error = read_below(std::max(4 * most, most_base), oid, object);
    }
    if (error == GIT_ENOTFOUND) return visit({BlobProblem::missing, 0, {}});
    if (error != 0 || git_odb_object_type(object.get()) != type_of(kind)) return visit({BlobProblem::corrupt, 0, {}});
    const std::string_view bytes(static_cast<const char*>(git_odb_object_data(object.get())),
                                 git_odb_object_size(object.get()));
    if (bytes.size() > most) return visit({BlobProblem::too_large, bytes.size(), {}});
    if (verify_ && !is_what_it_says(oid, kind, bytes)) return visit({BlobProblem::corrupt, bytes.size(), {}});
    return visit({std::nullopt, bytes.size(), bytes});
  }

  Result<std::optional<ObjectId>> complete(std::string_view beginning) override {
    git_oid start, found;
    if (git_oid_fromstrn(&start, beginning.data(), beginning.size()) < 0) return std::optional<ObjectId>();
    const int error = git_odb_exists_prefix(&found, database_.get(), &start, beginning.size());
    if (error == GIT_EAMBIGUOUS) {
      return fail(invalid_input("'" + std::string(beginning) + "' begins more than one id; give more digits"));
    }
    if (error != 0) return std::optional<ObjectId>();
    return std::optional(id_of({reinterpret_cast<const char*>(found.id), sizeof found.id}));
  }

  std::optional<ObjectKind> kind(const ObjectId& id) override {
    git_oid oid;
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (id.hex.size() != GIT_OID_HEXSZ || git_oid_fromstrn(&oid, id.hex.data(), id.hex.size()) < 0) return std::nullopt;
    const Ceiling bounded(most_base);
    if (git_odb_read_header(&size, &type, database_.get(), &oid) != 0) return std::nullopt;
    for (const ObjectKind kind : {ObjectKind::commit, ObjectKind::tree, ObjectKind::blob, ObjectKind::tag}) {
      if (type_of(kind) == type) return kind;
    }
    return std::nullopt;
  }

  std::vector<std::size_t> reading_order(std::span<const ObjectId> ids) override {
    std::vector<std::size_t> order(ids.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ids[a] < ids[b]; });
    return order;
  }

 private:
  int read_below(std::uint64_t most, const git_oid& oid, std::unique_ptr<git_odb_object, FreeObject>& into) {
    const Ceiling bounded(most);
    git_odb_object* object = nullptr;
    const int error = git_odb_read(&object, database_.get(), &oid);
    into.reset(object);
    return error;
  }

  std::optional<std::uint64_t> size_of(const git_oid& oid) {
    const Ceiling bounded(most_base);
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, database_.get(), &oid) != 0) return std::nullopt;
    return size;
  }

  std::filesystem::path objects_;
  bool verify_;
  Database database_;
};

}  // namespace

Result<std::unique_ptr<ObjectStore>> open_library_store(const std::filesystem::path& objects, bool verify) {
  OYER_TRY(Database database, open_database(objects));
  return std::unique_ptr<ObjectStore>(std::make_unique<LibraryStore>(objects, verify, std::move(database)));
}

}  // namespace oyer::datasets::detail
