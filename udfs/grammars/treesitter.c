/*
 * tree-sitter for the JVM in a few calls: a parse is one call that comes back with the whole tree as
 * numbers, so that walking it costs no crossing into native code and no native memory outlives it.
 * build.py compiles this file together with tree-sitter's core.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <jni.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tree_sitter/api.h"
/* The core's own, of the version that the manifest pins. */
#include "language.h"
#include "subtree.h"
#include "tree.h"

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_codestrata_syntax_TreeSitter_##name

/* Numbers a node, as SyntaxTree reads them. */
enum { LABEL, START, END, NEXT, INTS };

#define FIELD_SHIFT 16
#define QUESTIONS_A_LOOK 16
#define ERROR_BIT INT32_MIN

typedef struct {
  const char *bytes;
  uint32_t length;
  int64_t questions;
  int64_t deadline;
  bool late;
} Work;

typedef struct {
  int32_t *ints;
  size_t size;
  size_t capacity;
} Nodes;

static int64_t processor_nanos(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static const char *read_bytes(void *payload, uint32_t offset, TSPoint point, uint32_t *length) {
  Work *work = payload;
  (void)point;
  if (offset >= work->length) {
    *length = 0;
    return "";
  }
  *length = work->length - offset;
  return work->bytes + offset;
}

/* Reading the clock costs as much as some of the steps between two questions. */
static bool is_to_stop(TSParseState *state) {
  Work *work = state->payload;
  if (--work->questions % QUESTIONS_A_LOOK == 0) {
    work->late = processor_nanos() > work->deadline;
  }
  return work->questions < 0 || work->late;
}

static void throw_new(JNIEnv *env, const char *type, const char *message) {
  jclass class = (*env)->FindClass(env, type);
  if (class != NULL) {
    (*env)->ThrowNew(env, class, message);
  }
}

NATIVE(jlong, load)(JNIEnv *env, jclass type, jstring path, jstring symbol) {
  (void)type;
  const char *file = (*env)->GetStringUTFChars(env, path, NULL);
  const char *name = (*env)->GetStringUTFChars(env, symbol, NULL);
  const TSLanguage *language = NULL;
  if (file != NULL && name != NULL) {
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    const TSLanguage *(*function)(void) = NULL;
    if (library != NULL) {
      *(void **)&function = dlsym(library, name);
    }
    if (function == NULL) {
      const char *reason = dlerror();
      throw_new(env, "java/lang/UnsatisfiedLinkError", reason == NULL ? "no such symbol" : reason);
    } else {
      language = function();
      uint32_t abi = ts_language_abi_version(language);
      if (abi < TREE_SITTER_MIN_COMPATIBLE_LANGUAGE_VERSION || abi > TREE_SITTER_LANGUAGE_VERSION) {
        language = NULL;
        throw_new(env, "java/lang/UnsatisfiedLinkError", "its ABI is none of 13, 14 and 15");
      }
    }
  }
  if (file != NULL) {
    (*env)->ReleaseStringUTFChars(env, path, file);
  }
  if (name != NULL) {
    (*env)->ReleaseStringUTFChars(env, symbol, name);
  }
  return (jlong)(intptr_t)language;
}

NATIVE(jint, abi)(JNIEnv *env, jclass type, jlong language) {
  (void)env;
  (void)type;
  return (jint)ts_language_abi_version((const TSLanguage *)(intptr_t)language);
}

/* Strings of the numbers from 0 on; null where a number has none. */
static jobjectArray strings(
    JNIEnv *env, const TSLanguage *language, uint32_t count, const char *(*string)(const TSLanguage *, uint16_t)) {
  jclass class = (*env)->FindClass(env, "java/lang/String");
  jobjectArray array = class == NULL ? NULL : (*env)->NewObjectArray(env, (jsize)count, class, NULL);
  for (uint32_t i = 0; array != NULL && i < count; i++) {
    const char *text = string(language, (uint16_t)i);
    jstring element = text == NULL ? NULL : (*env)->NewStringUTF(env, text);
    if (text != NULL && element == NULL) {
      return NULL;
    }
    (*env)->SetObjectArrayElement(env, array, (jsize)i, element);
    (*env)->DeleteLocalRef(env, element);
  }
  return array;
}

NATIVE(jobjectArray, kinds)(JNIEnv *env, jclass type, jlong handle) {
  (void)type;
  const TSLanguage *language = (const TSLanguage *)(intptr_t)handle;
  return strings(env, language, ts_language_symbol_count(language), ts_language_symbol_name);
}

NATIVE(jbooleanArray, named)(JNIEnv *env, jclass type, jlong handle) {
  (void)type;
  const TSLanguage *language = (const TSLanguage *)(intptr_t)handle;
  uint32_t count = ts_language_symbol_count(language);
  jbooleanArray array = (*env)->NewBooleanArray(env, (jsize)count);
  for (uint32_t i = 0; array != NULL && i < count; i++) {
    jboolean named = ts_language_symbol_type(language, (TSSymbol)i) == TSSymbolTypeRegular;
    (*env)->SetBooleanArrayRegion(env, array, (jsize)i, 1, &named);
  }
  return array;
}

NATIVE(jobjectArray, fields)(JNIEnv *env, jclass type, jlong handle) {
  (void)type;
  const TSLanguage *language = (const TSLanguage *)(intptr_t)handle;
  return strings(env, language, ts_language_field_count(language) + 1, ts_language_field_name_for_id);
}

/* A subtree on the way from the root, and how far its children have been walked. */
typedef struct {
  Subtree subtree;
  uint32_t child;
  /* The child's place in the production: extras, such as comments, have none. */
  uint32_t place;
  uint32_t position;
  const TSSymbol *aliases;
  const TSFieldMapEntry *fields;
  const TSFieldMapEntry *fields_end;
  /* What a hidden subtree gives its children that have no field of their own. */
  TSFieldId outer_field;
  /* SIZE_MAX for a hidden subtree, which is no node. */
  size_t node;
} Level;

typedef struct {
  Level *levels;
  size_t depth;
  size_t capacity;
} Path;

/* Room for one more node, or NULL. */
static int32_t *add(Nodes *nodes) {
  if (nodes->size + INTS > nodes->capacity) {
    size_t capacity = nodes->capacity * 2;
    int32_t *ints = capacity > INT32_MAX ? NULL : realloc(nodes->ints, capacity * sizeof(int32_t));
    if (ints == NULL) {
      return NULL;
    }
    nodes->ints = ints;
    nodes->capacity = capacity;
  }
  int32_t *node = nodes->ints + nodes->size;
  nodes->size += INTS;
  return node;
}

static bool write_node(
    Nodes *nodes, const TSLanguage *language, Subtree subtree, TSSymbol alias, TSFieldId field, uint32_t start) {
  int32_t *node = add(nodes);
  if (node == NULL) {
    return false;
  }
  TSSymbol symbol = ts_language_public_symbol(language, alias ? alias : ts_subtree_symbol(subtree));
  node[LABEL] = symbol | field << FIELD_SHIFT | (ts_subtree_error_cost(subtree) > 0 ? ERROR_BIT : 0);
  node[START] = (int32_t)start;
  node[END] = (int32_t)(start + ts_subtree_size(subtree).bytes);
  node[NEXT] = (int32_t)(nodes->size / INTS);
  return true;
}

static bool enter(Path *path, const TSLanguage *language, Subtree subtree, TSFieldId field, uint32_t start, size_t node) {
  if (path->depth == path->capacity) {
    size_t capacity = path->capacity * 2 + 64;
    Level *levels = realloc(path->levels, capacity * sizeof(Level));
    if (levels == NULL) {
      return false;
    }
    path->levels = levels;
    path->capacity = capacity;
  }
  Level *level = path->levels + path->depth++;
  *level = (Level){.subtree = subtree, .position = start, .outer_field = field, .node = node};
  level->aliases = ts_language_alias_sequence(language, subtree.ptr->production_id);
  ts_language_field_map(language, subtree.ptr->production_id, &level->fields, &level->fields_end);
  return true;
}

static TSFieldId field_of(const Level *level) {
  for (const TSFieldMapEntry *entry = level->fields; entry < level->fields_end; entry++) {
    if (!entry->inherited && entry->child_index == level->place) {
      return entry->field_id;
    }
  }
  return level->outer_field;
}

/*
 * Walks the core's own structure, as its cursor does (tree_cursor.c): a cursor took 60 ns a node, a
 * sixth of what the parse did.
 */
static bool flatten(TSTree *tree, Nodes *nodes) {
  const TSLanguage *language = tree->language;
  uint32_t start = ts_subtree_padding(tree->root).bytes;
  Path path = {NULL, 0, 0};
  bool complete = write_node(nodes, language, tree->root, 0, 0, start);
  if (complete && ts_subtree_child_count(tree->root) > 0) {
    complete = enter(&path, language, tree->root, 0, start, 0);
  }
  while (complete && path.depth > 0) {
    Level *level = path.levels + path.depth - 1;
    if (level->child == ts_subtree_child_count(level->subtree)) {
      if (level->node != SIZE_MAX) {
        nodes->ints[level->node + NEXT] = (int32_t)(nodes->size / INTS);
      }
      path.depth--;
      continue;
    }
    Subtree child = ts_subtree_children(level->subtree)[level->child];
    if (level->child++ > 0) {
      level->position += ts_subtree_padding(child).bytes;
    }
    uint32_t position = level->position;
    level->position += ts_subtree_size(child).bytes;
    bool extra = ts_subtree_extra(child);
    TSSymbol alias = !extra && level->aliases ? level->aliases[level->place] : 0;
    TSFieldId field = extra ? 0 : field_of(level);
    level->place += !extra;
    bool visible = alias || ts_subtree_visible(child);
    size_t node = visible ? nodes->size : SIZE_MAX;
    if (visible) {
      complete = write_node(nodes, language, child, alias, field, position);
    }
    if (complete && ts_subtree_child_count(child) > 0 && (visible || ts_subtree_visible_child_count(child) > 0)) {
      complete = enter(&path, language, child, visible ? 0 : field, position, node);
    }
  }
  free(path.levels);
  return complete;
}

static pthread_key_t parsers;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void delete_parser(void *parser) {
  ts_parser_delete(parser);
}

static void create_key(void) {
  pthread_key_create(&parsers, delete_parser);
}

/* This thread's parser, deleted with it. Between parses it keeps some kilobytes. */
static TSParser *parser_of_thread(void) {
  pthread_once(&once, create_key);
  TSParser *parser = pthread_getspecific(parsers);
  if (parser == NULL) {
    parser = ts_parser_new();
    pthread_setspecific(parsers, parser);
  }
  return parser;
}

/* The nodes in preorder; null where the work's time is over, none where its questions are. */
static jintArray parse(JNIEnv *env, const TSLanguage *language, Work *work) {
  TSParser *parser = parser_of_thread();
  TSTree *tree = NULL;
  if (ts_parser_set_language(parser, language)) {
    TSInput input = {.payload = work, .read = read_bytes, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = work, .progress_callback = is_to_stop};
    tree = ts_parser_parse_with_options(parser, NULL, input, options);
  }
  /* Frees the grammar's scanner, which may hold much, and what a stopped parse left. */
  ts_parser_set_language(parser, NULL);
  if (tree == NULL) {
    return work->late ? NULL : (*env)->NewIntArray(env, 0);
  }
  /* Sources have a node for each two to six bytes. */
  size_t capacity = (work->length / 4 + 64) * INTS;
  Nodes nodes = {.ints = malloc(capacity * sizeof(int32_t)), .size = 0, .capacity = capacity};
  bool complete = nodes.ints != NULL && flatten(tree, &nodes);
  ts_tree_delete(tree);
  jintArray array = NULL;
  if (complete) {
    array = (*env)->NewIntArray(env, (jsize)nodes.size);
    if (array != NULL) {
      (*env)->SetIntArrayRegion(env, array, 0, (jsize)nodes.size, nodes.ints);
    }
  } else {
    throw_new(env, "java/lang/OutOfMemoryError", "no native memory for the syntax tree");
  }
  free(nodes.ints);
  return array;
}

NATIVE(jintArray, parse)
(JNIEnv *env, jclass type, jlong language, jbyteArray utf8, jint questions, jlong nanos) {
  (void)type;
  jsize length = (*env)->GetArrayLength(env, utf8);
  char *bytes = malloc((size_t)length + 1);
  if (bytes == NULL) {
    throw_new(env, "java/lang/OutOfMemoryError", "no native memory for the source");
    return NULL;
  }
  (*env)->GetByteArrayRegion(env, utf8, 0, length, (jbyte *)bytes);
  Work work = {
      .bytes = bytes,
      .length = (uint32_t)length,
      .questions = questions,
      .deadline = processor_nanos() + nanos,
  };
  jintArray nodes = parse(env, (const TSLanguage *)(intptr_t)language, &work);
  free(bytes);
  return nodes;
}
