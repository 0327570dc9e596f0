package io.codestrata.language;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A grammar that a user adds. It travels to executors with the job, library and all.
 *
 * @param name the language's name; one that is known already gets this grammar in place of its own
 * @param library bytes of a native library that exports {@code tree_sitter_SYMBOL}
 * @param symbol the C name
 * @param extensions file name endings without the dot, in addition to known ones
 * @param declarations rules as {@link DeclarationRule#parse} reads them
 */
public record UserGrammar(
    String name, byte[] library, String symbol, List<String> extensions, List<String> declarations)
    implements Serializable {

  @Override
  public boolean equals(Object other) {
    return other instanceof UserGrammar that
        && name.equals(that.name)
        && symbol.equals(that.symbol)
        && Arrays.equals(library, that.library)
        && extensions.equals(that.extensions)
        && declarations.equals(that.declarations);
  }

  /** By the library's length: it has millions of bytes, and registries are looked up by this. */
  @Override
  public int hashCode() {
    return Objects.hash(name, symbol, library.length, extensions, declarations);
  }

  /** Without the library's bytes. */
  @Override
  public String toString() {
    return "UserGrammar[" + name + ", tree_sitter_" + symbol + ", " + extensions + "]";
  }
}
