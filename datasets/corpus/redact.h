// Secrets and personal data: where they stand in a text, and the text without them.
//
// A Detector knows the formats of some two hundred providers' tokens, private keys, passwords in assignments and in
// addresses, mail addresses, public IP addresses and the names of authors. What it finds is replaced by a placeholder
// that names the class, as StarCoder's training data have it: <KEY>, <PASSWORD>, <EMAIL>, <IP_ADDRESS>, <NAME>. A file
// that could be parsed can still be parsed afterwards.
//
// Left alone on purpose: addresses that belong to nobody (private, loopback, link-local, documentation, well-known name
// servers), what reads like a version number, mail at the domains reserved for examples, values that say themselves
// that they are none ("changeme", "${TOKEN}"), and the names in copyright lines: a licence's notice must survive whole.
// The mail address in a copyright line goes, the name stays.
//
// Everything here is a pure function of the text, the path and the people given: no clock, no chance, no order of
// threads. Text is bytes; it need not be UTF-8, and a span never begins or ends inside a well-formed character.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace oyer::datasets {

enum class FindingClass {
  key,         // a provider's token, a private key
  secret,      // a value of high entropy that an assignment calls key, token, secret …
  password,    // by assignment, or in an address (scheme://user:password@host)
  mail,        // a mail address
  ip_address,  // a public IPv4 or IPv6 address
  name,        // a person's name
};
std::string_view name_of(FindingClass kind) noexcept;  // "key", "secret", "password", "mail", "ip_address", "name"

// "<KEY>" (of key and secret), "<PASSWORD>", "<EMAIL>", "<IP_ADDRESS>", "<NAME>".
std::string_view placeholder(FindingClass kind) noexcept;

struct Finding {
  FindingClass kind = FindingClass::key;
  std::string rule;         // "aws-access-token", "mail"; of merged findings the one that decided the class
  std::uint32_t begin = 0;  // bytes
  std::uint32_t end = 0;    // behind the last byte
  double entropy = 0;       // Shannon's, bits a byte, of the span as the rule matched it
  friend bool operator==(const Finding&, const Finding&) = default;
};

struct DetectorOptions {
  bool secrets = true;  // key, secret, password
  bool mails = true;
  bool addresses = true;  // ip_address
  bool names = true;      // after @author, "Author:" and the like
};

// People whose names and mail addresses go wherever they stand, copyright lines excepted for names: the committers of
// the repository a text is from. Names of fewer than two words are not looked for; they would be words of the code.
class People {
 public:
  static Result<People> of(std::span<const std::string> names, std::span<const std::string> mails);
  People(People&&) noexcept;
  People& operator=(People&&) noexcept;
  ~People();

 private:
  friend class Detector;
  struct State;
  explicit People(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class Detector {
 public:
  // Restores the engine, which was compiled when Oyer was: some tenths of a second, so make one and keep it. Where the
  // processor or the engine's library are others than then, it is compiled anew. bug when a rule cannot be compiled.
  static Result<Detector> open(const DetectorOptions& options = {});

  Detector(Detector&&) noexcept;
  Detector& operator=(Detector&&) noexcept;
  ~Detector();

  // What `text` holds, in order, without overlaps. `path` is the file's in its repository, with '/'; it tells which
  // rules apply and may be empty. Texts of 2 GiB and more are not looked at. Thread safe.
  std::vector<Finding> find(std::string_view text, std::string_view path, const People* people = nullptr) const;

  // find() and redact() together, again until nothing more is found: what was taken away can bring two pieces together
  // that make a new finding. Spans are those of `text`. Thread safe.
  struct Cleaned {
    std::string text;
    std::vector<Finding> findings;
    // False when eight rounds were not enough: find(text) still finds something. Only texts made for it do that, by
    // hundreds of secrets in one line; they are best left out.
    bool complete = true;
    friend bool operator==(const Cleaned&, const Cleaned&) = default;
  };
  Cleaned clean(std::string_view text, std::string_view path, const People* people = nullptr) const;

  // Names rules and engine: what was cached under another value is not what find() would give today.
  static std::string_view version() noexcept;

 private:
  struct State;
  explicit Detector(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// `text` with each finding replaced. Findings must be in order and must not overlap, as find() gives them.
std::string redact(std::string_view text, std::span<const Finding> findings, std::string_view path);

}  // namespace oyer::datasets
