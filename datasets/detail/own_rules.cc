// Our own rows: personal data, passwords, and what the foreign table leaves out.
#include <array>

#include "datasets/detail/secret_rules.h"

namespace oyer::datasets::detail {
namespace {

// Values that say of themselves that they are no password.
constexpr std::string_view placeholder_words[] = {
    "change", "dummy", "example",   "fake",        "foobar", "getenv",   "hidden",  "invalid", "none",
    "null",   "param", "passw",     "placeholder", "pwd",    "redacted", "replace", "sample",  "secret",
    "todo",   "token", "undefined", "username",    "xxxx",   "your",     "****",
};
constexpr std::string_view template_values[] = {
    R"(^[$%{<(@#]|[}>)%]$|\$\{|\{\{|%[sdv]|%\(|\bos\.|process\.env)",  // filled in elsewhere
    R"(^.?[.*xX_-]*$|^[A-Z_]+$|^[a-z]+$)",                             // nothing, or one word
};
constexpr AllowRow no_passwords[] = {
    {false, AllowRow::Target::secret, {}, template_values, placeholder_words},
};

constexpr std::string_view password_keywords[] = {"pass", "pwd"};
constexpr std::string_view url_keywords[] = {"://"};

constexpr RuleRow rows[] = {
    {"author",
     R"((?i)(?:[@\\]author|\b(?:__author__|authors?|maintainers?|(?:created|written|coded|contributed)[ \t]+by)))"
     R"(["']?[ \t]*(?::|=>|=|-)?[ \t]*[\["'{(]{0,2}((?-i:[A-Z\xc3-\xdf](?:'?[A-Za-z\x80-\xff-]){1,30})"
     R"((?:[ \t](?:[A-Z]\.|[a-z]{2,3}|[A-Z\xc3-\xdf](?:'?[A-Za-z\x80-\xff-]){1,30})){0,2})"
     R"([ \t][A-Z\xc3-\xdf](?:'?[A-Za-z\x80-\xff-]){1,30})))",
     "",
     0,
     1,
     {},
     {}},
    {"ipv4-address", R"(\b[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\b)", "", 0, 0, {}, {}},
    {"ipv6-address", R"(\b[23][0-9a-fA-F]{3}:[0-9a-fA-F:]{2,36})", "", 0, 0, {}, {}},
    {"mail", R"([A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})", "", 0, 0, {}, {}},
    {"password-assignment",
     R"((?i)(?:passw(?:or)?d|passphrase|\bpwd|_pwd)["']?[ \t]{0,8}(?::=|=>|[:=])[ \t]{0,8}["']([^"'\s]{6,64})["'])", "",
     2.5, 1, password_keywords, no_passwords},
    {"url-password", R"([A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s"'<>:/@]{1,64}:([^\s"'<>:/@]{3,128})@[A-Za-z0-9])", "", 0, 1,
     url_keywords, no_passwords},
};

// A rule about the path alone has no expression, and nothing to redact.
std::vector<const RuleRow*> rows_where(bool personal) {
  std::vector<const RuleRow*> out;
  for (const std::span<const RuleRow> table : {own_rules(), foreign_rules()}) {
    for (const RuleRow& row : table) {
      if (!row.regex.empty() && is_personal_class(class_of_rule(row.id)) == personal) out.push_back(&row);
    }
  }
  return out;
}

}  // namespace

std::span<const RuleRow> own_rules() noexcept { return rows; }

FindingClass class_of_rule(std::string_view id) noexcept {
  struct Row {
    std::string_view id;
    FindingClass kind;
  };
  constexpr Row exceptions[] = {
      {"author", FindingClass::name},
      {"curl-auth-user", FindingClass::password},
      {"generic-api-key", FindingClass::secret},
      {"hashicorp-tf-password", FindingClass::password},
      {"ipv4-address", FindingClass::ip_address},
      {"ipv6-address", FindingClass::ip_address},
      {"mail", FindingClass::mail},
      {"nuget-config-password", FindingClass::password},
      {"password-assignment", FindingClass::password},
      {"person-mail", FindingClass::mail},
      {"person-name", FindingClass::name},
      {"url-password", FindingClass::password},
  };
  for (const Row& row : exceptions) {
    if (row.id == id) return row.kind;
  }
  return FindingClass::key;
}

bool is_personal_class(FindingClass kind) noexcept {
  return kind == FindingClass::mail || kind == FindingClass::ip_address || kind == FindingClass::name;
}

std::vector<const RuleRow*> secret_rows() { return rows_where(false); }
std::vector<const RuleRow*> personal_rows() { return rows_where(true); }

std::vector<std::string_view> expressions_of(std::span<const RuleRow* const> chosen) {
  std::vector<std::string_view> out;
  for (const RuleRow* row : chosen) out.push_back(row->regex);
  return out;
}

bool is_generic_rule(std::string_view id) noexcept { return id == "generic-api-key"; }

}  // namespace oyer::datasets::detail
