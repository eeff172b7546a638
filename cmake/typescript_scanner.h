// The part of TypeScript's scanner that its source archive lacks. TypeScript's first eight external tokens are those of
// JavaScript, in the same order, and are scanned by the same rules, so JavaScript's pinned scanner is used for them.
// The ninth ends a function signature without a body: it is an automatic semicolon that no `{` may follow. The tenth
// is never produced; it is only valid where the parser recovers from an error.
#pragma once

#define tree_sitter_javascript_external_scanner_create oyer_javascript_create
#define tree_sitter_javascript_external_scanner_destroy oyer_javascript_destroy
#define tree_sitter_javascript_external_scanner_serialize oyer_javascript_serialize
#define tree_sitter_javascript_external_scanner_deserialize oyer_javascript_deserialize
#define tree_sitter_javascript_external_scanner_scan oyer_javascript_scan
static void *oyer_javascript_create();
static void oyer_javascript_destroy(void *);
static unsigned oyer_javascript_serialize(void *, char *);
static void oyer_javascript_deserialize(void *, const char *, unsigned);
struct TSLexer;
#include "tree_sitter/parser.h"
static bool oyer_javascript_scan(void *, TSLexer *, const bool *);
#include "@OYER_JAVASCRIPT_SCANNER@"

enum { FUNCTION_SIGNATURE_AUTOMATIC_SEMICOLON = JSX_TEXT + 1 };

static inline bool external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid_symbols) {
  bool valid[JSX_TEXT + 1];
  for (int i = 0; i <= JSX_TEXT; ++i) valid[i] = valid_symbols[i];
  const bool ends_signature = valid_symbols[FUNCTION_SIGNATURE_AUTOMATIC_SEMICOLON];
  if (ends_signature) valid[AUTOMATIC_SEMICOLON] = true;
  if (!oyer_javascript_scan(payload, lexer, valid)) return false;
  if (!ends_signature || lexer->result_symbol != AUTOMATIC_SEMICOLON) return true;
  if (lexer->lookahead == '{') return false;
  if (!valid_symbols[AUTOMATIC_SEMICOLON]) lexer->result_symbol = FUNCTION_SIGNATURE_AUTOMATIC_SEMICOLON;
  return true;
}
