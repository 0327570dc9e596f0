package io.codestrata.embed.local;

import io.codestrata.embed.EmbeddingModel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The models that run in process, each quantised to int8, with weights and tokenizer in a jar on
 * the class path. Both were trained on prose, so they read code as {@link PlainWords}; a change of
 * that reading changes the vectors and so needs new names here.
 */
public enum LocalModel {
  /**
   * The default: 6 layers. <a
   * href="https://www.sbert.net/docs/sentence_transformer/pretrained_models.html">SBERT</a>, Apache
   * licence.
   */
  ALL_MINILM_L6_V2("all-minilm-l6-v2-words", "all-minilm-l6-v2-q", Pooling.MEAN, ""),

  /**
   * Finds better at under half the speed: 12 layers. <a
   * href="https://github.com/FlagOpen/FlagEmbedding">BAAI</a>, MIT licence; its questions carry an
   * instruction, documents none.
   */
  BGE_SMALL_EN_V15(
      "bge-small-en-v1.5-words",
      "bge-small-en-v1.5-q",
      Pooling.FIRST,
      "Represent this sentence for searching relevant passages: ");

  /** How the vectors of a window's tokens become one. */
  enum Pooling {
    /** Their mean. */
    MEAN,
    /** That of the mark of the beginning. */
    FIRST
  }

  private static final int DIMENSION = 384;

  private final String modelName;
  private final String files;
  private final Pooling pooling;
  private final String queryPrompt;

  LocalModel(String name, String files, Pooling pooling, String queryPrompt) {
    this.modelName = name;
    this.files = files;
    this.pooling = pooling;
    this.queryPrompt = queryPrompt;
  }

  /** The model of that name, as {@code embed.model} has it. */
  public static Optional<LocalModel> named(String name) {
    return Arrays.stream(values()).filter(model -> model.modelName.equals(name)).findFirst();
  }

  /** All names, the default first. */
  public static List<String> names() {
    return Arrays.stream(values()).map(model -> model.modelName).toList();
  }

  public EmbeddingModel model() {
    return new EmbeddingModel("local", modelName, DIMENSION, "float", 0);
  }

  /** Name of its weights and tokenizer in the jar, less the endings. */
  String files() {
    return files;
  }

  Pooling pooling() {
    return pooling;
  }

  String queryPrompt() {
    return queryPrompt;
  }
}
