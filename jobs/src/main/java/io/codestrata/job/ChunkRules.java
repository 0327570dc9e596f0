package io.codestrata.job;

import io.codestrata.chunk.GuardedChunker;
import io.codestrata.chunk.ParseJournal;
import io.codestrata.chunk.SyntaxChunker;
import io.codestrata.chunk.TokenEstimate;
import io.codestrata.config.ConfigException;
import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.language.GrammarRegistry;
import io.codestrata.language.UserGrammar;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

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

  /**
   * As configured.
   *
   * @throws ConfigException where a grammar of the user is at fault
   */
  static ChunkRules of(PipelineConfig config, String model) throws ConfigException {
    return new ChunkRules(
        (int) config.number(Options.CHUNK_TOKENS),
        config.number(Options.MAX_FILE_BYTES),
        UserGrammars.read(config),
        model);
  }

  /**
   * Cuts any file.
   *
   * @param journal where parses are remembered
   * @param suspected languages whose grammars run in processes of their own
   */
  GuardedChunker chunker(ParseJournal journal, Predicate<String> suspected) {
    return new GuardedChunker(grammars, new TokenEstimate(), maxTokens, journal, suspected);
  }

  /** The languages and grammars, in this JVM. */
  GrammarRegistry registry() {
    return GrammarRegistry.of(grammars);
  }

  /** Names the algorithm, its settings and all grammars: equal ones cut every file alike. */
  String chunking() {
    return syntax().fingerprint();
  }

  /**
   * From a language, empty for none, to the same of its grammar alone, which is part of a content's
   * key: a grammar that changes touches the files of its language and no others.
   */
  UnaryOperator<String> chunkings() {
    SyntaxChunker syntax = syntax();
    Map<String, String> known = new HashMap<>();
    return language -> known.computeIfAbsent(language, syntax::fingerprint);
  }

  /** Names all that tells a file's language before it is cut. */
  String detection() {
    return registry().namesFingerprint();
  }

  private SyntaxChunker syntax() {
    return new SyntaxChunker(registry(), new TokenEstimate(), maxTokens);
  }
}
