#include "datasets/corpus/facts.h"

#include "datasets/detail/packed_bytes.h"

namespace oyer::datasets {
namespace {

// Io is detail::Packer or detail::Unpacker.

template <class Io>
void license_fields(Io& io, LicenseFinding& finding) {
  io.text(finding.expression);
  io.text(finding.source);
  io.real(finding.confidence);
  io.text(finding.evidence);
}

template <class Io>
void kind_fields(Io& io, FileKind& kind) {
  io.text(kind.language);
  io.text(kind.type);
  io.maybe(kind.parsed_as, [](Io& to, Language& language) { to.one_of(language, Language{kLanguageCount - 1}); });
  for (bool* flag : {&kind.vendored, &kind.generated, &kind.binary}) io.flag(*flag);
  for (std::string* text : {&kind.encoding, &kind.why_vendored, &kind.why_generated, &kind.file_name}) io.text(*text);
}

template <class Io>
void finding_fields(Io& io, Finding& finding) {
  io.one_of(finding.kind, FindingClass::name);
  io.text(finding.rule);
  io.number(finding.begin);
  io.number(finding.end);
  io.real(finding.entropy);
}

template <class Io>
void cleaning_fields(Io& io, PathFacts::Cleaning& cleaning) {
  io.list(cleaning.findings, [](Io& to, Finding& finding) { finding_fields(to, finding); });
  io.number(cleaning.text_bytes);
  io.flag(cleaning.complete);
}

template <class Io>
void fields(Io& io, PathFacts& facts) {
  io.number(facts.bytes);
  kind_fields(io, facts.kind);
  io.flag(facts.is_text);
  license_fields(io, facts.license_file);
  io.maybe(facts.cleaning, [](Io& to, PathFacts::Cleaning& cleaning) { cleaning_fields(to, cleaning); });
}

// In the order of quality.h.
template <class Io>
void measure_fields(Io& io, Measures& m) {
  for (std::uint64_t* n : {&m.bytes, &m.chars, &m.lines, &m.line_max}) io.number(*n);
  for (double* x : {&m.line_mean, &m.letters, &m.letters_and_digits, &m.digits, &m.white_space, &m.letters_of_visible,
                    &m.digits_of_visible, &m.replacement})
    io.real(*x);
  for (bool* flag : {&m.xml_start, &m.says_generated, &m.says_generate_soon}) io.flag(*flag);
  io.number(m.encoded_max);
  io.real(m.encoded);
  io.number(m.words);
  for (double* x : {&m.word_mean, &m.distinct_words, &m.top_2grams, &m.top_3grams, &m.top_4grams}) io.real(*x);
  for (double& x : m.dupe_grams) io.real(x);
  io.number(m.code_lines);
  for (double* x :
       {&m.comments, &m.strings, &m.long_words, &m.hex_words, &m.long_string_lines, &m.dupe_lines, &m.prompt_comments,
        &m.assert_lines, &m.print_lines, &m.import_lines, &m.pass_lines, &m.preprocessor_lines})
    io.real(*x);
  io.number(m.mains);
  io.flag(m.has_variables);
  io.number(m.visible_chars);
  io.real(m.visible);
  for (std::optional<double>* x : {&m.function_lines, &m.one_line_functions, &m.no_logic, &m.errors})
    io.maybe(*x, [](Io& to, double& value) { to.real(value); });
  io.maybe(m.tokens, [](Io& to, std::uint64_t& value) { to.number(value); });
}

template <class Io>
void fields(Io& io, TextFacts& facts) {
  io.number(facts.text_bytes);
  license_fields(io, facts.header);
  measure_fields(io, facts.measures);
  io.maybe(facts.parse, [](Io& to, TextFacts::Parse& parse) {
    to.flag(parse.parsed);
    to.number(parse.error_bytes);
    to.fixed(parse.shape);
  });
}

template <class Io>
void span_fields(Io& io, parsers::Span& span) {
  for (std::uint32_t* n : {&span.byte_begin, &span.byte_end, &span.row, &span.column}) io.number(*n);
}

template <class Io>
void definition_fields(Io& io, parsers::Definition& d) {
  io.one_of(d.kind, parsers::SymbolKind::macro);
  for (std::string* text : {&d.name, &d.signature, &d.doc}) io.text(*text);
  span_fields(io, d.span);
  io.maybe(d.parent, [](Io& to, std::uint32_t& parent) { to.number(parent); });
  io.flag(d.is_public);
  io.fixed(d.shape);
}

template <class Io>
void import_fields(Io& io, parsers::ImportUse& use) {
  io.one_of(use.form, parsers::ImportForm::type_only);
  for (std::string* text : {&use.target, &use.name, &use.alias, &use.path_hint}) io.text(*text);
  for (bool* flag : {&use.is_static, &use.reexported, &use.weak, &use.guarded, &use.computed}) io.flag(*flag);
  span_fields(io, use.span);
}

template <class Io>
void reference_fields(Io& io, parsers::Reference& reference) {
  io.text(reference.name);
  io.number(reference.count);
  span_fields(io, reference.first);
  io.flag(reference.weak);
}

template <class Io>
void fields(Io& io, parsers::Outline& o) {
  io.one_of(o.language, Language{kLanguageCount - 1});
  io.text(o.package);
  io.list(o.definitions, [](Io& to, parsers::Definition& definition) { definition_fields(to, definition); });
  io.list(o.imports, [](Io& to, parsers::ImportUse& use) { import_fields(to, use); });
  io.list(o.references, [](Io& to, parsers::Reference& reference) { reference_fields(to, reference); });
  for (std::uint64_t* n : {&o.text_bytes, &o.error_bytes, &o.comment_bytes, &o.nodes}) io.number(*n);
  io.fixed(o.shape);
  io.flag(o.macros_blanked);
  io.flag(o.parsed);
}

// The packer changes nothing of what it is given; it only shares its list of fields with the unpacker.
template <class Facts>
std::string packed(const Facts& facts) {
  detail::Packer packer;
  fields(packer, const_cast<Facts&>(facts));
  return packer.take();
}

template <class Facts>
std::optional<Facts> unpacked(std::string_view bytes) {
  std::optional<Facts> facts(std::in_place);
  detail::Unpacker unpacker(bytes);
  fields(unpacker, *facts);
  if (!unpacker.ok()) facts.reset();
  return facts;
}

}  // namespace

std::string encode(const PathFacts& facts) { return packed(facts); }
std::string encode(const TextFacts& facts) { return packed(facts); }
std::string encode(const parsers::Outline& outline) { return packed(outline); }

std::optional<PathFacts> decode_path_facts(std::string_view bytes) { return unpacked<PathFacts>(bytes); }
std::optional<TextFacts> decode_text_facts(std::string_view bytes) { return unpacked<TextFacts>(bytes); }

std::optional<parsers::Outline> decode_outline(std::string_view bytes) {
  std::optional<parsers::Outline> outline = unpacked<parsers::Outline>(bytes);
  // Who reads outlines follows these.
  for (std::size_t i = 0; outline && i < outline->definitions.size(); ++i)
    if (const auto& parent = outline->definitions[i].parent; parent && *parent >= i) return std::nullopt;
  return outline;
}

}  // namespace oyer::datasets
