package io.codestrata.chunk;

/**
 * A stretch of a file on its way to a chunk; units tile the file.
 *
 * @param start first byte, inclusive
 * @param end exclusive
 * @param tokens of the stretch
 * @param role what part it plays in a declaration
 * @param label what a chunk of it is called
 */
record Unit(int start, int end, int tokens, Role role, Label label) {
  /** A unit's part in a declaration; of two that join, the earlier here names both. */
  enum Role {
    /** The first of several units of one: its head, and what leads it. */
    HEAD,
    /** All of one. */
    WHOLE,
    /** A later unit of one, or no part of any. */
    FILLING
  }

  /** Kind, symbol and breadcrumb, as {@link Chunk} has them. */
  record Label(String kind, String symbol, String breadcrumb) {
    static final Label NONE = new Label("block", "", "");
  }

  /** The same stretch as the first part of a declaration that has further ones. */
  Unit asHead() {
    return new Unit(start, end, tokens, Role.HEAD, label);
  }
}
