#include "datasets/store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <fstream>
#include <utility>

#include "datasets/detail/raw_json.h"

namespace oyer::datasets {
namespace {

constexpr int application_id = 0x4F594552;  // "OYER"
constexpr int schema_version = 1;
constexpr std::uint64_t page_size = 4096;  // the page size of every log
constexpr char sqlite_magic[16] = {'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f', 'o', 'r', 'm', 'a', 't', ' ', '3', '\0'};

// The triggers keep other programs from changing what is written; they do not hold against an attacker.
constexpr const char* schema = R"(
CREATE TABLE log (
  seq     INTEGER PRIMARY KEY CHECK (seq > 0),
  kind    TEXT NOT NULL CHECK (kind <> ''),
  key     BLOB NOT NULL CHECK (length(key) = 32),
  created TEXT NOT NULL,
  body    TEXT NOT NULL,
  digest  BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;
CREATE INDEX log_kind_key ON log (kind, key, seq);
CREATE INDEX log_kind_seq ON log (kind, seq);
CREATE TRIGGER log_no_update BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_no_delete BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
)";

constexpr const char* columns = "SELECT seq, kind, key, created, body, digest FROM log ";

std::string now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
  const std::time_t seconds = ms / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char date[32];
  const std::size_t used = std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &utc);
  char text[48];
  std::snprintf(text, sizeof text, "%.*s.%03dZ", static_cast<int>(used), date, static_cast<int>(ms % 1000));
  return text;
}

Digest chain(const Digest& before, const StoredRow& stored) {
  Digester digester;
  digester.field(std::string_view(reinterpret_cast<const char*>(before.bytes.data()), before.bytes.size()));
  digester.field(stored.seq).field(stored.row.kind);
  digester.field(std::string_view(reinterpret_cast<const char*>(stored.row.key.bytes.data()), 32));
  digester.field(stored.created).field(stored.row.body);
  return digester.finish();
}

Digest digest_in(const SQLite::Column& column) {
  Digest digest;
  if (column.getBytes() == static_cast<int>(digest.bytes.size())) {
    std::memcpy(digest.bytes.data(), column.getBlob(), digest.bytes.size());
  }
  return digest;
}

StoredRow row_in(SQLite::Statement& statement) {
  return {
      static_cast<std::uint64_t>(statement.getColumn(0).getInt64()), statement.getColumn(3).getString(),
      Row{statement.getColumn(1).getString(), digest_in(statement.getColumn(2)), statement.getColumn(4).getString()}};
}

// What SQLite's result codes mean to the person whose file it is.
Error explain(const std::filesystem::path& path, const SQLite::Exception& error, const char* doing) {
  const std::string file = path.string();
  const std::string said = std::string(" (SQLite: ") + error.what() + ")";
  switch (error.getErrorCode() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Error::Kind::busy,
              file + ": another process keeps this log locked; wait for it to end, then run again" + said};
    case SQLITE_FULL: return host_error(file + ": the disk is full; free some space, then run again" + said, 0);
    case SQLITE_READONLY:
      return host_error(
          file + ": the log is read-only here; make the file and its folder writable, or name another" + said, 0);
    case SQLITE_NOTADB: return invalid_input(file + ": not an Oyer log; name another file" + said);
    case SQLITE_CORRUPT: return corrupt(file + ": the log is damaged; keep it aside and begin a new one" + said);
    case SQLITE_CONSTRAINT: return invalid_input(file + ": the log refuses a row" + said);
    case SQLITE_CANTOPEN:
      return host_error(file + ": cannot be opened; check that its folder exists and may be written" + said, 0);
    default: return host_error(file + ": cannot " + doing + said, 0);
  }
}

// SQLite's own json_valid knows no NaN, which bodies of tasks may hold.
Status check_row(const std::filesystem::path& path, const Row& row) {
  if (!row.kind.empty() && detail::check_value(row.body).has_value()) return {};
  return fail(
      invalid_input(path.string() + ": a row is refused: its kind must not be empty and its body must be JSON"));
}

}  // namespace

struct Store::State {
  std::filesystem::path path;
  Mode mode = Mode::read_write;
  SQLite::Database database;

  State(std::filesystem::path where, Mode how, const std::string& name, int flags, Millis wait)
      : path(std::move(where)), mode(how), database(name, flags, static_cast<int>(wait.count())) {}

  // Runs `work`, which may throw SQLite's exceptions, and makes an Error of what it throws.
  template <class Work>
  auto guard(const char* doing, Work&& work) const -> decltype(work()) {
    try {
      return work();
    } catch (const SQLite::Exception& error) {
      return fail(explain(path, error, doing));
    } catch (const std::exception& error) {
      return fail(host_error(path.string() + ": cannot " + doing + " (" + error.what() + ")", 0));
    }
  }

  int number(const char* query) { return database.execAndGet(query).getInt(); }

  std::uint64_t last_seq() {
    return static_cast<std::uint64_t>(database.execAndGet("SELECT coalesce(max(seq), 0) FROM log").getInt64());
  }

  Digest digest_of(std::uint64_t seq) {
    SQLite::Statement statement(database, "SELECT digest FROM log WHERE seq = ?");
    statement.bind(1, static_cast<std::int64_t>(seq));
    return statement.executeStep() ? digest_in(statement.getColumn(0)) : Digest{};
  }

  Status check_version() {
    const int application = number("PRAGMA application_id");
    const int version = number("PRAGMA user_version");
    if (application == 0 && number("SELECT count(*) FROM sqlite_master") == 0) {
      // Whoever made the file was killed before its table was there; a writer makes it.
      return fail(not_found(path.string() + ": an empty log; nothing has been written to it"));
    }
    if (application != application_id) {
      return fail(invalid_input(path.string() + ": a database, but not an Oyer log; name another file"));
    }
    if (version > schema_version) {
      return fail(unsupported(path.string() + ": written by a newer Oyer (log version " + std::to_string(version) +
                              ", this one reads " + std::to_string(schema_version) + "); use that Oyer"));
    }
    return {};
  }

  // Makes the table where the file is new. Two processes may do so at once: one waits, then finds it made.
  Status prepare() {
    const bool fresh = number("SELECT count(*) FROM sqlite_master") == 0;
    if (fresh) database.exec("PRAGMA page_size=" + std::to_string(page_size));
    if (!fresh) OYER_TRY_STATUS(check_version());  // before anything is changed in a file that may not be ours
    database.exec("PRAGMA journal_mode=WAL");
    database.exec("PRAGMA synchronous=FULL");
    if (fresh) {
      SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
      if (number("SELECT count(*) FROM sqlite_master") == 0) {
        database.exec(schema);
        database.exec("PRAGMA application_id=" + std::to_string(application_id));
        database.exec("PRAGMA user_version=" + std::to_string(schema_version));
      }
      transaction.commit();
    }
    return check_version();
  }

  Status check_log() {
    const std::uint64_t last = last_seq();
    const auto count = static_cast<std::uint64_t>(database.execAndGet("SELECT count(*) FROM log").getInt64());
    if (count != last) {
      return fail(corrupt(path.string() + ": the log has " + std::to_string(count) + " rows but ends at number " +
                          std::to_string(last) + "; keep it aside and begin a new one"));
    }
    return last == 0 ? Status{} : check_rows(last);
  }

  // Checks the digest of every row from `first` on.
  Status check_rows(std::uint64_t first) {
    Digest before = first > 1 ? digest_of(first - 1) : Digest{};
    SQLite::Statement statement(database, std::string(columns) + "WHERE seq >= ? ORDER BY seq");
    statement.bind(1, static_cast<std::int64_t>(first));
    std::uint64_t expected = first;
    while (statement.executeStep()) {
      const StoredRow stored = row_in(statement);
      const Digest digest = digest_in(statement.getColumn(5));
      if (stored.seq != expected || chain(before, stored) != digest) {
        return fail(corrupt(path.string() + ": row " + std::to_string(expected) +
                            " does not match its digest; keep the log aside and begin a new one"));
      }
      before = digest;
      ++expected;
    }
    return {};
  }
};

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

const std::filesystem::path& Store::path() const noexcept { return state_->path; }

namespace {

// A log on a read-only disk cannot have the shared memory file that WAL readers use. Where no write-ahead log is
// left beside it nobody is writing, and SQLite may take the file as it stands.
bool must_be_immutable(const std::filesystem::path& path) {
  std::error_code ignored;
  return ::access(path.parent_path().empty() ? "." : path.parent_path().c_str(), W_OK) != 0 &&
         !std::filesystem::exists(path.string() + "-wal", ignored);
}

// SQLite takes a file shorter than one page for an empty database, and would write over it.
Status check_beginning(const std::filesystem::path& path, std::uint64_t size) {
  if (size == 0 || size >= page_size) return {};
  std::ifstream file(path, std::ios::binary);
  std::string magic(sizeof sqlite_magic, '\0');
  file.read(magic.data(), static_cast<std::streamsize>(magic.size()));
  if (std::string_view(magic) != std::string_view(sqlite_magic, sizeof sqlite_magic)) {
    return fail(invalid_input(path.string() + ": not an Oyer log; name another file"));
  }
  return fail(corrupt(path.string() + ": the log is cut short; keep it aside and begin a new one"));
}

std::string uri_of(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    const bool plain = c != '%' && c != '?' && c != '#';
    char hex[4];
    std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    uri += plain ? std::string(1, c) : std::string(hex);
  }
  return uri + "?immutable=1";
}

}  // namespace

Result<Store> Store::open(const std::filesystem::path& path, Mode mode, Millis wait) {
  struct stat info {};
  const bool there = ::stat(path.c_str(), &info) == 0;
  if (there && !S_ISREG(info.st_mode)) {
    return fail(invalid_input(path.string() + ": not a regular file; name a file for the log"));
  }
  if (!there && mode == Mode::read_only) return fail(not_found(path.string() + ": no such log"));
  if (there) OYER_TRY_STATUS(check_beginning(path, static_cast<std::uint64_t>(info.st_size)));
  int flags = SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;
  std::string name = std::filesystem::absolute(path).string();
  if (mode == Mode::read_only) {
    flags = SQLite::OPEN_READONLY;
    if (must_be_immutable(path)) {
      flags |= SQLite::OPEN_URI;
      name = uri_of(name);
    }
  }
  try {
    auto state = std::make_unique<State>(path, mode, name, flags, wait);
    OYER_TRY_STATUS(mode == Mode::read_write ? state->prepare() : state->check_version());
    OYER_TRY_STATUS(state->check_log());
    return Store(std::move(state));
  } catch (const SQLite::Exception& error) {
    return fail(explain(path, error, "open"));
  } catch (const std::exception& error) {
    return fail(host_error(path.string() + ": cannot open (" + error.what() + ")", 0));
  }
}

Result<std::uint64_t> Store::append(std::span<const Row> rows) {
  State& s = *state_;
  return s.guard("append", [&]() -> Result<std::uint64_t> {
    if (rows.empty()) return s.last_seq() + 1;
    // Immediate: the number of the first row must be read under the same lock under which it is used.
    SQLite::Transaction transaction(s.database, SQLite::TransactionBehavior::IMMEDIATE);
    const std::uint64_t last = s.last_seq();
    Digest before = s.digest_of(last);
    SQLite::Statement insert(s.database, "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)");
    StoredRow stored{last, now(), {}};
    for (const Row& row : rows) {
      OYER_TRY_STATUS(check_row(s.path, row));
      ++stored.seq;
      stored.row = row;
      before = chain(before, stored);
      insert.bind(1, static_cast<std::int64_t>(stored.seq));
      insert.bind(2, row.kind);
      insert.bind(3, row.key.bytes.data(), static_cast<int>(row.key.bytes.size()));
      insert.bind(4, stored.created);
      insert.bind(5, row.body);
      insert.bind(6, before.bytes.data(), static_cast<int>(before.bytes.size()));
      insert.exec();
      insert.reset();
    }
    transaction.commit();
    return last + 1;
  });
}

Result<std::optional<StoredRow>> Store::find(std::string_view kind, const Digest& key) const {
  State& s = *state_;
  return s.guard("read", [&]() -> Result<std::optional<StoredRow>> {
    SQLite::Statement statement(s.database,
                                std::string(columns) + "WHERE kind = ? AND key = ? ORDER BY seq DESC LIMIT 1");
    statement.bind(1, std::string(kind));
    statement.bind(2, key.bytes.data(), static_cast<int>(key.bytes.size()));
    if (!statement.executeStep()) return std::optional<StoredRow>{};
    return std::optional<StoredRow>(row_in(statement));
  });
}

Status Store::scan(std::string_view kind, std::uint64_t from_seq,
                   const std::function<bool(const StoredRow&)>& visit) const {
  State& s = *state_;
  return s.guard("read", [&]() -> Status {
    const char* filter = kind.empty() ? "WHERE seq >= ? ORDER BY seq" : "WHERE seq >= ? AND kind = ? ORDER BY seq";
    SQLite::Statement statement(s.database, std::string(columns) + filter);
    statement.bind(1, static_cast<std::int64_t>(from_seq));
    if (!kind.empty()) statement.bind(2, std::string(kind));
    while (statement.executeStep() && visit(row_in(statement))) {
    }
    return {};
  });
}

Status Store::skim(const std::function<bool(std::uint64_t seq, std::string_view kind, const Body& body)>& visit) const {
  State& s = *state_;
  return s.guard("read", [&]() -> Status {
    SQLite::Statement statement(s.database, "SELECT seq, kind, body FROM log ORDER BY seq");
    const auto text = [&](int place) {
      const SQLite::Column column = statement.getColumn(place);
      const char* const bytes = column.getText();
      return std::string_view(bytes, static_cast<std::size_t>(column.getBytes()));
    };
    const Body body = [&] { return text(2); };
    while (statement.executeStep()) {
      if (!visit(static_cast<std::uint64_t>(statement.getColumn(0).getInt64()), text(1), body)) break;
    }
    return {};
  });
}

Result<std::uint64_t> Store::last_seq() const {
  State& s = *state_;
  return s.guard("read", [&]() -> Result<std::uint64_t> { return s.last_seq(); });
}

Status Store::verify() const {
  State& s = *state_;
  return s.guard("verify", [&]() -> Status {
    const std::string said = s.database.execAndGet("PRAGMA integrity_check(1)").getString();
    if (said != "ok") return fail(corrupt(s.path.string() + ": the log is damaged (SQLite: " + said + ")"));
    OYER_TRY_STATUS(s.check_log());
    return s.check_rows(1);
  });
}

}  // namespace oyer::datasets
