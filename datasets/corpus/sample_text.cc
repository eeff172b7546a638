#include "datasets/corpus/sample_text.h"

#include <algorithm>
#include <array>

namespace oyer::datasets {
namespace {

// Marks that the tokenizers of these models turn into one token each.
constexpr std::array kMarks = {
    // StarCoder and StarCoder2
    std::string_view("<repo_name>"),
    std::string_view("<file_sep>"),
    std::string_view("<fim_prefix>"),
    std::string_view("<fim_middle>"),
    std::string_view("<fim_suffix>"),
    std::string_view("<fim_pad>"),
    std::string_view("<issue_start>"),
    std::string_view("<issue_comment>"),
    std::string_view("<issue_closed>"),
    std::string_view("<jupyter_start>"),
    std::string_view("<jupyter_text>"),
    std::string_view("<jupyter_code>"),
    std::string_view("<jupyter_output>"),
    std::string_view("<jupyter_script>"),
    std::string_view("<empty_output>"),
    std::string_view("<code_to_intermediate>"),
    std::string_view("<intermediate_to_code>"),
    std::string_view("<pr>"),
    std::string_view("<pr_status>"),
    std::string_view("<pr_is_merged>"),
    std::string_view("<pr_base>"),
    std::string_view("<pr_file>"),
    std::string_view("<pr_base_code>"),
    std::string_view("<pr_diff>"),
    std::string_view("<pr_diff_hunk>"),
    std::string_view("<pr_comment>"),
    std::string_view("<pr_event_id>"),
    std::string_view("<pr_review>"),
    std::string_view("<pr_review_state>"),
    std::string_view("<pr_review_comment>"),
    std::string_view("<pr_in_reply_to_review_id>"),
    std::string_view("<pr_in_reply_to_comment_id>"),
    std::string_view("<pr_diff_hunk_comment_line>"),
    std::string_view("<commit_before>"),
    std::string_view("<commit_msg>"),
    std::string_view("<commit_after>"),
    // Qwen2.5-Coder
    std::string_view("<|endoftext|>"),
    std::string_view("<|fim_prefix|>"),
    std::string_view("<|fim_middle|>"),
    std::string_view("<|fim_suffix|>"),
    std::string_view("<|fim_pad|>"),
    std::string_view("<|repo_name|>"),
    std::string_view("<|file_sep|>"),
    std::string_view("<|im_start|>"),
    std::string_view("<|im_end|>"),
    // DeepSeek-Coder
    std::string_view("<｜fim▁begin｜>"),
    std::string_view("<｜fim▁hole｜>"),
    std::string_view("<｜fim▁end｜>"),
    std::string_view("<｜begin▁of▁sentence｜>"),
    std::string_view("<｜end▁of▁sentence｜>"),
    std::string_view("<|EOT|>"),
};

constexpr std::string_view kBreak = "\u200b";

// The comment that DeepSeek-Coder's data puts before a file: by the language's own marks.
std::string path_comment(std::string_view language, std::string_view path) {
  constexpr std::array hash = {"Python", "Ruby", "Shell",      "YAML",   "TOML",  "Makefile", "CMake",
                               "Perl",   "R",    "Dockerfile", "Elixir", "Julia", "Nix",      "PowerShell"};
  constexpr std::array angle = {"HTML", "XML", "Markdown", "Vue", "Svelte"};
  const auto is = [&](const char* name) { return language == name; };
  if (std::any_of(hash.begin(), hash.end(), is)) return "#" + std::string(path) + "\n";
  if (std::any_of(angle.begin(), angle.end(), is)) return "<!--" + std::string(path) + "-->\n";
  if (language == "SQL" || language == "Haskell" || language == "Lua" || language == "Ada")
    return "--" + std::string(path) + "\n";
  if (language == "CSS") return "/*" + std::string(path) + "*/\n";
  return "//" + std::string(path) + "\n";
}

}  // namespace

std::string_view name_of(Dialect dialect) noexcept {
  switch (dialect) {
    case Dialect::plain: return "plain";
    case Dialect::starcoder2: return "starcoder2";
    case Dialect::qwen25: return "qwen2.5";
    case Dialect::deepseek: return "deepseek";
  }
  return "?";
}

std::string join_parts(Dialect dialect, std::string_view repository, const std::vector<SamplePart>& parts) {
  std::string text;
  if (dialect == Dialect::plain) return text;
  if (dialect == Dialect::starcoder2) text.append("<repo_name>").append(repository);
  if (dialect == Dialect::qwen25) text.append("<|repo_name|>").append(repository).append("\n");
  for (const SamplePart& part : parts) {
    if (dialect == Dialect::starcoder2) text.append("<file_sep>").append(part.path).append("\n");
    if (dialect == Dialect::qwen25) text.append("<|file_sep|>").append(part.path).append("\n");
    if (dialect == Dialect::deepseek) text.append(path_comment(part.language, part.path));
    text.append(part.text);
    const bool ends = part.ends_open || part.text.ends_with('\n');
    if (dialect != Dialect::starcoder2 && !ends) text.append("\n");
  }
  if (dialect == Dialect::deepseek) return text.append("<｜end▁of▁sentence｜>");
  return text.append("<|endoftext|>");
}

Broken break_marks(std::string_view text) {
  Broken broken;
  std::size_t copied = 0;
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::string_view rest = text.substr(at);
    const auto is_here = [&](std::string_view mark) { return rest.starts_with(mark); };
    if (std::none_of(kMarks.begin(), kMarks.end(), is_here)) continue;
    broken.text.append(text.substr(copied, at + 1 - copied)).append(kBreak);
    copied = at + 1;
    ++broken.marks;
  }
  broken.text.append(text.substr(copied));
  return broken;
}

}  // namespace oyer::datasets
