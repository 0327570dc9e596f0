package io.codestrata.chunk;

import io.codestrata.language.DeclarationRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.treesitter.TSNode;
import org.treesitter.TSTree;
import org.treesitter.TSTreeCursor;

/** Splits one file's tree into units that tile the file. */
final class SyntaxSplit {
  private static final int DEEPEST = 200;

  /** How far below a node a declaration is looked for. */
  private static final int DECLARATION_DEPTH = 4;

  /** A statement under this part of the budget joins others whatever it holds. */
  private static final int SMALL_PART = 12;

  /** Bytes of the longest bare word, with blanks before it. */
  private static final int LONGEST_WORD = 80;

  /** Bytes of a declaration's first line that are repeated with its later parts. */
  private static final int LONGEST_SIGNATURE = 240;

  private static final int MOST_DEFINITIONS = 128;
  private static final Set<String> BODIES = Set.of("function", "method");
  private static final Set<String> HOLDERS =
      Set.of("class", "interface", "struct", "enum", "impl", "template");

  /** Nodes, besides comments, that belong to the one after them. */
  private static final Set<String> LEADERS =
      Set.of("decorator", "attribute_item", "haddock", "signature");

  private final Utf8Lines lines;
  private final Map<String, List<DeclarationRule>> declarations;
  private final DeclarationNames names;
  private final int maxTokens;
  private final List<Unit> units = new ArrayList<>();

  /**
   * @param declarations node kinds that declare, and what
   */
  SyntaxSplit(Utf8Lines lines, Map<String, List<DeclarationRule>> declarations, int maxTokens) {
    this.lines = lines;
    this.declarations = declarations;
    this.names = new DeclarationNames(lines);
    this.maxTokens = maxTokens;
  }

  List<Unit> of(TSTree tree) {
    if (lines.length() > 0) {
      TSNode root = tree.getRootNode();
      visit(root, root.getType(), 0, lines.length(), Unit.Label.NONE, 0);
    }
    return units;
  }

  /** Adds units that tile {@code [start, end)}, which holds the node and the blanks around it. */
  private void visit(TSNode node, String kind, int start, int end, Unit.Label scope, int depth) {
    Optional<Unit.Label> declared = label(node, kind, scope);
    int tokens = lines.tokens(start, end);
    boolean whole =
        tokens <= maxTokens
            && (declared.isPresent() || !holdsDeclaration(node, depthOfSearch(tokens, scope)));
    if (whole || depth > DEEPEST || node.getChildCount() == 0) {
      emit(node, start, end, tokens, declared, scope);
      return;
    }
    int first = units.size();
    Optional<Unit.Label> split = declared.map(label -> label.withSignature(signature(node)));
    children(node, start, end, split.orElse(scope), depth);
    split.ifPresent(label -> units.set(first, units.get(first).asHead(label)));
  }

  /** Adds units that tile {@code [start, end)}, which holds the node's children. */
  private void children(TSNode node, int start, int end, Unit.Label label, int depth) {
    // A cursor, since finding a child by its number is linear in the number.
    try (TSTreeCursor cursor = new TSTreeCursor(node)) {
      int from = start;
      TSNode child = cursor.gotoFirstChild() ? cursor.currentNode() : null;
      while (child != null) {
        TSNode next = cursor.gotoNextSibling() ? cursor.currentNode() : null;
        String kind = child.getType();
        // The last child takes the blanks behind it.
        int to = next == null ? end : Math.min(end, child.getEndByte());
        boolean waits =
            next != null
                && (leads(child, kind, from, start) || startsLineOf(child, to - from, next))
                && lines.tokens(from, to) <= maxTokens / 2;
        if (to > from && !waits) {
          visit(child, kind, from, to, label, depth + 1);
          from = to;
        }
        child = next;
      }
    }
  }

  /** Whether the node goes with the one after it; a comment behind code on its line does not. */
  private boolean leads(TSNode node, String kind, int from, int start) {
    if (LEADERS.contains(kind)) {
      return true;
    }
    return kind.endsWith("comment")
        && (from == start || lines.line(node.getStartByte()) != lines.line(from - 1));
  }

  /**
   * Whether the node is a bare word or sign, such as {@code export}, before another on its line.
   */
  private boolean startsLineOf(TSNode node, int length, TSNode next) {
    return length <= LONGEST_WORD
        && !node.isNamed()
        && node.getEndByte() > node.getStartByte()
        && lines.line(node.getEndByte() - 1) == lines.line(next.getStartByte());
  }

  /** How far below a node of so many tokens a declaration is looked for: it costs calls. */
  private int depthOfSearch(int tokens, Unit.Label scope) {
    if (tokens >= maxTokens / SMALL_PART || scope.symbol().isEmpty()) {
      return DECLARATION_DEPTH;
    }
    return BODIES.contains(scope.kind()) ? 0 : 1;
  }

  private boolean holdsDeclaration(TSNode node, int depth) {
    if (declarations.isEmpty() || depth == 0) {
      return false;
    }
    try (TSTreeCursor cursor = new TSTreeCursor(node)) {
      return holdsDeclaration(cursor, depth);
    }
  }

  private boolean holdsDeclaration(TSTreeCursor cursor, int depth) {
    boolean found = false;
    if (cursor.gotoFirstChild()) {
      do {
        TSNode child = cursor.currentNode();
        found =
            declaration(child, child.getType()).isPresent()
                || (depth > 1 && holdsDeclaration(cursor, depth - 1));
      } while (!found && cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    return found;
  }

  /** What the node declares; empty for one without a name of its own. */
  private Optional<Unit.Label> label(TSNode node, String kind, Unit.Label scope) {
    return declaration(node, kind)
        .map(found -> within(scope, found.kind(), found.name().own(), found.name().qualified()));
  }

  private record Declaration(String kind, DeclarationNames.Name name) {}

  private Optional<Declaration> declaration(TSNode node, String kind) {
    for (DeclarationRule rule : declarations.getOrDefault(kind, List.of())) {
      Optional<DeclarationNames.Name> name = names.of(node, rule);
      if (name.isPresent()) {
        return Optional.of(new Declaration(rule.declares(), name.get()));
      }
    }
    return Optional.empty();
  }

  private static Unit.Label within(Unit.Label scope, String kind, String own, String qualified) {
    String told = kind.equals("function") && HOLDERS.contains(scope.kind()) ? "method" : kind;
    // A template and what it is a template of are one declaration.
    if (scope.kind().equals("template") && scope.symbol().equals(own)) {
      return new Unit.Label(kind, own, scope.breadcrumb());
    }
    return new Unit.Label(
        told, own, scope.breadcrumb().isEmpty() ? qualified : scope.breadcrumb() + "." + qualified);
  }

  private void emit(
      TSNode node,
      int start,
      int end,
      int tokens,
      Optional<Unit.Label> declared,
      Unit.Label scope) {
    Unit.Label label = declared.orElse(scope);
    List<String> definitions = declared.isPresent() ? definitions(node, label) : List.of();
    if (tokens <= maxTokens) {
      Unit.Role role = declared.isPresent() ? Unit.Role.WHOLE : Unit.Role.FILLING;
      units.add(new Unit(start, end, tokens, role, label, definitions));
      return;
    }
    Unit.Role role = declared.isPresent() ? Unit.Role.HEAD : Unit.Role.FILLING;
    Unit.Label part = declared.isPresent() ? label.withSignature(signature(node)) : label;
    int from = start;
    for (int to : lines.cuts(start, end, maxTokens)) {
      units.add(new Unit(from, to, lines.tokens(from, to), role, part, definitions));
      role = Unit.Role.FILLING;
      definitions = List.of();
      from = to;
    }
  }

  /** The declaration's name and, where it holds others, theirs. */
  private List<String> definitions(TSNode node, Unit.Label label) {
    if (BODIES.contains(label.kind())) {
      return List.of(label.symbol());
    }
    Set<String> names = new LinkedHashSet<>();
    names.add(label.symbol());
    try (TSTreeCursor cursor = new TSTreeCursor(node)) {
      members(cursor, DECLARATION_DEPTH, names);
    }
    return List.copyOf(names);
  }

  /** Adds the names of members; what lies within a function is its own affair. */
  private void members(TSTreeCursor cursor, int depth, Set<String> names) {
    if (depth == 0 || names.size() >= MOST_DEFINITIONS || !cursor.gotoFirstChild()) {
      return;
    }
    do {
      TSNode child = cursor.currentNode();
      Optional<Declaration> member = declaration(child, child.getType());
      member.ifPresent(found -> names.add(found.name().own()));
      if (member.isEmpty() || !BODIES.contains(member.get().kind())) {
        members(cursor, depth - 1, names);
      }
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }

  /** How the declaration begins: its first line, without what opens its body. */
  private String signature(TSNode node) {
    int start = node.getStartByte();
    String text = lines.text(start, Math.min(node.getEndByte(), start + LONGEST_SIGNATURE));
    String line = text.lines().findFirst().orElse("").strip();
    int body = line.indexOf('{');
    return body > 0 ? line.substring(0, body).strip() : line;
  }
}
