#include "base/zstd_file.h"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "base/file.h"

namespace oyer {
namespace {

constexpr int kLargestWindowLog = 27;  // 128 MiB, what the zstd program itself accepts by default

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
};

}  // namespace

struct ZstdWriter::State {
  std::string path;
  Fd file;
  std::unique_ptr<ZSTD_CCtx, FreeContext> context;
  std::vector<char> out;

  Status put(std::string_view bytes, ZSTD_EndDirective end) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
      ZSTD_outBuffer buffer{out.data(), out.size(), 0};
      const std::size_t left = ZSTD_compressStream2(context.get(), &buffer, &in, end);
      OYER_CHECK(ZSTD_isError(left) == 0);  // only memory can fail it, and that ends the process
      if (Status s = write_all(file.get(), {out.data(), buffer.pos}); !s.has_value())
        return fail(std::move(s).error().with_context("cannot write " + path));
      const bool done = end == ZSTD_e_end ? left == 0 : in.pos == in.size;
      if (done) return {};
    }
  }
};

ZstdWriter::ZstdWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZstdWriter::ZstdWriter(ZstdWriter&&) noexcept = default;
ZstdWriter& ZstdWriter::operator=(ZstdWriter&&) noexcept = default;
ZstdWriter::~ZstdWriter() = default;

Result<ZstdWriter> ZstdWriter::create(const std::filesystem::path& path, int level) {
  auto state = std::make_unique<State>();
  state->path = path.string();
  state->file = Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!state->file) return fail(host_error("cannot create " + path.string()));
  state->context.reset(ZSTD_createCCtx());
  OYER_CHECK(state->context != nullptr);
  ZSTD_CCtx_setParameter(state->context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(state->context.get(), ZSTD_c_checksumFlag, 1);
  state->out.resize(ZSTD_CStreamOutSize());
  return ZstdWriter(std::move(state));
}

Status ZstdWriter::write(std::string_view bytes) { return state_->put(bytes, ZSTD_e_continue); }

Status ZstdWriter::finish() {
  OYER_TRY_STATUS(state_->put({}, ZSTD_e_end));
  if (::close(state_->file.release()) != 0) return fail(host_error("cannot finish " + state_->path));
  return {};
}

struct ZstdReader::State {
  std::string name;
  Fd file;
  std::unique_ptr<ZSTD_DCtx, FreeContext> context;
  std::vector<char> in;
  ZSTD_inBuffer waiting{nullptr, 0, 0};
  std::size_t wants = 1;  // 0 between frames
  bool ended = false;

  Status fill() {
    ssize_t n = 0;
    do n = ::read(file.get(), in.data(), in.size());
    while (n < 0 && errno == EINTR);
    if (n < 0) return fail(host_error("cannot read " + name));
    ended = n == 0;
    waiting = {in.data(), static_cast<std::size_t>(n), 0};
    return {};
  }
};

ZstdReader::ZstdReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZstdReader::ZstdReader(ZstdReader&&) noexcept = default;
ZstdReader& ZstdReader::operator=(ZstdReader&&) noexcept = default;
ZstdReader::~ZstdReader() = default;

bool ZstdReader::is_magic(std::string_view first_bytes) noexcept {
  return first_bytes.substr(0, 4) == std::string_view("\x28\xb5\x2f\xfd", 4);
}

Result<ZstdReader> ZstdReader::open(Fd file, std::string name) {
  auto state = std::make_unique<State>();
  state->name = std::move(name);
  state->file = std::move(file);
  state->context.reset(ZSTD_createDCtx());
  OYER_CHECK(state->context != nullptr);
  ZSTD_DCtx_setParameter(state->context.get(), ZSTD_d_windowLogMax, kLargestWindowLog);
  state->in.resize(ZSTD_DStreamInSize());
  return ZstdReader(std::move(state));
}

Result<std::size_t> ZstdReader::read(char* bytes, std::size_t most) {
  State& s = *state_;
  ZSTD_outBuffer out{bytes, most, 0};
  while (out.pos == 0) {
    if (s.waiting.pos == s.waiting.size) {
      OYER_TRY_STATUS(s.fill());
      if (s.ended) {
        if (s.wants == 0) return std::size_t{0};
        return fail(invalid_input(s.name + ": the zstd stream is cut short; fetch or write the file again"));
      }
    }
    s.wants = ZSTD_decompressStream(s.context.get(), &out, &s.waiting);
    if (ZSTD_isError(s.wants) != 0) {
      return fail(invalid_input(s.name + ": the zstd stream is damaged (" + ZSTD_getErrorName(s.wants) +
                                "); fetch or write the file again"));
    }
  }
  return out.pos;
}

}  // namespace oyer
