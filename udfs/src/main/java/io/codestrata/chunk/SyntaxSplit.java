package io.codestrata.chunk;

import static io.codestrata.syntax.SyntaxTree.NONE;
import static io.codestrata.syntax.SyntaxTree.ROOT;

import io.codestrata.language.DeclarationRule;
import io.codestrata.syntax.SyntaxTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
  private final SyntaxTree tree;
  private final Map<String, List<DeclarationRule>> declarations;
  private final DeclarationNames names;
  private final int maxTokens;
  private final List<Unit> units = new ArrayList<>();

  /**
   * @param declarations node kinds that declare, and what
   */
  SyntaxSplit(
      Utf8Lines lines,
      SyntaxTree tree,
      Map<String, List<DeclarationRule>> declarations,
      int maxTokens) {
    this.lines = lines;
    this.tree = tree;
    this.declarations = declarations;
    this.names = new DeclarationNames(lines, tree);
    this.maxTokens = maxTokens;
  }

  /** Units that tile the file. */
  List<Unit> units() {
    if (lines.length() > 0) {
      visit(ROOT, 0, lines.length(), Unit.Label.NONE, 0);
    }
    return units;
  }

  /** Adds units that tile {@code [start, end)}, which holds the node and the blanks around it. */
  private void visit(int node, int start, int end, Unit.Label scope, int depth) {
    Optional<Unit.Label> declared = label(node, scope);
    int tokens = lines.tokens(start, end);
    boolean whole =
        tokens <= maxTokens
            && (declared.isPresent() || !holdsDeclaration(node, depthOfSearch(tokens, scope)));
    if (whole || depth > DEEPEST || tree.firstChild(node) == NONE) {
      emit(node, start, end, tokens, declared, scope);
      return;
    }
    int first = units.size();
    Optional<Unit.Label> split = declared.map(label -> label.withSignature(signature(node)));
    children(node, start, end, split.orElse(scope), depth);
    split.ifPresent(label -> units.set(first, units.get(first).asHead(label)));
  }

  /** Adds units that tile {@code [start, end)}, which holds the node's children. */
  private void children(int node, int start, int end, Unit.Label label, int depth) {
    int from = start;
    int child = tree.firstChild(node);
    while (child != NONE) {
      int next = tree.nextSibling(child, node);
      // The last child takes the blanks behind it.
      int to = next == NONE ? end : Math.min(end, tree.end(child));
      boolean waits =
          next != NONE
              && (leads(child, from, start) || startsLineOf(child, to - from, next))
              && lines.tokens(from, to) <= maxTokens / 2;
      if (to > from && !waits) {
        visit(child, from, to, label, depth + 1);
        from = to;
      }
      child = next;
    }
  }

  /** Whether the node goes with the one after it; a comment behind code on its line does not. */
  private boolean leads(int node, int from, int start) {
    String kind = tree.kind(node);
    if (LEADERS.contains(kind)) {
      return true;
    }
    return kind.endsWith("comment")
        && (from == start || lines.line(tree.start(node)) != lines.line(from - 1));
  }

  /**
   * Whether the node is a bare word or sign, such as {@code export}, before another on its line.
   */
  private boolean startsLineOf(int node, int length, int next) {
    return length <= LONGEST_WORD
        && !tree.isNamed(node)
        && tree.end(node) > tree.start(node)
        && lines.line(tree.end(node) - 1) == lines.line(tree.start(next));
  }

  /** How far below a node of so many tokens a declaration is looked for: it costs calls. */
  private int depthOfSearch(int tokens, Unit.Label scope) {
    if (tokens >= maxTokens / SMALL_PART || scope.symbol().isEmpty()) {
      return DECLARATION_DEPTH;
    }
    return BODIES.contains(scope.kind()) ? 0 : 1;
  }

  private boolean holdsDeclaration(int node, int depth) {
    if (declarations.isEmpty() || depth == 0) {
      return false;
    }
    for (int child = tree.firstChild(node); child != NONE; child = tree.nextSibling(child, node)) {
      if (declaration(child).isPresent() || holdsDeclaration(child, depth - 1)) {
        return true;
      }
    }
    return false;
  }

  /** What the node declares; empty for one without a name of its own. */
  private Optional<Unit.Label> label(int node, Unit.Label scope) {
    return declaration(node)
        .map(found -> within(scope, found.kind(), found.name().own(), found.name().qualified()));
  }

  private record Declaration(String kind, DeclarationNames.Name name) {}

  private Optional<Declaration> declaration(int node) {
    for (DeclarationRule rule : declarations.getOrDefault(tree.kind(node), List.of())) {
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
      int node, int start, int end, int tokens, Optional<Unit.Label> declared, Unit.Label scope) {
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
  private List<String> definitions(int node, Unit.Label label) {
    if (BODIES.contains(label.kind())) {
      return List.of(label.symbol());
    }
    Set<String> names = new LinkedHashSet<>();
    names.add(label.symbol());
    members(node, DECLARATION_DEPTH, names);
    return List.copyOf(names);
  }

  /** Adds the names of members; what lies within a function is its own affair. */
  private void members(int node, int depth, Set<String> names) {
    if (depth == 0) {
      return;
    }
    for (int child = tree.firstChild(node);
        child != NONE && names.size() < MOST_DEFINITIONS;
        child = tree.nextSibling(child, node)) {
      Optional<Declaration> member = declaration(child);
      member.ifPresent(found -> names.add(found.name().own()));
      if (member.isEmpty() || !BODIES.contains(member.get().kind())) {
        members(child, depth - 1, names);
      }
    }
  }

  /** How the declaration begins: its first line, without what opens its body. */
  private String signature(int node) {
    int start = tree.start(node);
    String text = lines.text(start, Math.min(tree.end(node), start + LONGEST_SIGNATURE));
    String line = text.lines().findFirst().orElse("").strip();
    int body = line.indexOf('{');
    return body > 0 ? line.substring(0, body).strip() : line;
  }
}
