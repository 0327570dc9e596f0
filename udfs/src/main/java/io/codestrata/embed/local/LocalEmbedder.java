package io.codestrata.embed.local;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.codestrata.embed.BatchLimits;
import io.codestrata.embed.EmbeddedBatch;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * all-MiniLM-L6-v2, quantised to int8, in process: its weights and tokenizer come from a jar. Mean
 * of the token vectors, then unit length, as the model was trained (<a
 * href="https://www.sbert.net/docs/sentence_transformer/pretrained_models.html">SBERT</a>). A text
 * longer than the model's context is embedded in windows whose mean, weighted by tokens, stands for
 * it: nothing is cut off. One session a JVM; parallelism comes from the callers' threads.
 */
public final class LocalEmbedder implements Embedder {
  public static final EmbeddingModel MODEL =
      new EmbeddingModel("local", "all-minilm-l6-v2-q", 384, "float", 0);

  /** The model's 512 positions less the marks of beginning and end. */
  private static final int WINDOW_TOKENS = 510;

  private static final int CHARS_A_TOKEN = 3;
  private static final long CLS = 101;
  private static final long SEP = 102;

  private static LocalEmbedder shared;

  private final HuggingFaceTokenizer tokenizer;
  private final OrtEnvironment environment;
  private final OrtSession session;

  private LocalEmbedder() throws IOException, OrtException {
    tokenizer =
        HuggingFaceTokenizer.newInstance(
            resource("/all-minilm-l6-v2-q-tokenizer.json"),
            Map.of("padding", "false", "truncation", "false", "addSpecialTokens", "false"));
    environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        InputStream weights = resource("/all-minilm-l6-v2-q.onnx")) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(weights.readAllBytes(), options);
    }
  }

  /**
   * The JVM's one embedder; {@link #close} leaves it open for the next caller.
   *
   * @throws EmbeddingException when a native library does not load here
   */
  public static synchronized LocalEmbedder shared() throws EmbeddingException {
    if (shared == null) {
      try {
        shared = new LocalEmbedder();
      } catch (IOException | OrtException | RuntimeException | LinkageError e) {
        throw new EmbeddingException(
            EmbeddingException.Kind.FATAL,
            "the local model does not load: "
                + e.getMessage()
                + " (is the temp folder mounted noexec? else set embed.provider)",
            e);
      }
    }
    return shared;
  }

  @Override
  public EmbeddingModel model() {
    return MODEL;
  }

  @Override
  public BatchLimits limits() {
    return new BatchLimits(1_024, Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public int countTokens(String text) {
    // Nothing is limited by it here, so a text is not tokenised a second time.
    return text.length() / CHARS_A_TOKEN + 1;
  }

  @Override
  public EmbeddedBatch embedDocuments(List<String> texts) throws EmbeddingException {
    List<float[]> vectors = new ArrayList<>();
    long tokens = 0;
    try {
      for (String text : texts) {
        long[] ids = tokenizer.encode(text, false, false).getIds();
        tokens += ids.length;
        vectors.add(vector(ids));
      }
    } catch (OrtException e) {
      throw new EmbeddingException(
          EmbeddingException.Kind.INPUT, "the local model failed: " + e.getMessage(), e);
    }
    return new EmbeddedBatch(vectors, tokens);
  }

  @Override
  public float[] embedQuery(String query) throws EmbeddingException {
    return embedDocuments(List.of(query)).vectors().get(0);
  }

  @Override
  public void close() {}

  /** The mean of the windows' vectors, weighted by their tokens, of unit length. */
  private float[] vector(long[] ids) throws OrtException {
    float[] sum = new float[MODEL.dimension()];
    for (int from = 0; from == 0 || from < ids.length; from += WINDOW_TOKENS) {
      int length = Math.min(ids.length - from, WINDOW_TOKENS) + 2;
      long[][] window = new long[1][length];
      window[0][0] = CLS;
      System.arraycopy(ids, from, window[0], 1, length - 2);
      window[0][length - 1] = SEP;
      float[] mean = run(window);
      for (int d = 0; d < sum.length; d++) {
        sum[d] += mean[d] * length;
      }
    }
    normalise(sum);
    return sum;
  }

  /**
   * The mean of the token vectors, of unit length. One window a run: int8 quantisation takes its
   * scale from all of a run, so neighbours would bend each other's vectors (to a cosine of 0.97),
   * and at one thread they save no time.
   */
  private float[] run(long[][] ids) throws OrtException {
    int length = ids[0].length;
    long[][] mask = new long[1][length];
    Arrays.fill(mask[0], 1);
    try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids);
        OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask);
        OnnxTensor typeTensor = OnnxTensor.createTensor(environment, new long[1][length]);
        OrtSession.Result result =
            session.run(
                Map.of(
                    "input_ids", idTensor,
                    "attention_mask", maskTensor,
                    "token_type_ids", typeTensor))) {
      FloatBuffer states = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] mean = new float[MODEL.dimension()];
      while (states.hasRemaining()) {
        for (int d = 0; d < mean.length; d++) {
          mean[d] += states.get();
        }
      }
      normalise(mean);
      return mean;
    }
  }

  private static void normalise(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    float scale = square == 0 ? 0 : (float) (1 / Math.sqrt(square));
    for (int d = 0; d < vector.length; d++) {
      vector[d] *= scale;
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = LocalEmbedder.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("the class path has no " + name);
    }
    return in;
  }
}
