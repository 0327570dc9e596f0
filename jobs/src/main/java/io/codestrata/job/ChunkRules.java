package io.codestrata.job;

import io.codestrata.chunk.SyntaxChunker;
import io.codestrata.chunk.TokenEstimate;
import io.codestrata.language.GrammarRegistry;
import io.codestrata.language.UserGrammar;
import java.io.Serializable;
import java.util.List;

/**
 * What shapes chunks: sent to executors by value.
 *
 * @param maxTokens budget of a chunk, in estimated tokens
 * @param maxFileBytes larger files are not read
 * @param grammars that the user added
 * @param model key of the embedding model, recorded with each file
 */
record ChunkRules(int maxTokens, long maxFileBytes, List<UserGrammar> grammars, String model)
    implements Serializable {

  SyntaxChunker chunker() {
    return new SyntaxChunker(registry(), new TokenEstimate(), maxTokens);
  }

  /** The languages and grammars, in this JVM. */
  GrammarRegistry registry() {
    return GrammarRegistry.of(grammars);
  }

  /** Names the algorithm and its settings: part of every content key. */
  String chunking() {
    return chunker().fingerprint();
  }
}
