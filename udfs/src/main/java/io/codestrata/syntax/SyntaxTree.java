package io.codestrata.syntax;

/**
 * A parsed file, held in numbers on the heap: a node is its place in preorder, the root is 0, and
 * {@link #NONE} stands for no node. Offsets count bytes of the UTF-8 source from 0; ends are
 * exclusive.
 */
public final class SyntaxTree {
  /** No node. */
  public static final int NONE = -1;

  /** The node that holds all others. */
  public static final int ROOT = 0;

  private static final int INTS = 4;
  private static final int START = 1;
  private static final int END = 2;
  private static final int NEXT = 3;
  private static final int FIELD_SHIFT = 16;
  private static final int FIELD_MASK = 0x7fff;
  private static final int KIND_MASK = 0xffff;

  private final Grammar grammar;

  /**
   * A node: kind, field from bit 16 and error in bit 31; start; end; the node after its subtree.
   */
  private final int[] nodes;

  SyntaxTree(Grammar grammar, int[] nodes) {
    this.grammar = grammar;
    this.nodes = nodes;
  }

  /** The node's kind, as in the grammar's {@code node-types.json}; {@code ERROR} for an error. */
  public String kind(int node) {
    return grammar.kind(nodes[node * INTS] & KIND_MASK);
  }

  /** Whether the grammar names the node; others stand for a literal piece of text. */
  public boolean isNamed(int node) {
    return grammar.isNamed(nodes[node * INTS] & KIND_MASK);
  }

  /** Whether the node or one below it is an error, or was missing from the source. */
  public boolean hasError(int node) {
    return nodes[node * INTS] < 0;
  }

  public int start(int node) {
    return nodes[node * INTS + START];
  }

  public int end(int node) {
    return nodes[node * INTS + END];
  }

  /** The node's first child. */
  public int firstChild(int node) {
    return node + 1 < next(node) ? node + 1 : NONE;
  }

  /** The child of this parent after this one. */
  public int nextSibling(int child, int parent) {
    int next = next(child);
    return next < next(parent) ? next : NONE;
  }

  /** The node's first child in the field. */
  public int child(int node, String field) {
    int number = grammar.field(field);
    int child = number == 0 ? NONE : firstChild(node);
    while (child != NONE && (nodes[child * INTS] >> FIELD_SHIFT & FIELD_MASK) != number) {
      child = nextSibling(child, node);
    }
    return child;
  }

  /** The node's first named child. */
  public int firstNamed(int node) {
    int child = firstChild(node);
    return child == NONE || isNamed(child) ? child : nextNamed(child, node);
  }

  /** The named child of this parent after this child. */
  public int nextNamed(int child, int parent) {
    int next = nextSibling(child, parent);
    while (next != NONE && !isNamed(next)) {
      next = nextSibling(next, parent);
    }
    return next;
  }

  private int next(int node) {
    return nodes[node * INTS + NEXT];
  }
}
