package io.codestrata.embed.local;

import ai.djl.huggingface.tokenizers.Encoding;
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
import java.util.ArrayList;
import java.util.Comparator;
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

  private static final int TEXTS_A_RUN = 8;
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
    return new BatchLimits(1_024, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public int countTokens(String text) {
    // Nothing is limited by it here, so a text is not tokenised a second time.
    return text.length() / CHARS_A_TOKEN + 1;
  }

  @Override
  public EmbeddedBatch embedDocuments(List<String> texts) throws EmbeddingException {
    List<Window> windows = new ArrayList<>();
    long tokens = 0;
    for (int i = 0; i < texts.size(); i++) {
      Encoding encoding = tokenizer.encode(texts.get(i), false, false);
      long[] ids = encoding.getIds();
      tokens += ids.length;
      for (int from = 0; from == 0 || from < ids.length; from += WINDOW_TOKENS) {
        windows.add(new Window(i, ids, from, Math.min(ids.length, from + WINDOW_TOKENS)));
      }
    }
    // Like lengths run together, so that little of a run is padding.
    windows.sort(Comparator.comparingInt(Window::length));
    float[][] sums = new float[texts.size()][MODEL.dimension()];
    try {
      for (int from = 0; from < windows.size(); from += TEXTS_A_RUN) {
        run(windows.subList(from, Math.min(windows.size(), from + TEXTS_A_RUN)), sums);
      }
    } catch (OrtException e) {
      throw new EmbeddingException(
          EmbeddingException.Kind.INPUT, "the local model failed: " + e.getMessage(), e);
    }
    for (float[] sum : sums) {
      normalise(sum);
    }
    return new EmbeddedBatch(List.of(sums), tokens);
  }

  @Override
  public float[] embedQuery(String query) throws EmbeddingException {
    return embedDocuments(List.of(query)).vectors().get(0);
  }

  @Override
  public void close() {}

  /** A slice {@code [from, to)} of the token ids of text {@code text}. */
  private record Window(int text, long[] ids, int from, int to) {
    int length() {
      return to - from + 2;
    }
  }

  private void run(List<Window> windows, float[][] sums) throws OrtException {
    int rows = windows.size();
    int width = windows.get(rows - 1).length();
    long[][] ids = new long[rows][width];
    long[][] mask = new long[rows][width];
    for (int row = 0; row < rows; row++) {
      Window window = windows.get(row);
      ids[row][0] = CLS;
      System.arraycopy(window.ids(), window.from(), ids[row], 1, window.to() - window.from());
      ids[row][window.length() - 1] = SEP;
      java.util.Arrays.fill(mask[row], 0, window.length(), 1);
    }
    try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids);
        OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask);
        OnnxTensor typeTensor = OnnxTensor.createTensor(environment, new long[rows][width]);
        OrtSession.Result result =
            session.run(
                Map.of(
                    "input_ids", idTensor,
                    "attention_mask", maskTensor,
                    "token_type_ids", typeTensor))) {
      java.nio.FloatBuffer states = ((OnnxTensor) result.get(0)).getFloatBuffer();
      for (int row = 0; row < rows; row++) {
        addMean(states, row * width, windows.get(row), sums[windows.get(row).text()]);
      }
    }
  }

  /** Adds the window's mean of its token vectors, made unit length and weighted by its tokens. */
  private static void addMean(
      java.nio.FloatBuffer states, int firstToken, Window window, float[] sum) {
    float[] mean = new float[sum.length];
    for (int token = 0; token < window.length(); token++) {
      int at = (firstToken + token) * sum.length;
      for (int d = 0; d < sum.length; d++) {
        mean[d] += states.get(at + d);
      }
    }
    normalise(mean);
    for (int d = 0; d < sum.length; d++) {
      sum[d] += mean[d] * window.length();
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
