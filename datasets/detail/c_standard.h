// Headers that come with compilers and systems: ISO C23, ISO C++23, POSIX.1-2017, and folders of the C library.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace oyer::datasets::detail {

// Each between two blanks.
inline constexpr std::string_view kCHeaders =
    " aio.h algorithm alloca.h any array assert.h atomic barrier bit bitset cassert cctype cerrno cfenv cfloat"
    " charconv chrono cinttypes climits clocale cmath codecvt compare complex complex.h concepts"
    " condition_variable coroutine cpio.h csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime"
    " ctype.h cuchar cwchar cwctype deque dirent.h dlfcn.h endian.h errno.h exception execinfo.h execution"
    " expected fcntl.h fenv.h filesystem flat_map flat_set float.h fmtmsg.h fnmatch.h format forward_list"
    " fstream ftw.h functional future generator getopt.h glob.h grp.h iconv.h initializer_list inttypes.h"
    " iomanip ios iosfwd iostream iso646.h istream iterator langinfo.h latch libgen.h limits limits.h link.h"
    " list locale locale.h malloc.h map math.h mdspan memory memory.h memory_resource monetary.h mqueue.h"
    " mutex ndbm.h netdb.h new nl_types.h numbers numeric optional ostream poll.h print pthread.h pwd.h queue"
    " random ranges ratio regex regex.h sched.h scoped_allocator search.h semaphore semaphore.h set setjmp.h"
    " shared_mutex signal.h source_location span spanstream spawn.h sstream stack stacktrace stdalign.h"
    " stdarg.h stdatomic.h stdbit.h stdbool.h stdckdint.h stddef.h stdexcept stdfloat stdint.h stdio.h"
    " stdlib.h stdnoreturn.h stop_token streambuf string string.h string_view strings.h stropts.h strstream"
    " syncstream sysexits.h syslog.h system_error tar.h termios.h tgmath.h thread threads.h time.h trace.h"
    " tuple type_traits typeindex typeinfo uchar.h ucontext.h ulimit.h unistd.h unordered_map unordered_set"
    " utility utime.h utmpx.h valarray variant vector version wchar.h wctype.h windows.h wordexp.h ";

inline bool is_c_standard_header(std::string_view name) {
  constexpr std::string_view kFolders[] = {"sys/", "net/", "netinet/", "arpa/", "bits/", "asm/", "linux/"};
  if (name.empty() || name.find(' ') != std::string_view::npos) return false;
  if (kCHeaders.find(" " + std::string(name) + " ") != std::string_view::npos) return true;
  return std::any_of(std::begin(kFolders), std::end(kFolders), [&](auto folder) { return name.starts_with(folder); });
}

}  // namespace oyer::datasets::detail
