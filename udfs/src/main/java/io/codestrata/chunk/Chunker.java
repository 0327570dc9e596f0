package io.codestrata.chunk;

import java.util.List;

/**
 * Cuts one file into chunks. The laws every implementation keeps: the ranges ascend and do not
 * overlap; together they hold every non-blank byte of the file exactly once; none cuts a character;
 * none is longer than the hard limit; the same bytes give the same chunks on every machine. {@link
 * NotebookChunker} alone leaves bytes out: outputs and what JSON needs.
 */
public interface Chunker {
  /**
   * @param language a name known to {@link io.codestrata.language.LanguageDetector}
   * @param content the file's bytes, valid UTF-8
   * @return chunks in file order, empty for a blank file
   */
  List<Chunk> chunk(String language, byte[] content);
}
