// oyer-parquet: rows of JSON from standard input into Parquet files of the folder that is its standard output.
//
// A program of its own, since Arrow takes longer to load than most commands of oyer take. Lines of the input: first the
// columns (columns.h), then for each file its name behind '>', its rows, and a '.'. The folder is a descriptor and no
// name: whoever outlives a killed builder cannot write into what the next one makes. Exit code 0 when every file was
// ended; otherwise a line on standard error says why, for people.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <optional>

#include "base/json.h"
#include "datasets/detail/parquet_file.h"

namespace oyer::datasets::detail {
namespace {

// Standard input by lines, which are as long as rows are.
class Lines {
 public:
  // False at the end, which is an error where it comes within a line.
  Result<bool> next(std::string& line) {
    line.clear();
    for (;;) {
      const std::size_t end = held_.find('\n', at_);
      if (end != std::string::npos) {
        line.append(held_, at_, end - at_);
        at_ = end + 1;
        return true;
      }
      line.append(held_, at_);
      at_ = 0;
      held_.resize(std::size_t{1} << 20U);
      ssize_t n = 0;
      do {
        n = ::read(STDIN_FILENO, held_.data(), held_.size());
      } while (n < 0 && errno == EINTR);
      held_.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
      if (n < 0) return fail(host_error("reading rows"));
      if (n == 0 && !line.empty()) return fail(invalid_input("the rows end within a line"));
      if (n == 0) return false;
    }
  }

 private:
  std::string held_;
  std::size_t at_ = 0;
};

Result<ParquetFile> begin(const std::string& name, const Columns& columns) {
  Fd file(::openat(STDOUT_FILENO, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file) return fail(host_error("cannot make " + name));
  return ParquetFile::create(std::move(file), columns);
}

Status run() {
  Lines lines;
  std::string line;
  OYER_TRY(bool more, lines.next(line));
  OYER_TRY(const json::value described, json::parse(line));
  OYER_TRY(const Columns columns, parse_columns(described));
  std::optional<ParquetFile> file;
  for (;;) {
    OYER_TRY(more, lines.next(line));
    if (!more) break;
    if (line.starts_with('>') && !file) {
      OYER_TRY(file, begin(line.substr(1), columns));
    } else if (line == "." && file) {
      OYER_TRY_STATUS(file->finish());
      file.reset();
    } else if (line.starts_with('{') && file) {
      OYER_TRY(const json::value row, json::parse(line));
      OYER_TRY_STATUS(file->add(row.as_object(), line.size()));
    } else {
      return fail(invalid_input("a line that is neither a row nor the beginning or end of a file"));
    }
  }
  return file ? fail(invalid_input("the rows end within a file")) : Status();
}

}  // namespace
}  // namespace oyer::datasets::detail

int main() {
  // An interrupt from the terminal is for oyer, which then closes our input.
  ::signal(SIGINT, SIG_IGN);
  const oyer::Status status = oyer::datasets::detail::run();
  if (status.has_value()) return 0;
  std::fprintf(stderr, "%s\n", status.error().what.c_str());
  return 1;
}
