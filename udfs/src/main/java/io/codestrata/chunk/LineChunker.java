package io.codestrata.chunk;

import java.util.ArrayList;
import java.util.List;

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
    return chunks(lines, units);
  }

  /** The units' chunks: trimmed, numbered, blank ones dropped. */
  static List<Chunk> chunks(Utf8Lines lines, List<Unit> units) {
    List<Chunk> chunks = new ArrayList<>();
    for (Unit unit : units) {
      int start = lines.trimmedStart(unit.start(), unit.end());
      int end = lines.trimmedEnd(start, unit.end());
      if (start == end) {
        continue;
      }
      chunks.add(
          new Chunk(
              chunks.size(),
              lines.text(start, end),
              unit.label().kind(),
              unit.label().symbol(),
              unit.label().breadcrumb(),
              start,
              end,
              lines.line(start),
              lines.line(end - 1),
              lines.tokens(start, end)));
    }
    return chunks;
  }
}
