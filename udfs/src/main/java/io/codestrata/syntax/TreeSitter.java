package io.codestrata.syntax;

import java.io.IOException;
import java.io.InputStream;

/**
 * tree-sitter's core, as {@code udfs/grammars/treesitter.c} offers it. Our own binding, since the
 * published ones cross into native code several times a node: walking a tree so cost half of what
 * parsing it did, one call that brings the whole tree a twentieth ({@code jobs/bench/chunking.sh}).
 */
final class TreeSitter {
  static {
    String resource = "native/" + Platform.name() + "/treesitter" + Platform.librarySuffix();
    try (InputStream library = TreeSitter.class.getResourceAsStream(resource)) {
      if (library == null) {
        throw new UnsatisfiedLinkError(
            "tree-sitter was not built for "
                + Platform.name()
                + " (build Codestrata on such a machine)");
      }
      Platform.withFile(
          library.readAllBytes(),
          file -> {
            System.load(file);
            return file;
          });
    } catch (IOException e) {
      throw new UnsatisfiedLinkError("tree-sitter cannot be unpacked: " + e.getMessage());
    }
  }

  private TreeSitter() {}

  /**
   * Loads a grammar for good.
   *
   * @return the address of its language
   * @throws UnsatisfiedLinkError where the library does not load, lacks the symbol or has an ABI
   *     that this core does not read
   */
  static native long load(String path, String symbol);

  static native int abi(long language);

  /** Names of node kinds by number; null where a number has none. */
  static native String[] kinds(long language);

  /** Whether nodes of the kind are named in the grammar, or a literal piece of text. */
  static native boolean[] named(long language);

  /** Names of fields by number, which counts from 1. */
  static native String[] fields(long language);

  /**
   * Parses.
   *
   * @param questions how often tree-sitter may ask whether to go on: once in 100 of its steps
   * @param nanos processor time of this thread
   * @return the nodes in preorder, as {@link SyntaxTree} reads them; empty where the questions were
   *     used up, null where the time was
   */
  static native int[] parse(long language, byte[] utf8, int questions, long nanos);
}
