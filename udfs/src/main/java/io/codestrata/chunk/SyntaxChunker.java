package io.codestrata.chunk;

import io.codestrata.language.GrammarRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts along the syntax tree, after cAST (<a href="https://arxiv.org/abs/2506.15655">Zhang et al.
 * 2025</a>): a node over the budget is split at its children, then small neighbours are merged up
 * to the budget. Unlike there, a declaration of some size stays a chunk of its own, so that a hit
 * names one symbol. Comments and decorators go with the declaration they precede. Where there is no
 * grammar, or the parser is stopped by a guard, lines are cut instead.
 */
public final class SyntaxChunker implements Chunker {
  /** Raised whenever the same bytes may give other chunks. */
  private static final int ALGORITHM = 4;

  /** A declaration of at least this part of the budget is not merged with another. */
  private static final int OWN_PART = 6;

  /** What may still join such a declaration: a closing brace, a package line. */
  private static final int CRUMB_PART = 12;

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

  /** Names the algorithm, its settings and all grammars. */
  public String fingerprint() {
    return named(grammars.fingerprint());
  }

  /**
   * Names the algorithm, its settings and the language's grammar: part of the key of what it makes
   * of that language, which no other grammar changes.
   */
  public String fingerprint(String language) {
    // The cells of a notebook may be of any language.
    return language.equals(NotebookChunker.LANGUAGE)
        ? fingerprint()
        : named(grammars.fingerprint(language));
  }

  private String named(String grammarsUsed) {
    return "syntax" + ALGORITHM + "-" + maxTokens + "-" + grammarsUsed;
  }

  @Override
  public List<Chunk> chunk(String language, byte[] content) {
    Utf8Lines lines = new Utf8Lines(content, counter);
    return units(language, content, lines)
        .map(units -> joined(lines, units, this::onOneLine))
        .map(
            units ->
                LineChunker.chunks(lines, joined(lines, units, this::mayJoin), keywords(language)))
        .orElseGet(() -> new LineChunker(counter, maxTokens).chunk(language, content));
  }

  private Optional<Set<String>> keywords(String language) {
    return grammars.grammar(language).map(grammar -> grammars.keywords(language));
  }

  /** Units along the content's structure; empty where none can be told. */
  private Optional<List<Unit>> units(String language, byte[] content, Utf8Lines lines) {
    if (language.equals("markdown")) {
      return Optional.of(new MarkdownSplit(lines, maxTokens).units());
    }
    return grammars
        .grammar(language)
        .flatMap(grammar -> SyntaxParser.parse(grammar, language, content))
        .map(
            tree ->
                new SyntaxSplit(lines, tree, grammars.declarations(language), maxTokens).units());
  }

  /** Whether two neighbours may become one unit. */
  @FunctionalInterface
  private interface Rule {
    boolean allows(Utf8Lines lines, Unit first, Unit second);
  }

  /** The units with neighbours made one, from the first on, where the rule and the budget allow. */
  private List<Unit> joined(Utf8Lines lines, List<Unit> units, Rule rule) {
    List<Unit> joined = new ArrayList<>();
    Unit current = null;
    for (Unit unit : units) {
      if (current == null) {
        current = unit;
        continue;
      }
      int tokens = lines.tokens(current.start(), unit.end());
      if (tokens <= maxTokens && rule.allows(lines, current, unit)) {
        current = current.joined(unit, tokens, naming(current, unit));
      } else {
        joined.add(current);
        current = unit;
      }
    }
    if (current != null) {
      joined.add(current);
    }
    return joined;
  }

  /** Keeps a line together: a comment behind a statement, {@code export} before a function. */
  private boolean onOneLine(Utf8Lines lines, Unit first, Unit second) {
    boolean midLine =
        !lines.startsLine(second.start())
            && lines.trimmedStart(second.start(), second.end()) == second.start();
    return midLine && (isFilling(first) || isFilling(second));
  }

  private boolean mayJoin(Utf8Lines lines, Unit first, Unit second) {
    if (isSame(first, second)) {
      return true;
    }
    if (second.role() == Unit.Role.HEAD || isOwn(first) || isOwn(second)) {
      Unit other = isOwn(first) ? second : first;
      return isFilling(other) && other.tokens() <= maxTokens / CRUMB_PART;
    }
    return true;
  }

  /**
   * Whether both declare one thing: clauses of a function, in languages where each stands alone.
   */
  private static boolean isSame(Unit first, Unit second) {
    return !isFilling(second)
        && !first.label().symbol().isEmpty()
        && first.label().equals(second.label());
  }

  private boolean isOwn(Unit unit) {
    return unit.role() == Unit.Role.WHOLE && unit.tokens() >= maxTokens / OWN_PART;
  }

  private static boolean isFilling(Unit unit) {
    return unit.role() == Unit.Role.FILLING;
  }

  /** The one whose name the joined unit takes: a head, then a declaration, then the larger. */
  private static Unit naming(Unit first, Unit second) {
    int order = first.role().compareTo(second.role());
    if (order != 0) {
      return order < 0 ? first : second;
    }
    return second.tokens() > first.tokens() ? second : first;
  }
}
