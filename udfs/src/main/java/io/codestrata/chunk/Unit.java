package io.codestrata.chunk;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of a file on its way to a chunk; units tile the file.
 *
 * @param start first byte, inclusive
 * @param end exclusive
 * @param tokens of the stretch
 * @param role what part it plays in a declaration
 * @param label what a chunk of it is called
 * @param definitions own names of what it declares
 */
record Unit(int start, int end, int tokens, Role role, Label label, List<String> definitions) {
  /** A stretch that declares nothing. */
  Unit(int start, int end, int tokens, Role role, Label label) {
    this(start, end, tokens, role, label, List.of());
  }

  /** A unit's part in a declaration; of two that join, the earlier here names both. */
  enum Role {
    /** The first of several units of one: its head, and what leads it. */
    HEAD,
    /** All of one. */
    WHOLE,
    /** A later unit of one, or no part of any. */
    FILLING
  }

  /** Kind, symbol, breadcrumb and signature, as {@link Chunk} has them. */
  record Label(String kind, String symbol, String breadcrumb, String signature) {
    static final Label NONE = new Label("block", "", "");

    Label(String kind, String symbol, String breadcrumb) {
      this(kind, symbol, breadcrumb, "");
    }

    /** The label of the parts of a declaration that begins so. */
    Label withSignature(String text) {
      return new Label(kind, symbol, breadcrumb, text);
    }
  }

  /** The same stretch as the first part of a declaration that has further ones. */
  Unit asHead(Label declared) {
    return new Unit(start, end, tokens, Role.HEAD, declared, with(declared.symbol()));
  }

  /** This and the next one as one, which the label and the role name. */
  Unit joined(Unit next, int bothTokens, Unit named) {
    List<String> both = new ArrayList<>(definitions);
    next.definitions.stream().filter(name -> !both.contains(name)).forEach(both::add);
    return new Unit(start, next.end, bothTokens, named.role, named.label, both);
  }

  private List<String> with(String name) {
    List<String> names = new ArrayList<>(List.of(name));
    definitions.stream().filter(other -> !other.equals(name)).forEach(names::add);
    return names;
  }
}
