package io.codestrata.embed;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Tokens by the model's own {@code tokenizer.json}. A provider that adds a prompt to each text
 * counts more than the text: how many more a text, the answers tell.
 */
public final class TokenizerTokenCount implements TokenCount {
  /** More than any prompt that a provider adds; beyond it, the file is of another model. */
  private static final long LONGEST_PROMPT = 64;

  private final HuggingFaceTokenizer tokenizer;
  private volatile int promptTokens;

  private TokenizerTokenCount(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Reads the file; held for the life of the JVM.
   *
   * @throws EmbeddingException {@code FATAL} where it is none
   */
  public static TokenizerTokenCount load(Path file) throws EmbeddingException {
    try {
      return new TokenizerTokenCount(
          HuggingFaceTokenizer.newInstance(
              file, Map.of("padding", "false", "truncation", "false", "addSpecialTokens", "true")));
    } catch (IOException | RuntimeException | LinkageError e) {
      throw EmbedErrors.tokenizerDoesNotLoad(file, e);
    }
  }

  @Override
  public int of(String text) {
    return tokens(text) + promptTokens;
  }

  @Override
  public void learn(List<String> texts, long tokens) {
    long added = tokens - texts.stream().mapToLong(this::tokens).sum();
    long aText = -Math.floorDiv(-added, (long) texts.size());
    if (aText > promptTokens && aText <= LONGEST_PROMPT) {
      promptTokens = (int) aText;
    }
  }

  private int tokens(String text) {
    return tokenizer.encode(text).getIds().length;
  }
}
