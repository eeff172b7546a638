// Fill in the middle: a text cut in three, so that a model learns to write what stands between two others.
//
// The middle is a subtree of the syntax tree (arXiv 2506.00204: chosen by its size, so that a large node is as likely
// as all small ones of the same length together), or a run of characters (arXiv 2207.14255: two places in the text,
// each as likely as every other). Which texts are cut, where, and in which order the parts are written follows from the
// blob's id and the seed, never from chance: another build cuts the same.
//
// prefix + middle + suffix is the text, byte for byte; cuts fall between characters.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "datasets/corpus/sample_text.h"
#include "parsers/tree.h"

namespace oyer::datasets {

// What is written first: prefix, suffix, middle; or suffix, prefix, middle.
enum class FimMode { psm, spm };
inline constexpr std::array all_fim_modes = {FimMode::psm, FimMode::spm};
std::string_view name_of(FimMode mode) noexcept;

enum class FimSpan { subtree, characters };
inline constexpr std::array all_fim_spans = {FimSpan::subtree, FimSpan::characters};
std::string_view name_of(FimSpan span) noexcept;

struct FimOptions {
  double rate = 0;              // share of the texts that are cut
  std::optional<FimMode> mode;  // nullopt: half and half
  std::optional<FimSpan> span;  // nullopt: half and half; a text without a tree is cut between characters
  std::uint64_t seed = 0;
  friend bool operator==(const FimOptions&, const FimOptions&) = default;
};

struct FimCut {
  FimMode mode = FimMode::psm;
  FimSpan span = FimSpan::characters;
  std::size_t begin = 0, end = 0;  // of the middle, which is not empty
  friend bool operator==(const FimCut&, const FimCut&) = default;
};

// Whether a blob's text is to be cut. Needs no text, so that others need not be parsed.
bool is_cut(const FimOptions& options, std::string_view blob_id);

// Where. `subtrees` are parsers::subtrees_of the text, in order; nullopt for a text of less than two characters. `text`
// is UTF-8.
std::optional<FimCut> fim_cut(const FimOptions& options, std::string_view blob_id, std::string_view text,
                              std::span<const parsers::Span> subtrees);

// The three parts between the marks of a dialect, as its papers and models have them, without the mark that ends a
// text. Marks within the text are taken to be broken. Empty under `plain`, which has no marks. Of SPM the form is the
// one that leaves prefix and middle together (arXiv 2207.14255, SPMv2).
std::string join_fim(Dialect dialect, std::string_view text, const FimCut& cut);

// The text that join_fim() was given; nullopt when `joined` is not what it writes.
std::optional<std::string> rejoin_fim(Dialect dialect, FimMode mode, std::string_view joined, std::size_t prefix_bytes);

}  // namespace oyer::datasets
