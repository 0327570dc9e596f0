package io.codestrata.job;

import io.codestrata.chunk.Chunker;
import io.codestrata.chunk.NotebookChunker;
import io.codestrata.chunk.SyntaxChunker;
import io.codestrata.chunk.TokenEstimate;
import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.language.GrammarRegistry;
import java.io.Serializable;

/**
 * What shapes chunks: sent to executors by value.
 *
 * @param maxTokens budget of a chunk, in estimated tokens
 * @param maxFileBytes larger files are not read
 * @param model key of the embedding model, recorded with each file
 */
record ChunkRules(int maxTokens, long maxFileBytes, String model) implements Serializable {

  static ChunkRules of(PipelineConfig config, String model) {
    return new ChunkRules(
        (int) config.number(Options.CHUNK_TOKENS), config.number(Options.MAX_FILE_BYTES), model);
  }

  Chunker chunker() {
    return new NotebookChunker(syntax(), new TokenEstimate());
  }

  private SyntaxChunker syntax() {
    return new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), maxTokens);
  }

  /** Names the algorithm and its settings: part of every content key. */
  String chunking() {
    return syntax().fingerprint();
  }
}
