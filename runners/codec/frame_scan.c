/* Theory of operation. One pass over the bytes with an explicit stack of open containers. A value that carries the
 * reference flag gets the next index on entry, before its children, as CPython numbers them; its size and height are
 * filled in when it closes, and until then a reference to it is a cycle. Closing a value adds its size to the
 * container around it, so the totals count what following every reference would visit. */
#include "runners/frame_scan.h"

#include <stdlib.h>
#include <string.h>

enum { FLAG_REFERENCE = 0x80 };
enum { KIND_OPEN = 1, KIND_UNHASHABLE = 2, KIND_TEXT = 4 };
enum { NO_REFERENCE = UINT32_MAX, UNTIL_NULL = UINT32_MAX };

const struct oyer_frame_limits oyer_frame_default_limits = {
    .bytes = 16u << 20u, .nodes = 8u << 20u, .integer_bits = 4u << 20u, .depth = 256};

struct reference {
  uint64_t nodes;
  uint32_t height;
  uint32_t kind;
};

struct container {
  uint64_t nodes;     /* of the children closed so far, and one for itself */
  uint32_t remaining; /* children still to come; UNTIL_NULL for a dict */
  uint32_t seen;
  uint32_t reference; /* its own index, or NO_REFERENCE */
  uint32_t height;    /* of its highest child, plus one */
  uint8_t type;       /* '(', '[', '<', '>', '{' */
  uint8_t unhashable; /* a child is */
  uint8_t tag;        /* first child was Ellipsis */
};

/* A value that has just been read or closed. */
struct value {
  uint64_t nodes;
  uint32_t height;
  uint32_t kind;
};

struct scan {
  const unsigned char *at, *end;
  const struct oyer_frame_limits* limits;
  struct oyer_frame_stats* stats;
  struct reference* references;
  size_t capacity;
  uint32_t count, depth;
  struct container stack[OYER_FRAME_DEPTH_MAX];
};

static uint32_t read_u32(const unsigned char* p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8u | (uint32_t)p[2] << 16u | (uint32_t)p[3] << 24u;
}

static size_t left(const struct scan* s) { return (size_t)(s->end - s->at); }

/* A length, which must be a non-negative int32 and which the rest of the frame must be able to hold. */
static int take_length(struct scan* s, int small, uint32_t* length) {
  if (left(s) < (small ? 1u : 4u)) return OYER_FRAME_TRUNCATED;
  *length = small ? s->at[0] : read_u32(s->at);
  s->at += small ? 1 : 4;
  if (*length > INT32_MAX || *length > left(s)) return OYER_FRAME_TRUNCATED;
  return OYER_FRAME_OK;
}

static int is_ascii(const unsigned char* p, size_t n) {
  unsigned char all = 0;
  for (size_t i = 0; i < n; i++) all |= p[i];
  return all < 0x80;
}

/* Bytes of the UTF-8 sequence at p, 0 when malformed. Surrogates pass: Python's str may hold them. */
static size_t utf8_step(const unsigned char* p, size_t n) {
  if (p[0] < 0x80) return 1;
  if (p[0] < 0xC2 || p[0] > 0xF4) return 0;
  size_t length = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
  if (n < length) return 0;
  for (size_t i = 1; i < length; i++)
    if ((p[i] & 0xC0u) != 0x80) return 0;
  if (p[0] == 0xE0 && p[1] < 0xA0) return 0;
  if (p[0] == 0xF0 && p[1] < 0x90) return 0;
  if (p[0] == 0xF4 && p[1] > 0x8F) return 0;
  return length;
}

static int is_text(const unsigned char* p, size_t n) {
  for (size_t i = 0; i < n;) {
    size_t step = utf8_step(p + i, n - i);
    if (step == 0) return 0;
    i += step;
  }
  return 1;
}

static int take_text(struct scan* s, int small, int ascii) {
  uint32_t length;
  int error = take_length(s, small, &length);
  if (error) return error;
  if (!(ascii ? is_ascii(s->at, length) : is_text(s->at, length))) return OYER_FRAME_TEXT;
  s->at += length;
  return OYER_FRAME_OK;
}

static int take_bytes(struct scan* s) {
  uint32_t length;
  int error = take_length(s, 0, &length);
  if (!error) s->at += length;
  return error;
}

static int take_fixed(struct scan* s, size_t n) {
  if (left(s) < n) return OYER_FRAME_TRUNCATED;
  s->at += n;
  return OYER_FRAME_OK;
}

/* 'l': a signed count of 15-bit digits, least significant first, the last one not zero. */
static int take_long(struct scan* s) {
  if (left(s) < 4) return OYER_FRAME_TRUNCATED;
  uint32_t raw = read_u32(s->at);
  uint32_t digits = raw > INT32_MAX ? 0u - raw : raw;
  s->at += 4;
  if (digits == 0 || digits > INT32_MAX) return OYER_FRAME_INTEGER;
  if (digits > left(s) / 2) return OYER_FRAME_TRUNCATED;
  if ((uint64_t)digits * 15 > s->limits->integer_bits + 14) return OYER_FRAME_TOO_WIDE;
  for (uint32_t i = 0; i < digits; i++)
    if (s->at[2 * i + 1] & 0x80u) return OYER_FRAME_INTEGER;
  if (s->at[2 * digits - 1] == 0 && s->at[2 * digits - 2] == 0) return OYER_FRAME_INTEGER;
  s->at += 2 * (size_t)digits;
  return OYER_FRAME_OK;
}

/* The next index for a value with the reference flag. */
static int new_reference(struct scan* s, uint32_t kind, uint32_t* index) {
  if (s->count == s->capacity) {
    size_t capacity = s->capacity ? 2 * s->capacity : 64;
    struct reference* grown = realloc(s->references, capacity * sizeof *grown);
    if (!grown) return OYER_FRAME_MEMORY;
    s->references = grown;
    s->capacity = capacity;
  }
  s->references[s->count] = (struct reference){.nodes = 1, .height = 0, .kind = kind};
  *index = s->count++;
  return OYER_FRAME_OK;
}

static int take_reference(struct scan* s, struct value* value) {
  if (left(s) < 4) return OYER_FRAME_TRUNCATED;
  uint32_t index = read_u32(s->at);
  s->at += 4;
  if (index >= s->count || (s->references[index].kind & KIND_OPEN)) return OYER_FRAME_REFERENCE;
  const struct reference* target = &s->references[index];
  *value = (struct value){.nodes = target->nodes, .height = target->height, .kind = target->kind};
  return OYER_FRAME_OK;
}

/* A value without children, after its type byte. */
static int take_atom(struct scan* s, unsigned char type, int flagged, struct value* value) {
  int error;
  *value = (struct value){.nodes = 1, .height = 0, .kind = 0};
  switch (type) {
    case 'N':
    case 'T':
    case 'F': return flagged ? OYER_FRAME_TYPE : OYER_FRAME_OK;
    case 'r': return flagged ? OYER_FRAME_TYPE : take_reference(s, value);
    case 'i': error = take_fixed(s, 4); break;
    case 'g': error = take_fixed(s, 8); break;
    case 'y': error = take_fixed(s, 16); break;
    case 'l': error = take_long(s); break;
    case 's': error = take_bytes(s); break;
    case 'u':
    case 't':
      error = take_text(s, 0, 0);
      value->kind = KIND_TEXT;
      break;
    case 'a':
    case 'A':
      error = take_text(s, 0, 1);
      value->kind = KIND_TEXT;
      break;
    case 'z':
    case 'Z':
      error = take_text(s, 1, 1);
      value->kind = KIND_TEXT;
      break;
    default: return OYER_FRAME_TYPE;
  }
  uint32_t index;
  if (!error && flagged) error = new_reference(s, value->kind, &index);
  return error;
}

static int is_container(unsigned char type) { return type != 0 && strchr("()[<>{", type) != NULL; }

static int open_container(struct scan* s, unsigned char type, int flagged) {
  struct container box = {.nodes = 1, .reference = NO_REFERENCE, .height = 1, .type = type == ')' ? '(' : type};
  if (type == '{') {
    box.remaining = UNTIL_NULL;
  } else {
    int error = take_length(s, type == ')', &box.remaining);
    if (error) return error;
  }
  if (s->depth >= s->limits->depth || s->depth >= OYER_FRAME_DEPTH_MAX) return OYER_FRAME_TOO_DEEP;
  if (flagged) {
    int error = new_reference(s, KIND_OPEN, &box.reference);
    if (error) return error;
  }
  s->stack[s->depth++] = box;
  if (s->depth > s->stats->depth) s->stats->depth = s->depth;
  return OYER_FRAME_OK;
}

static struct value close_container(struct scan* s) {
  const struct container* box = &s->stack[--s->depth];
  int unhashable = box->type == '[' || box->type == '{' || box->type == '<' || box->unhashable;
  struct value value = {.nodes = box->nodes, .height = box->height, .kind = unhashable ? KIND_UNHASHABLE : 0};
  if (box->reference != NO_REFERENCE)
    s->references[box->reference] =
        (struct reference){.nodes = value.nodes, .height = value.height, .kind = value.kind};
  return value;
}

/* Puts a finished value into the innermost open container. */
static int add_child(struct scan* s, const struct value* value) {
  struct container* box = &s->stack[s->depth - 1];
  int hashed = box->type == '<' || box->type == '>' || (box->type == '{' && box->seen % 2 == 0);
  if (hashed && (value->kind & KIND_UNHASHABLE)) return OYER_FRAME_UNHASHABLE;
  if (box->tag && box->seen == 1 && !(value->kind & KIND_TEXT)) return OYER_FRAME_TYPE;
  if (value->kind & KIND_UNHASHABLE) box->unhashable = 1;
  box->nodes += value->nodes;
  if (box->nodes > s->limits->nodes) return OYER_FRAME_TOO_MANY;
  if (value->height + 1 > box->height) box->height = value->height + 1;
  if (s->depth + value->height > s->limits->depth) return OYER_FRAME_TOO_DEEP;
  if (s->depth + value->height > s->stats->depth) s->stats->depth = s->depth + value->height;
  box->seen = box->type == '{' ? box->seen ^ 1u : box->seen + 1;
  if (box->remaining != UNTIL_NULL) box->remaining--;
  return OYER_FRAME_OK;
}

/* Ellipsis opens a tagged value: first item of a tuple that has a second. */
static int take_tag(struct scan* s) {
  struct container* box = s->depth ? &s->stack[s->depth - 1] : NULL;
  if (!box || box->type != '(' || box->seen != 0 || box->remaining < 2) return OYER_FRAME_TYPE;
  box->tag = 1;
  s->stats->tagged = 1;
  return add_child(s, &(struct value){.nodes = 1, .height = 0, .kind = 0});
}

/* NULL ends a dict, between a value and the next key. */
static int take_null(struct scan* s) {
  struct container* box = s->depth ? &s->stack[s->depth - 1] : NULL;
  if (!box || box->type != '{' || box->seen != 0) return OYER_FRAME_TYPE;
  box->remaining = 0;
  return OYER_FRAME_OK;
}

/* Closes what is complete. Sets *done when the outermost value is. */
static int close_all(struct scan* s, int* done, struct value value, int have_value) {
  for (;;) {
    if (have_value) {
      if (s->depth == 0) {
        s->stats->nodes = value.nodes;
        *done = 1;
        return value.nodes > s->limits->nodes ? OYER_FRAME_TOO_MANY : OYER_FRAME_OK;
      }
      int error = add_child(s, &value);
      if (error) return error;
    }
    if (s->depth == 0 || s->stack[s->depth - 1].remaining != 0) return OYER_FRAME_OK;
    value = close_container(s);
    have_value = 1;
  }
}

static int scan_value(struct scan* s) {
  for (int done = 0; !done;) {
    if (s->at == s->end) return OYER_FRAME_TRUNCATED;
    unsigned char byte = *s->at++;
    unsigned char type = (unsigned char)(byte & ~(unsigned)FLAG_REFERENCE);
    int flagged = (byte & FLAG_REFERENCE) != 0, have_value = 0, error;
    struct value value = {.nodes = 0, .height = 0, .kind = 0};
    if (is_container(type)) {
      s->stats->items++;
      error = open_container(s, type, flagged);
    } else if (byte == '.') {
      s->stats->items++;
      error = take_tag(s);
    } else if (byte == '0') {
      error = take_null(s);
    } else {
      s->stats->items++;
      have_value = 1;
      error = take_atom(s, type, flagged, &value);
    }
    if (!error) error = close_all(s, &done, value, have_value);
    if (error) return error;
  }
  return s->at == s->end ? OYER_FRAME_OK : OYER_FRAME_TRAILING;
}

int oyer_frame_scan(const unsigned char* bytes, size_t length, const struct oyer_frame_limits* limits,
                    struct oyer_frame_stats* stats) {
  struct oyer_frame_stats unused;
  if (!stats) stats = &unused;
  memset(stats, 0, sizeof *stats);
  if (length > limits->bytes) return OYER_FRAME_TOO_LONG;
  struct scan s;
  s.at = bytes;
  s.end = bytes + length;
  s.limits = limits;
  s.stats = stats;
  s.references = NULL;
  s.capacity = 0;
  s.count = s.depth = 0;
  int error = scan_value(&s);
  stats->stopped_at = (uint64_t)(s.at - bytes);
  stats->references = s.count;
  free(s.references);
  return error;
}

const char* oyer_frame_error_name(int error) {
  static const char* const names[] = {"ok",       "truncated", "trailing",   "type",     "text",
                                      "integer",  "reference", "unhashable", "too_long", "too_many",
                                      "too_deep", "too_wide",  "memory"};
  if (error < 0 || (size_t)error >= sizeof names / sizeof *names) return "unknown";
  return names[error];
}
