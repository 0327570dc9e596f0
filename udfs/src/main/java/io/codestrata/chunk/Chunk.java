package io.codestrata.chunk;

import java.util.List;

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
 * @param tokens estimate by the {@link TokenCounter} the chunker was given, of the text alone
 * @param signature first line of the declaration that this is a later part of, or the empty string
 * @param definitions own names of what the chunk declares, each once, in order
 * @param references names the chunk calls, each once, in order; see {@link References}
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
    int tokens,
    String signature,
    List<String> definitions,
    List<String> references)
    implements java.io.Serializable {

  /** Copies the lists, so that the chunk cannot change. */
  public Chunk {
    definitions = List.copyOf(definitions);
    references = List.copyOf(references);
  }

  /**
   * What is embedded, and so what the chunk hash is taken over: a header of the breadcrumb and the
   * signature, a line each where there are such, then the text. No path, so a rename costs no
   * embedding.
   */
  public String embeddedText() {
    return embeddedText(breadcrumb, signature, text);
  }

  /** {@link #embeddedText()} of a chunk with this breadcrumb, signature and text. */
  public static String embeddedText(String breadcrumb, String signature, String text) {
    return line(breadcrumb) + line(signature) + text;
  }

  private static String line(String header) {
    return header.isEmpty() ? "" : header + "\n";
  }
}
