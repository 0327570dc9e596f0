/*
 * A grammar for tests: a file is one token, its whole text. It ends the process (abort) where the
 * text holds DIE, breaks it (a store to address 8) where it holds SEG, and never returns where it
 * holds HANG. Written by hand against tree-sitter's ABI 14.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct Lexer Lexer;
struct Lexer {
  int32_t lookahead;
  uint16_t result_symbol;
  void (*advance)(Lexer *, bool);
  void (*mark_end)(Lexer *);
  uint32_t (*get_column)(Lexer *);
  bool (*is_at_included_range_start)(const Lexer *);
  bool (*eof)(const Lexer *);
  void (*log)(const Lexer *, const char *, ...);
};

typedef union {
  struct { uint8_t type; uint16_t state; bool extra; bool repetition; } shift;
  struct { uint8_t type; uint8_t children; uint16_t symbol; int16_t precedence; uint16_t production; } reduce;
  struct { uint8_t count; bool reusable; } entry;
  uint8_t type;
} Action;

typedef struct { bool visible; bool named; bool supertype; } SymbolInfo;
typedef struct { uint16_t lex_state; uint16_t external_lex_state; } LexMode;

typedef struct {
  uint32_t abi, symbols, aliases, tokens, external_tokens, states, large_states, productions, fields;
  uint16_t longest_alias;
  const uint16_t *parse_table, *small_table;
  const uint32_t *small_table_map;
  const Action *actions;
  const char *const *symbol_names, *const *field_names;
  const void *field_slices, *field_entries;
  const SymbolInfo *symbol_info;
  const uint16_t *public_symbols, *alias_map, *alias_sequences;
  const LexMode *lex_modes;
  bool (*lex)(Lexer *, uint16_t);
  bool (*keyword_lex)(Lexer *, uint16_t);
  uint16_t keyword_token;
  struct { const void *states, *symbols, *create, *destroy, *scan, *serialize, *deserialize; } scanner;
  const uint16_t *primary_states;
} Language;

enum { END, TEXT, FILE_OF_TEXT, SYMBOLS };
enum { RECOVERING, START, AFTER_TEXT, DONE, STATES };
enum { SHIFT, REDUCE, ACCEPT, RECOVER };
enum { NO_ACTION = 0, DO_RECOVER = 1, DO_SHIFT = 3, DO_REDUCE = 5, DO_ACCEPT = 7 };

static bool matches(uint32_t tail, const char *word, int length) {
  uint32_t wanted = 0;
  for (int i = 0; i < length; i++) wanted = wanted << 8 | (uint8_t)word[i];
  return (length == 4 ? tail : tail & 0xffffff) == wanted;
}

static bool lex(Lexer *lexer, uint16_t state) {
  (void)state;
  uint32_t tail = 0;
  bool any = false;
  while (!lexer->eof(lexer)) {
    tail = tail << 8 | (uint8_t)lexer->lookahead;
    if (matches(tail, "DIE", 3)) abort();
    if (matches(tail, "SEG", 3)) *(volatile int *)8 = 1;
    while (matches(tail, "HANG", 4)) sleep(1);
    lexer->advance(lexer, false);
    any = true;
  }
  lexer->result_symbol = any ? TEXT : END;
  lexer->mark_end(lexer);
  return true;
}

static const char *const NAMES[SYMBOLS] = {"end", "text", "file"};
static const SymbolInfo INFO[SYMBOLS] = {{false, true, false}, {true, true, false}, {true, true, false}};
static const uint16_t PUBLIC[SYMBOLS] = {END, TEXT, FILE_OF_TEXT};
static const uint16_t NO_ALIASES[1] = {0};
static const uint16_t PRIMARY[STATES] = {RECOVERING, START, AFTER_TEXT, DONE};
static const LexMode MODES[STATES] = {{0, 0}, {0, 0}, {0, 0}, {0, 0}};
static const uint16_t TABLE[STATES * SYMBOLS] = {
  [RECOVERING * SYMBOLS + END] = DO_RECOVER,
  [RECOVERING * SYMBOLS + TEXT] = DO_RECOVER,
  [START * SYMBOLS + TEXT] = DO_SHIFT,
  [START * SYMBOLS + FILE_OF_TEXT] = DONE,
  [AFTER_TEXT * SYMBOLS + END] = DO_REDUCE,
  [DONE * SYMBOLS + END] = DO_ACCEPT,
};
static const Action ACTIONS[] = {
  [NO_ACTION] = {.entry = {0, false}},
  [DO_RECOVER] = {.entry = {1, false}}, {.type = RECOVER},
  [DO_SHIFT] = {.entry = {1, true}}, {.shift = {SHIFT, AFTER_TEXT, false, false}},
  [DO_REDUCE] = {.entry = {1, true}}, {.reduce = {REDUCE, 1, FILE_OF_TEXT, 0, 0}},
  [DO_ACCEPT] = {.entry = {1, true}}, {.type = ACCEPT},
};
static const Language CRASH = {
  .abi = 14, .symbols = SYMBOLS, .tokens = 2, .states = STATES, .large_states = STATES,
  .productions = 1, .parse_table = TABLE, .actions = ACTIONS, .symbol_names = NAMES,
  .symbol_info = INFO, .public_symbols = PUBLIC, .alias_map = NO_ALIASES,
  .alias_sequences = NO_ALIASES, .lex_modes = MODES, .lex = lex, .primary_states = PRIMARY,
};

const Language *tree_sitter_crash(void) { return &CRASH; }
