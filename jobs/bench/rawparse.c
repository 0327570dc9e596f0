/*
 * The limit that chunking.sh compares with: tree-sitter alone, without a JVM.
 *
 *     rawparse CORE GRAMMAR SYMBOL < SOURCES
 *
 * loads the core and a grammar, reads sources (each a 4-byte big-endian length and so many bytes),
 * then parses them one after another and prints the seconds of processor time that took.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct {
  uint32_t length;
  char *bytes;
} Source;

static void *symbol(const char *library, const char *name) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  void *found = handle == NULL ? NULL : dlsym(handle, name);
  if (found == NULL) {
    fprintf(stderr, "rawparse: %s\n", dlerror());
    exit(1);
  }
  return found;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
  if (count != 4) {
    fputs("usage: rawparse CORE GRAMMAR SYMBOL < SOURCES\n", stderr);
    return 2;
  }
  void *(*new_parser)(void) = symbol(arguments[1], "ts_parser_new");
  int (*set_language)(void *, void *) = symbol(arguments[1], "ts_parser_set_language");
  void *(*parse)(void *, void *, char *, uint32_t) = symbol(arguments[1], "ts_parser_parse_string");
  void (*delete_tree)(void *) = symbol(arguments[1], "ts_tree_delete");
  void *(*language)(void) = symbol(arguments[2], arguments[3]);

  Source *sources = NULL;
  size_t size = 0;
  uint32_t length;
  while (fread(&length, sizeof length, 1, stdin) == 1) {
    sources = realloc(sources, (size + 1) * sizeof *sources);
    Source source = {ntohl(length), malloc(ntohl(length) + 1)};
    if (sources == NULL || source.bytes == NULL || fread(source.bytes, 1, source.length, stdin) != source.length) {
      fputs("rawparse: the sources end early\n", stderr);
      return 1;
    }
    sources[size++] = source;
  }
  void *parser = new_parser();
  set_language(parser, language());
  double start = seconds();
  for (size_t i = 0; i < size; i++) {
    delete_tree(parse(parser, NULL, sources[i].bytes, sources[i].length));
  }
  printf("%f\n", seconds() - start);
  return 0;
}
