package io.codestrata.chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts Jupyter notebooks by their cells: each cell's source, decoded, is cut in its own language;
 * outputs and metadata are left out. A chunk's text is what the author wrote, so it is not the
 * file's bytes; its range is where in the file that text stands, within the strings of {@code
 * source}. Everything else, and a notebook whose JSON is broken, goes to the chunker for files.
 */
public final class NotebookChunker implements Chunker {
  /** The language this one is for. */
  public static final String LANGUAGE = "jupyter";

  private final Chunker files;
  private final TokenCounter counter;

  /**
   * @param files cuts files that are no notebooks, and cells
   */
  public NotebookChunker(Chunker files, TokenCounter counter) {
    this.files = files;
    this.counter = counter;
  }

  @Override
  public List<Chunk> chunk(String language, byte[] content) {
    if (!language.equals(LANGUAGE)) {
      return files.chunk(language, content);
    }
    Optional<List<NotebookCell>> cells = NotebookReader.cells(content);
    if (cells.isEmpty()) {
      return files.chunk(language, content);
    }
    Utf8Lines lines = new Utf8Lines(content, counter);
    List<Chunk> chunks = new ArrayList<>();
    for (NotebookCell cell : cells.get()) {
      String name = "cell " + cell.number();
      for (Chunk part : files.chunk(cell.language(), cell.source().utf8())) {
        int start = cell.source().fileStart(part.startByte());
        int end = cell.source().fileEnd(part.endByte());
        chunks.add(
            new Chunk(
                chunks.size(),
                part.text(),
                part.kind(),
                part.symbol(),
                part.breadcrumb().isEmpty() ? name : name + "." + part.breadcrumb(),
                start,
                end,
                lines.line(start),
                lines.line(end - 1),
                part.tokens(),
                part.signature(),
                part.definitions(),
                part.references()));
      }
    }
    return chunks;
  }
}
