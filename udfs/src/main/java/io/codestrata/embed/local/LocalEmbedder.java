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
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * A {@link LocalModel} in process. Vectors have unit length. A text longer than the model's context
 * is embedded in windows whose mean, weighted by tokens, stands for it: nothing is cut off. One
 * session a model and JVM; each call runs in its caller's thread, and no more runs go on at once
 * than the JVM has processors.
 */
public final class LocalEmbedder implements Embedder {
  /** The models' 512 positions less the marks of beginning and end. */
  private static final int WINDOW_TOKENS = 510;

  private static final long CLS = 101;
  private static final long SEP = 102;
  private static final Semaphore RUNS = new Semaphore(Runtime.getRuntime().availableProcessors());
  private static final Map<LocalModel, LocalEmbedder> SHARED = new EnumMap<>(LocalModel.class);

  private final LocalModel model;
  private final HuggingFaceTokenizer tokenizer;
  private final OrtEnvironment environment;
  private final OrtSession session;

  private LocalEmbedder(LocalModel model) throws IOException, OrtException {
    this.model = model;
    tokenizer = tokenizer(model);
    environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        InputStream weights = resource("/" + model.files() + ".onnx")) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(weights.readAllBytes(), options);
    }
  }

  /**
   * The JVM's one embedder of that model; {@link #close} leaves it open for the next caller.
   *
   * @throws EmbeddingException when a native library does not load here
   */
  public static LocalEmbedder shared(LocalModel model) throws EmbeddingException {
    synchronized (SHARED) {
      LocalEmbedder embedder = SHARED.get(model);
      if (embedder == null) {
        try {
          embedder = new LocalEmbedder(model);
        } catch (IOException | OrtException | RuntimeException | LinkageError e) {
          throw new EmbeddingException(
              EmbeddingException.Kind.FATAL,
              "the local model does not load: "
                  + e.getMessage()
                  + " (is the temp folder mounted noexec? else set embed.provider)",
              e);
        }
        SHARED.put(model, embedder);
      }
      return embedder;
    }
  }

  @Override
  public EmbeddingModel model() {
    return model.model();
  }

  @Override
  public BatchLimits limits() {
    return new BatchLimits(1_024, Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** Exact, for a document: what {@link #embedDocuments} would count. */
  @Override
  public int countTokens(String text) {
    return ids(PlainWords.of(text)).length;
  }

  @Override
  public EmbeddedBatch embedDocuments(List<String> texts) throws EmbeddingException {
    List<float[]> vectors = new ArrayList<>();
    long tokens = 0;
    for (String text : texts) {
      long[] ids = ids(PlainWords.of(text));
      tokens += ids.length;
      vectors.add(vector(ids));
    }
    return new EmbeddedBatch(vectors, tokens);
  }

  @Override
  public float[] embedQuery(String query) throws EmbeddingException {
    return vector(ids(model.queryPrompt() + PlainWords.of(query)));
  }

  @Override
  public void close() {}

  static HuggingFaceTokenizer tokenizer(LocalModel model) throws IOException {
    return HuggingFaceTokenizer.newInstance(
        resource("/" + model.files() + "-tokenizer.json"),
        Map.of("padding", "false", "truncation", "false", "addSpecialTokens", "false"));
  }

  /** The text's tokens, without marks. */
  private long[] ids(String text) {
    return tokenizer.encode(text, false, false).getIds();
  }

  /** The mean of the windows' vectors, weighted by their tokens, of unit length. */
  private float[] vector(long[] ids) throws EmbeddingException {
    float[] sum = new float[model().dimension()];
    for (long[] window : windows(ids)) {
      float[] vector = pooled(run(window));
      for (int d = 0; d < sum.length; d++) {
        sum[d] += vector[d] * window.length;
      }
    }
    normalise(sum);
    return sum;
  }

  /** The tokens cut to what the model takes at once, each window between its marks. */
  static List<long[]> windows(long[] ids) {
    List<long[]> windows = new ArrayList<>();
    for (int from = 0; from == 0 || from < ids.length; from += WINDOW_TOKENS) {
      int length = Math.min(ids.length - from, WINDOW_TOKENS) + 2;
      long[] window = new long[length];
      window[0] = CLS;
      System.arraycopy(ids, from, window, 1, length - 2);
      window[length - 1] = SEP;
      windows.add(window);
    }
    return windows;
  }

  /**
   * The states of a window's tokens, one after the other. One window a run: int8 quantisation takes
   * its scale from all of a run, so neighbours would bend each other's vectors (to a cosine of
   * 0.97), and at one thread they save no time.
   */
  float[] run(long[] window) throws EmbeddingException {
    long[] mask = new long[window.length];
    Arrays.fill(mask, 1);
    RUNS.acquireUninterruptibly();
    try (OnnxTensor ids = row(window);
        OnnxTensor attention = row(mask);
        OnnxTensor types = row(new long[window.length]);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", ids, "attention_mask", attention, "token_type_ids", types))) {
      FloatBuffer states = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[states.remaining()];
      states.get(values);
      return values;
    } catch (OrtException e) {
      throw new EmbeddingException(
          EmbeddingException.Kind.INPUT, "the local model failed: " + e.getMessage(), e);
    } finally {
      RUNS.release();
    }
  }

  private OnnxTensor row(long[] values) throws OrtException {
    return OnnxTensor.createTensor(
        environment, LongBuffer.wrap(values), new long[] {1, values.length});
  }

  /** A window's one vector, of unit length. */
  private float[] pooled(float[] states) {
    float[] vector = Arrays.copyOf(states, model().dimension());
    if (model.pooling() == LocalModel.Pooling.MEAN) {
      for (int from = vector.length; from < states.length; from += vector.length) {
        for (int d = 0; d < vector.length; d++) {
          vector[d] += states[from + d];
        }
      }
    }
    normalise(vector);
    return vector;
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
