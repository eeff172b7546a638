#include "datasets/detail/personal.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace oyer::datasets::detail {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

template <std::size_t N>
bool holds_any(std::string_view text, const std::string_view (&words)[N]) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::string_view (&words)[N]) {
  return std::ranges::find(words, text) != std::end(words);
}

// The byte before and behind a span; 0 at the text's ends.
char before(std::string_view text, std::string_view span) {
  return span.data() == text.data() ? '\0' : span.data()[-1];
}
char behind(std::string_view text, std::string_view span) {
  return span.data() + span.size() == text.data() + text.size() ? '\0' : span.data()[span.size()];
}

// ---- mail ----

// Top-level domains of more than two letters that code mentions. The two-letter ones are countries.
constexpr std::string_view long_domains[] = {
    "academy", "agency",    "app",      "arpa",          "art",    "asia",       "berlin",    "biz",        "blog",
    "build",   "care",      "cat",      "center",        "chat",   "city",       "cloud",     "club",       "codes",
    "com",     "community", "company",  "consulting",    "coop",   "cool",       "dev",       "digital",    "education",
    "edu",     "email",     "engineer", "engineering",   "eus",    "expert",     "family",    "foundation", "fun",
    "fyi",     "games",     "global",   "gov",           "group",  "guru",       "hamburg",   "host",       "house",
    "info",    "ink",       "int",      "international", "jobs",   "koeln",      "land",      "legal",      "life",
    "live",    "london",    "ltd",      "love",          "market", "marketing",  "mail",      "media",      "mil",
    "mobi",    "moe",       "museum",   "name",          "net",    "network",    "news",      "ninja",      "one",
    "online",  "ong",       "org",      "page",          "paris",  "party",      "place",     "plus",       "post",
    "press",   "pro",       "pub",      "quebec",        "red",    "rocks",      "run",       "school",     "science",
    "scot",    "services",  "shop",     "site",          "social", "software",   "solutions", "space",      "store",
    "studio",  "swiss",     "systems",  "team",          "tech",   "technology", "tel",       "tips",       "today",
    "tokyo",   "tools",     "top",      "town",          "travel", "university", "vip",       "website",    "wiki",
    "wien",    "work",      "works",    "world",         "wtf",    "xxx",        "xyz",       "zone",
};

constexpr std::string_view countries =
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc "
    "cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb "
    "gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke "
    "kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu "
    "mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw "
    "sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz "
    "ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw";

bool is_top_level(std::string_view domain) {
  if (domain.size() == 2) return countries.find(domain) % 3 == 0;
  return is_one_of(domain, long_domains);
}

// Domains that RFC 2606 keeps for examples, and local parts that are a service and nobody's.
bool is_reserved_domain(std::string_view domain) {
  constexpr std::string_view reserved[] = {"example.com", "example.org", "example.net", "domain.com", "email.com"};
  return std::ranges::any_of(reserved, [&](std::string_view end) {
    return domain.ends_with(end) && (domain.size() == end.size() || domain[domain.size() - end.size() - 1] == '.');
  });
}

// True for what stands before the '@' of an address like scheme://user:password@host.
bool is_url_credential(std::string_view text, std::string_view span) {
  const std::string_view line = line_around(text, span);
  const std::size_t begin = static_cast<std::size_t>(span.data() - line.data());
  const std::string_view near = line.substr(begin > 200 ? begin - 200 : 0, begin > 200 ? 200 : begin);
  const std::size_t scheme = near.rfind("://");
  return scheme != std::string_view::npos && near.find_first_of(" \t'\"<>/?#", scheme + 3) == std::string_view::npos;
}

bool is_personal_mail(std::string_view text, std::string_view span) {
  const std::size_t at = span.find('@');
  const std::string local = lowered(span.substr(0, at));
  if (local.find("%s") != std::string::npos || local.find("%d") != std::string::npos) return false;
  const std::string domain = lowered(span.substr(at + 1));
  if (!is_top_level(std::string_view(domain).substr(domain.rfind('.') + 1)) || is_reserved_domain(domain)) return false;
  constexpr std::string_view services[] = {"git", "hg", "svn", "noreply", "no-reply"};
  if (is_one_of(local, services) && !domain.starts_with("users.")) return false;
  if (is_url_credential(text, span)) return false;
  // `a@b.to(c)`, `a@b.id[0]`: a product of matrices; `@2x.png`, `pkg@v1.io/…`: never letters alone.
  const char next = behind(text, span);
  return next != '(' && next != '[' && next != '@' && next != '_' && !is_digit(next) && before(text, span) != '@';
}

// ---- addresses ----

bool is_unowned_v4(const std::array<std::uint32_t, 4>& part) {
  const std::uint32_t a = part[0], b = part[1], c = part[2], d = part[3];
  const bool nobody = a == 0 || a == 10 || a == 127 || a >= 224 || (a == 100 && b >= 64 && b < 128) ||
                      (a == 169 && b == 254) || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168) ||
                      (a == 198 && (b == 18 || b == 19));
  const bool documentation =
      (a == 192 && b == 0 && c <= 2) || (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113);
  // Name servers that everybody names.
  constexpr std::uint32_t popular[] = {0x01000001, 0x01010101, 0x04020201, 0x04020202, 0x08080404,
                                       0x08080808, 0x09090909, 0xd043dcdc, 0xd043dede};
  const std::uint32_t whole = a << 24 | b << 16 | c << 8 | d;
  return nobody || documentation || std::ranges::find(popular, whole) != std::end(popular);
}

// Numbers all as small as version numbers are, or a line that says that they are one.
bool reads_like_version(std::string_view text, std::string_view span, const std::array<std::uint32_t, 4>& part) {
  if (std::ranges::all_of(part, [](std::uint32_t n) { return n < 32; })) return true;
  if (std::ranges::count_if(part, [](std::uint32_t n) { return n < 10; }) >= 3) return true;
  const char previous = before(text, span);
  if (previous == 'v' || previous == 'V') return true;
  constexpr std::string_view words[] = {"version",   "release",    "assembly", "oid",     "section",
                                        "changelog", "user-agent", "mozilla/", "chrome/", "driver",
                                        "upgrade",   "package",    "==",       "rfc"};
  const std::string_view line = line_around(text, span);
  const std::size_t begin = static_cast<std::size_t>(span.data() - line.data());
  const std::string near = lowered(line.substr(begin > 120 ? begin - 120 : 0, 240));
  return holds_any(near, words);
}

bool is_personal_v4(std::string_view text, std::string_view span) {
  std::array<std::uint32_t, 4> part{};
  std::size_t index = 0, digits = 0;
  for (const char c : span) {
    if (c == '.') {
      ++index;
      digits = 0;
      continue;
    }
    if (digits > 0 && part[index] == 0) return false;  // 01: no address is written so
    part[index] = part[index] * 10 + static_cast<std::uint32_t>(c - '0');
    ++digits;
  }
  if (std::ranges::any_of(part, [](std::uint32_t n) { return n > 255; }) || is_unowned_v4(part)) return false;
  // A part of a longer chain of numbers, or of a name.
  const char previous = before(text, span), next = behind(text, span);
  if (previous == '.' || previous == '-' || next == '-' || next == '_' || is_letter(next)) return false;
  const char* const end = text.data() + text.size();
  const char* const after = span.data() + span.size();
  if (next == '.' && after + 1 < end && (is_digit(after[1]) || is_letter(after[1]))) return false;
  return !reads_like_version(text, span, part);
}

bool is_personal_v6(std::string_view text, std::string_view span) {
  const char previous = before(text, span), next = behind(text, span);
  if (previous == ':' || previous == '.' || previous == '-' || is_letter(next) || is_digit(next)) return false;
  in6_addr address{};
  if (::inet_pton(AF_INET6, std::string(span).c_str(), &address) != 1) return false;
  const std::uint8_t* byte = address.s6_addr;
  const bool documentation = byte[0] == 0x20 && byte[1] == 0x01 && byte[2] == 0x0d && byte[3] == 0xb8;
  return !documentation;  // the rule itself asks for 2000::/3, where every public address is
}

// ---- names ----

bool is_persons_name(std::string_view text, std::string_view span) {
  constexpr std::string_view no_person[] = {
      "all",          "and",     "apache",       "authors",      "code",       "committers", "company",
      "contributors", "corp",    "corporation",  "default",      "developers", "first",      "foundation",
      "generated",    "github",  "gmbh",         "google",       "group",      "inc",        "institute",
      "labs",         "last",    "license",      "limited",      "llc",        "ltd",        "microsoft",
      "name",         "names",   "of",           "organization", "project",    "software",   "studio",
      "systems",      "team",    "technologies", "the",          "this",       "to",         "university",
      "unknown",      "various", "version",      "visual",       "with",       "you",        "your",
  };
  const std::string_view last = span.substr(span.find_last_of(" \t") + 1);
  if (std::ranges::none_of(last, [](char c) { return c >= 'a' && c <= 'z'; })) return false;  // A HEADING
  const std::string name = lowered(span) + " ";
  std::size_t begin = 0;
  for (std::size_t at = name.find_first_of(" \t"); at != std::string::npos; at = name.find_first_of(" \t", begin)) {
    if (is_one_of(std::string_view(name).substr(begin, at - begin), no_person)) return false;
    begin = at + 1;
  }
  return !in_copyright_line(text, span);
}

}  // namespace

std::string_view line_around(std::string_view text, std::string_view span) {
  constexpr std::size_t reach = 1000;
  const std::size_t at = static_cast<std::size_t>(span.data() - text.data());
  const std::size_t first = at > reach ? at - reach : 0;
  const std::size_t newline = text.substr(first, at - first).rfind('\n');
  const std::size_t begin = newline == std::string_view::npos ? first : first + newline + 1;
  const std::string_view after = text.substr(at, std::max(span.size(), reach));
  return text.substr(begin, at - begin + std::min(after.find('\n'), after.size()));
}

bool in_copyright_line(std::string_view text, std::string_view span) {
  constexpr std::string_view words[] = {"copyright", "(c)", "\xc2\xa9", "&copy;"};
  const std::string_view line = line_around(text, span);
  return holds_any(lowered(line), words);
}

bool is_personal(std::string_view rule, std::string_view text, std::string_view span) {
  if (rule == "mail") return is_personal_mail(text, span);
  if (rule == "ipv4-address") return is_personal_v4(text, span);
  if (rule == "ipv6-address") return is_personal_v6(text, span);
  if (rule == "author") return is_persons_name(text, span);
  return true;
}

}  // namespace oyer::datasets::detail
