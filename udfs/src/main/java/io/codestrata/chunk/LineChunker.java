package io.codestrata.chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Cuts at line ends, near the budget: for what no grammar reads. */
public final class LineChunker implements Chunker {
  private static final Unit.Label TEXT = new Unit.Label("text", "", "");

  private final TokenCounter counter;
  private final int maxTokens;

  /**
   * @param maxTokens budget of a chunk
   */
  public LineChunker(TokenCounter counter, int maxTokens) {
    this.counter = counter;
    this.maxTokens = maxTokens;
  }

  @Override
  public List<Chunk> chunk(String language, byte[] content) {
    Utf8Lines lines = new Utf8Lines(content, counter);
    List<Unit> units = new ArrayList<>();
    int start = 0;
    for (int end : lines.cuts(0, lines.length(), maxTokens)) {
      units.add(new Unit(start, end, 0, Unit.Role.FILLING, TEXT));
      start = end;
    }
    return chunks(lines, units, Optional.empty());
  }

  /**
   * The units' chunks: trimmed, numbered, blank ones dropped.
   *
   * @param keywords of the grammar; empty where names cannot be told from other words
   */
  static List<Chunk> chunks(Utf8Lines lines, List<Unit> units, Optional<Set<String>> keywords) {
    List<Chunk> chunks = new ArrayList<>();
    for (Unit unit : units) {
      int start = lines.trimmedStart(unit.start(), unit.end());
      int end = lines.trimmedEnd(start, unit.end());
      if (start == end) {
        continue;
      }
      String text = lines.text(start, end);
      chunks.add(
          new Chunk(
              chunks.size(),
              text,
              unit.label().kind(),
              unit.label().symbol(),
              unit.label().breadcrumb(),
              start,
              end,
              lines.line(start),
              lines.line(end - 1),
              lines.tokens(start, end),
              unit.role() == Unit.Role.FILLING ? unit.label().signature() : "",
              unit.definitions(),
              keywords
                  .map(words -> References.in(text, words, unit.definitions()))
                  .orElse(List.of())));
    }
    return chunks;
  }
}
