package io.codestrata.job;

/** Keeps credentials out of what is kept and shown. */
final class Redaction {
  private Redaction() {}

  /** The text without what stands between {@code ://} and {@code @} of an address. */
  static String url(String text) {
    return text.replaceAll("(?<=://)[^/@\\s]+@", "");
  }
}
