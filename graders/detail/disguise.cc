#include "graders/detail/disguise.h"

#include <algorithm>
#include <cstdint>

#include "base/base64.h"

namespace oyer::graders::detail {
namespace {

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

// A zlib stream of stored blocks (RFC 1950, 1951): to Python compressed data like any other.
std::string stored_zlib(std::string_view bytes) {
  std::string stream = "\x78\x01";
  std::uint32_t a = 1, b = 0;
  for (const unsigned char byte : bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  constexpr std::size_t most = 0xFFFF;
  for (std::size_t at = 0; at <= bytes.size(); at += most) {
    const std::string_view block = bytes.substr(at, most);
    const auto size = static_cast<std::uint32_t>(block.size());
    const bool last = at + most > bytes.size();
    for (const unsigned part : {last ? 1U : 0U, size & 0xFFU, size >> 8U, ~size & 0xFFU, (~size >> 8U) & 0xFFU}) {
      stream += static_cast<char>(part);
    }
    stream += block;
  }
  for (const std::uint32_t part : {b >> 8U, b & 0xFFU, a >> 8U, a & 0xFFU}) stream += static_cast<char>(part);
  return stream;
}

std::string numbers(std::string_view bytes) {
  std::string text;
  for (const unsigned char byte : bytes) text += (text.empty() ? "" : ", ") + std::to_string(byte);
  return "[" + text + "]";
}

std::string with_key(std::string_view bytes, unsigned key) {
  std::string changed;
  for (const unsigned char byte : bytes) changed += static_cast<char>(byte ^ key);
  return changed;
}

std::string rot13(std::string_view text) {
  std::string turned;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z')
      turned += static_cast<char>('a' + (c - 'a' + 13) % 26);
    else if (c >= 'A' && c <= 'Z')
      turned += static_cast<char>('A' + (c - 'A' + 13) % 26);
    else
      turned += c;
  }
  return turned;
}

std::string in_pieces(std::string_view text, Dice& dice, std::size_t least, std::size_t spread) {
  std::string code;
  while (!text.empty()) {
    const std::size_t size = std::min(text.size(), least + dice.below(spread));
    code += (code.empty() ? "" : " + ") + literal(text.substr(0, size));
    text.remove_prefix(size);
  }
  return code.empty() ? "\"\"" : code;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string literal(std::string_view text) {
  std::string code = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n')
      code += "\\n";
    else if (c == '"' || c == '\\')
      code += std::string("\\") + c;
    else if (byte < 0x20 || byte == 0x7F)
      code += "\\x" + hex(std::string_view(&c, 1));
    else
      code += c;
  }
  return code + "\"";
}

Disguised hidden_text(std::string_view text, Dice& dice) {
  const std::string base64 = "__import__(\"base64\").b64decode(";
  switch (dice.below(is_ascii(text) ? 8 : 6)) {
    case 0: return {"base64", base64 + "\"" + to_base64(text) + "\").decode()"};
    case 1: {
      const std::string packed = base64 + "\"" + to_base64(stored_zlib(text)) + "\")";
      return {"zlib", "__import__(\"zlib\").decompress(" + packed + ").decode()"};
    }
    case 2: return {"numbers", "bytes(" + numbers(text) + ").decode()"};
    case 3: {
      const auto key = static_cast<unsigned>(1 + dice.below(254));
      const std::string code = "bytes(b ^ " + std::to_string(key) + " for b in bytes.fromhex(\"";
      return {"key", code + hex(with_key(text, key)) + "\")).decode()"};
    }
    case 4: return {"pieces", in_pieces(text, dice, 20, 200)};
    case 5: return {"literal", literal(text)};
    case 6: return {"rot13", "__import__(\"codecs\").decode(" + literal(rot13(text)) + ", \"rot13\")"};
    default: return {"backwards", literal(std::string(text.rbegin(), text.rend())) + "[::-1]"};
  }
}

std::string hidden_attribute(const std::string& module, const std::string& attribute, Dice& dice) {
  const std::string of = "__import__(" + in_pieces(module, dice, 2, 4) + ")";
  switch (dice.below(3)) {
    case 0: return "__import__(\"" + module + "\")." + attribute;
    case 1: return "getattr(" + of + ", " + in_pieces(attribute, dice, 1, 3) + ")";
    default: return "vars(" + of + ")[" + in_pieces(attribute, dice, 1, 3) + "]";
  }
}

Disguised hidden_exec(const std::string& expression, const std::string& names, Dice& dice) {
  switch (dice.below(4)) {
    case 0: return {"exec", "exec(" + expression + ", " + names + ")"};
    case 1: return {"getattr", hidden_attribute("builtins", "exec", dice) + "(" + expression + ", " + names + ")"};
    case 2: return {"eval", "eval(compile(" + expression + ", \"<m>\", \"exec\"), " + names + ")"};
    default:
      return {"function", hidden_attribute("types", "FunctionType", dice) + "(compile(" + expression +
                              ", \"<m>\", \"exec\"), " + names + ")()"};
  }
}

}  // namespace oyer::graders::detail
