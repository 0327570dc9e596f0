package io.codestrata.chunk;

/** What users are told of grammars that fail: the cause, and what was done about it. */
final class ChunkErrors {
  private ChunkErrors() {}

  static String killed(String language) {
    return "the grammar of " + language + " killed the process, cut by lines";
  }

  static String tooSlow(String language) {
    return "the grammar of " + language + " took too long, cut by lines";
  }

  static String failed(String language, Throwable cause) {
    return "the grammar of "
        + language
        + " failed ("
        + cause.getClass().getSimpleName()
        + "), cut by lines";
  }

  static String noProcess(Throwable cause) {
    return "cannot start a process for a grammar that has failed: " + cause.getMessage();
  }
}
