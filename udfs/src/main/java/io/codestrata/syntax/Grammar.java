package io.codestrata.syntax;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One language's grammar, loaded into this process for good. Safe for many threads. */
public final class Grammar {
  private static final Pattern KEYWORD = Pattern.compile("[A-Za-z_]\\w*");
  private static final int ERROR = 0xffff;

  private final long language;
  private final int abi;
  private final String[] kinds;
  private final boolean[] named;
  private final Map<String, Integer> fields = new HashMap<>();

  private Grammar(long language) {
    this.language = language;
    this.abi = TreeSitter.abi(language);
    this.kinds = TreeSitter.kinds(language);
    this.named = TreeSitter.named(language);
    String[] names = TreeSitter.fields(language);
    for (int field = 1; field < names.length; field++) {
      fields.put(names[field], field);
    }
  }

  /**
   * Loads a compiled grammar.
   *
   * @param library the shared library's bytes
   * @param symbol what comes after {@code tree_sitter_} in the name of its function
   * @throws IOException where the temp folder cannot be written
   * @throws UnsatisfiedLinkError where the library does not load, lacks the function or has an ABI
   *     other than 13 to 15
   */
  public static Grammar load(byte[] library, String symbol) throws IOException {
    return new Grammar(
        Platform.withFile(library, file -> TreeSitter.load(file, "tree_sitter_" + symbol)));
  }

  /** tree-sitter's version of the grammar's binary interface. */
  public int abi() {
    return abi;
  }

  /** Words that the grammar has for itself. */
  public Set<String> keywords() {
    Set<String> words = new HashSet<>();
    for (int kind = 0; kind < kinds.length; kind++) {
      if (!named[kind] && kinds[kind] != null && KEYWORD.matcher(kinds[kind]).matches()) {
        words.add(kinds[kind]);
      }
    }
    return Set.copyOf(words);
  }

  /**
   * Parses; the same bytes give the same tree on every machine, unless time runs out.
   *
   * @param questions how often tree-sitter may ask whether to go on, which it does once in 100 of
   *     its steps
   * @param nanos processor time of this thread
   * @return the tree; empty where the questions were used up
   * @throws ParseTimeException where the time was
   */
  public Optional<SyntaxTree> parse(byte[] utf8, int questions, long nanos) {
    int[] nodes = TreeSitter.parse(language, utf8, questions, nanos);
    if (nodes == null) {
      throw new ParseTimeException(nanos);
    }
    return nodes.length == 0 ? Optional.empty() : Optional.of(new SyntaxTree(this, nodes));
  }

  String kind(int number) {
    return number == ERROR ? "ERROR" : kinds[number];
  }

  boolean isNamed(int number) {
    return number == ERROR || named[number];
  }

  /** The field's number; 0 where the grammar has none of the name. */
  int field(String name) {
    return fields.getOrDefault(name, 0);
  }
}
