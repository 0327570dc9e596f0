package io.codestrata.chunk;

/**
 * Remembers each parse while it goes on, so that it is known after the process's death: a grammar
 * is native code, and one that fails takes the process with it.
 */
public interface ParseJournal {
  /** Remembers nothing. */
  ParseJournal NONE = parse -> () -> {};

  /**
   * A parse.
   *
   * @param contentHash see {@link io.codestrata.merkle.ContentHash#ofFile}
   * @param path a path that holds the content, told to users
   * @param language whose grammar parses it
   */
  record Parse(String contentHash, String path, String language) {}

  /** Remembers the parse until the entry is closed. Safe for threads; never fails. */
  Entry begin(Parse parse);

  /** A parse under way. */
  interface Entry extends AutoCloseable {
    /** Forgets it. Once more does nothing. */
    @Override
    void close();
  }
}
