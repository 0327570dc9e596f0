package io.codestrata.chunk;

/**
 * One slice of a file, the unit that is embedded and found. It knows its content, never the path or
 * the repository it came from, so the same code is one chunk wherever it lies.
 *
 * @param ordinal position among the file's chunks, from 0
 * @param text the slice itself, exactly the bytes {@code [startByte, endByte)} decoded as UTF-8; of
 *     a notebook, what the strings in that range say
 * @param kind what it is in the field's terms: {@code function}, {@code method}, {@code class},
 *     {@code interface}, {@code block}, {@code text} ...; never empty
 * @param symbol name of the declaration it holds, or the empty string
 * @param breadcrumb enclosing symbols and its own, joined by a dot ({@code Outer.Inner.method}), or
 *     the empty string
 * @param startByte first byte in the file, 0-based, inclusive
 * @param endByte 0-based, exclusive
 * @param startLine first line, 1-based, inclusive
 * @param endLine last line, 1-based, inclusive
 * @param tokens estimate by the {@link TokenCounter} the chunker was given
 */
public record Chunk(
    int ordinal,
    String text,
    String kind,
    String symbol,
    String breadcrumb,
    int startByte,
    int endByte,
    int startLine,
    int endLine,
    int tokens)
    implements java.io.Serializable {

  /**
   * What is embedded, and so what the chunk hash is taken over: the breadcrumb as a header line
   * where there is one, then the text. No path, so a rename costs no embedding.
   */
  public String embeddedText() {
    return embeddedText(breadcrumb, text);
  }

  /** {@link #embeddedText()} of a chunk with this breadcrumb and text. */
  public static String embeddedText(String breadcrumb, String text) {
    return breadcrumb.isEmpty() ? text : breadcrumb + "\n" + text;
  }
}
