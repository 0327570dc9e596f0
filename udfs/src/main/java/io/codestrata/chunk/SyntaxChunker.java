package io.codestrata.chunk;

import io.codestrata.language.GrammarRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSTree;

/**
 * Cuts along the syntax tree, after cAST (<a href="https://arxiv.org/abs/2506.15655">Zhang et al.
 * 2025</a>): a node over the budget is split at its children, then small neighbours are merged up
 * to the budget. Unlike there, a declaration of some size stays a chunk of its own, so that a hit
 * names one symbol. Comments and decorators go with the declaration they precede. Where there is no
 * grammar, or the parser is stopped by a guard, lines are cut instead.
 */
public final class SyntaxChunker implements Chunker {
  /** Raised whenever the same bytes may give other chunks. */
  private static final int ALGORITHM = 1;

  private static final int DEEPEST = 200;

  /** A declaration of at least this part of the budget is not merged with another. */
  private static final int OWN_PART = 6;

  /** What may still join such a declaration: a closing brace, a package line. */
  private static final int CRUMB_PART = 12;

  private static final Set<String> HOLDERS =
      Set.of("class", "interface", "struct", "enum", "impl", "template");

  private final GrammarRegistry grammars;
  private final TokenCounter counter;
  private final int maxTokens;

  /**
   * @param maxTokens budget of a chunk; no chunk is larger but for one character that is
   */
  public SyntaxChunker(GrammarRegistry grammars, TokenCounter counter, int maxTokens) {
    this.grammars = grammars;
    this.counter = counter;
    this.maxTokens = maxTokens;
  }

  /** Names the algorithm and its settings: part of the key of what it makes. */
  public String fingerprint() {
    return "syntax" + ALGORITHM + "-" + maxTokens;
  }

  @Override
  public List<Chunk> chunk(String language, byte[] content) {
    Optional<TSLanguage> grammar = grammars.grammar(language);
    if (grammar.isPresent()) {
      Optional<TSTree> parsed = SyntaxParser.parse(grammar.get(), content);
      if (parsed.isPresent()) {
        try (TSTree tree = parsed.get()) {
          Utf8Lines lines = new Utf8Lines(content, counter);
          List<Unit> units = new Split(lines, grammars.declarations(language)).of(tree);
          return LineChunker.chunks(lines, merged(lines, units));
        }
      }
    }
    return new LineChunker(counter, maxTokens).chunk(language, content);
  }

  /** Splits one file's tree into units that tile the file. */
  private final class Split {
    private final Utf8Lines lines;
    private final Map<String, String> declarations;
    private final DeclarationNames names;
    private final List<Unit> units = new ArrayList<>();

    Split(Utf8Lines lines, Map<String, String> declarations) {
      this.lines = lines;
      this.declarations = declarations;
      this.names = new DeclarationNames(lines);
    }

    List<Unit> of(TSTree tree) {
      if (lines.length() > 0) {
        visit(tree.getRootNode(), 0, lines.length(), Unit.Label.NONE, 0);
      }
      return units;
    }

    /** Adds units that tile {@code [start, end)}, which holds the node and the blanks around it. */
    private void visit(TSNode node, int start, int end, Unit.Label scope, int depth) {
      String kind = declarations.get(node.getType());
      Unit.Label label = kind == null ? scope : label(node, kind, scope);
      int tokens = lines.tokens(start, end);
      boolean whole =
          tokens <= maxTokens
              && (kind != null || tokens <= maxTokens / OWN_PART || !holdsDeclaration(node));
      if (whole || depth > DEEPEST || node.getChildCount() == 0) {
        emit(start, end, tokens, kind != null, label);
        return;
      }
      children(node, start, end, label, depth);
    }

    private void children(TSNode node, int start, int end, Unit.Label label, int depth) {
      int from = start;
      int count = node.getChildCount();
      for (int i = 0; i < count; i++) {
        TSNode child = node.getChild(i);
        // The last child takes the blanks behind it; a comment waits for what it is about.
        int to = i == count - 1 ? end : Math.min(end, child.getEndByte());
        if (to <= from
            || (i < count - 1 && leads(child) && lines.tokens(from, to) <= maxTokens / 2)) {
          continue;
        }
        visit(child, from, to, label, depth + 1);
        from = to;
      }
    }

    /** Whether the node goes with the one after it. */
    private boolean leads(TSNode node) {
      String type = node.getType();
      return type.endsWith("comment")
          || type.equals("decorator")
          || type.equals("attribute_item")
          || type.equals("doc");
    }

    private boolean holdsDeclaration(TSNode node) {
      return node.getChildCount() > 0 && holdsDeclaration(node, 3);
    }

    private boolean holdsDeclaration(TSNode node, int depth) {
      for (int i = 0; i < node.getNamedChildCount(); i++) {
        TSNode child = node.getNamedChild(i);
        if (declarations.containsKey(child.getType())
            || (depth > 1 && holdsDeclaration(child, depth - 1))) {
          return true;
        }
      }
      return false;
    }

    private Unit.Label label(TSNode node, String kind, Unit.Label scope) {
      String name = names.of(node);
      if (name.isEmpty()) {
        return new Unit.Label(kind, scope.symbol(), scope.breadcrumb());
      }
      String own = name.substring(name.lastIndexOf('.') + 1);
      String told = kind.equals("function") && HOLDERS.contains(scope.kind()) ? "method" : kind;
      return new Unit.Label(
          told, own, scope.breadcrumb().isEmpty() ? name : scope.breadcrumb() + "." + name);
    }

    private void emit(int start, int end, int tokens, boolean declaration, Unit.Label label) {
      if (tokens <= maxTokens) {
        units.add(new Unit(start, end, tokens, declaration, label));
        return;
      }
      int from = start;
      for (int to : lines.cuts(start, end, maxTokens)) {
        units.add(new Unit(from, to, lines.tokens(from, to), false, label));
        from = to;
      }
    }
  }

  private List<Unit> merged(Utf8Lines lines, List<Unit> units) {
    List<Unit> merged = new ArrayList<>();
    Unit current = null;
    for (Unit unit : units) {
      if (current == null) {
        current = unit;
        continue;
      }
      int tokens = lines.tokens(current.start(), unit.end());
      if (tokens <= maxTokens && mayJoin(current, unit)) {
        Unit named = larger(current, unit);
        current =
            new Unit(
                current.start(),
                unit.end(),
                tokens,
                current.declaration() || unit.declaration(),
                named.label());
      } else {
        merged.add(current);
        current = unit;
      }
    }
    if (current != null) {
      merged.add(current);
    }
    return merged;
  }

  private boolean mayJoin(Unit first, Unit second) {
    if (isOwn(first) || isOwn(second)) {
      Unit other = isOwn(first) ? second : first;
      return !other.declaration() && other.tokens() <= maxTokens / CRUMB_PART;
    }
    return true;
  }

  private boolean isOwn(Unit unit) {
    return unit.declaration() && unit.tokens() >= maxTokens / OWN_PART;
  }

  /** The one whose name the merged unit takes: a declaration before filling, then the larger. */
  private static Unit larger(Unit first, Unit second) {
    if (first.declaration() != second.declaration()) {
      return first.declaration() ? first : second;
    }
    return second.tokens() > first.tokens() ? second : first;
  }
}
