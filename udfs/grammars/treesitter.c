/*
 * tree-sitter for the JVM in a few calls: a parse is one call that comes back with the whole tree as
 * numbers, so that walking it costs no crossing into native code and no native memory outlives it.
 * build.py compiles this file together with tree-sitter's core.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <jni.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tree_sitter/api.h"

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_codestrata_syntax_TreeSitter_##name

/* Numbers a node, as SyntaxTree reads them. */
enum { LABEL, START, END, NEXT, INTS };

#define FIELD_SHIFT 16
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

static bool is_to_stop(TSParseState *state) {
  Work *work = state->payload;
  work->late = processor_nanos() > work->deadline;
  return --work->questions < 0 || work->late;
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

/* The end of a subtree is known once the walk leaves it. */
static bool flatten(TSTree *tree, Nodes *nodes) {
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  size_t depth = 0;
  size_t deepest = 256;
  size_t *path = malloc(deepest * sizeof(size_t));
  bool more = path != NULL;
  bool complete = more;
  while (more) {
    TSNode node = ts_tree_cursor_current_node(&cursor);
    size_t at = nodes->size;
    int32_t *ints = add(nodes);
    if (ints == NULL) {
      complete = false;
      break;
    }
    ints[LABEL] = ts_node_symbol(node) | ts_tree_cursor_current_field_id(&cursor) << FIELD_SHIFT
        | (ts_node_has_error(node) ? ERROR_BIT : 0);
    ints[START] = (int32_t)ts_node_start_byte(node);
    ints[END] = (int32_t)ts_node_end_byte(node);
    if (ts_tree_cursor_goto_first_child(&cursor)) {
      if (depth == deepest) {
        size_t *longer = realloc(path, deepest * 2 * sizeof(size_t));
        if (longer == NULL) {
          complete = false;
          break;
        }
        path = longer;
        deepest *= 2;
      }
      path[depth++] = at;
      continue;
    }
    nodes->ints[at + NEXT] = (int32_t)(nodes->size / INTS);
    while ((more = depth > 0) && !ts_tree_cursor_goto_next_sibling(&cursor)) {
      ts_tree_cursor_goto_parent(&cursor);
      nodes->ints[path[--depth] + NEXT] = (int32_t)(nodes->size / INTS);
    }
  }
  free(path);
  ts_tree_cursor_delete(&cursor);
  return complete;
}

/* The nodes in preorder; null where the work's time is over, none where its questions are. */
static jintArray parse(JNIEnv *env, const TSLanguage *language, Work *work) {
  TSParser *parser = ts_parser_new();
  TSTree *tree = NULL;
  if (ts_parser_set_language(parser, language)) {
    TSInput input = {.payload = work, .read = read_bytes, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = work, .progress_callback = is_to_stop};
    tree = ts_parser_parse_with_options(parser, NULL, input, options);
  }
  ts_parser_delete(parser);
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
