package io.codestrata.chunk;

/**
 * A stretch of a file on its way to a chunk; units tile the file.
 *
 * @param start first byte, inclusive
 * @param end exclusive
 * @param tokens of the stretch
 * @param declaration whether it is a declaration, not a part or a filling
 * @param label what a chunk of it is called
 */
record Unit(int start, int end, int tokens, boolean declaration, Label label) {
  /** Kind, symbol and breadcrumb, as {@link Chunk} has them. */
  record Label(String kind, String symbol, String breadcrumb) {
    static final Label NONE = new Label("block", "", "");
  }
}
