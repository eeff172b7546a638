/* Frame scan: says whether bytes from a candidate are one plain Python value within limits, before anything decodes
 * them. Plain C without Python, so that the engine and the jailed judge share one check.
 *
 * A frame is a value in CPython's marshal format, version 4 (the same in 3.9 to 3.14), cut down to:
 *   None, True, False; int; binary float and complex; str; bytes; tuple, list, set, frozenset, dict;
 *   references to values that are complete (aliasing is kept, cycles are refused);
 *   Ellipsis, only as the first item of a tuple whose second item is a str: a tagged value (..., "Decimal", ...).
 * Code objects, text floats, anything unhashable in a hashed place, and bytes after the value are refused.
 *
 * What a frame claims never drives an allocation: the scan keeps 16 bytes for each value that may be referred to,
 * which takes at least one byte of input each. Sizes are counted with references followed ("expanded"), because that
 * is what comparing or copying the value costs; depth likewise. Thread safe. */
#ifndef OYER_RUNNERS_FRAME_SCAN_H
#define OYER_RUNNERS_FRAME_SCAN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { OYER_FRAME_DEPTH_MAX = 512 };

/* Every limit is the largest value still accepted. */
struct oyer_frame_limits {
  uint64_t bytes;        /* of the frame */
  uint64_t nodes;        /* values in it, containers included, references followed */
  uint64_t integer_bits; /* of any one int */
  uint32_t depth;        /* of containers, references followed; at most OYER_FRAME_DEPTH_MAX */
};

struct oyer_frame_stats {
  uint64_t nodes;      /* references followed; saturates */
  uint64_t items;      /* as written, a reference being one */
  uint64_t references; /* values that may be referred to */
  uint64_t stopped_at; /* offset of the first byte that was not accepted; the length when all were */
  uint32_t depth;
  uint32_t tagged; /* 1 when the frame holds a tagged value */
};

enum oyer_frame_error {
  OYER_FRAME_OK = 0,
  OYER_FRAME_TRUNCATED,  /* ends inside a value, or claims more than it holds */
  OYER_FRAME_TRAILING,   /* bytes after the value */
  OYER_FRAME_TYPE,       /* a type that is not of the list above, or in a place where it may not stand */
  OYER_FRAME_TEXT,       /* str that is not UTF-8 (surrogates allowed, as Python allows them) or not ASCII */
  OYER_FRAME_INTEGER,    /* malformed int */
  OYER_FRAME_REFERENCE,  /* to nothing, or to a container that is still open */
  OYER_FRAME_UNHASHABLE, /* list, dict or set as a dict key or as a member of a set */
  OYER_FRAME_TOO_LONG,   /* limits.bytes */
  OYER_FRAME_TOO_MANY,   /* limits.nodes */
  OYER_FRAME_TOO_DEEP,   /* limits.depth */
  OYER_FRAME_TOO_WIDE,   /* limits.integer_bits */
  OYER_FRAME_MEMORY      /* this process has no memory for the scan itself */
};

/* What judge and engine use: 16 MiB, 8 Mi values, ints of 4 Mi bits, depth 256. */
extern const struct oyer_frame_limits oyer_frame_default_limits;

/* An enum oyer_frame_error. `stats` may be NULL; it is filled in either case. */
int oyer_frame_scan(const unsigned char* bytes, size_t length, const struct oyer_frame_limits* limits,
                    struct oyer_frame_stats* stats);

/* "truncated", "trailing", ...: stable names. */
const char* oyer_frame_error_name(int error);

#ifdef __cplusplus
}
#endif

#endif
