package io.codestrata.embed.local;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.codestrata.chunk.Chunk;
import io.codestrata.chunk.SourceText;
import io.codestrata.chunk.SyntaxChunker;
import io.codestrata.chunk.TokenEstimate;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.language.GrammarRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Runs each local model on the same chunks raw (ids at hand, the session alone) and as the whole
 * embedder, in one thread, text by text in turns, and prints tokens a second of processor time, so
 * that other load counts little. Run by {@code jobs/bench/local-model.sh FOLDER ...}.
 */
public final class LocalBenchmark {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 3;
  private static final int CHUNK_TOKENS = 512;
  private static final int MOST_TEXTS = 200;

  private LocalBenchmark() {}

  public static void main(String[] folders) throws IOException, EmbeddingException {
    List<String> texts = texts(folders);
    System.out.printf(
        "%-26s %6s %8s %8s %11s %11s %6s%n",
        "model", "texts", "tokens", "as code", "raw tok/s", "whole tok/s", "ratio");
    for (LocalModel model : LocalModel.values()) {
      measure(model, texts);
    }
  }

  /** Chunks of the folders' files, the same ones each time. */
  private static List<String> texts(String[] folders) throws IOException {
    SyntaxChunker chunker =
        new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), CHUNK_TOKENS);
    List<String> texts = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> paths = Files.walk(Path.of(folder))) {
        for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile).sorted()::iterator) {
          SourceText text = SourceText.of(Files.readAllBytes(path));
          String language =
              text.skipReason().isEmpty()
                  ? GrammarRegistry.shared().detector().detect(path.toString(), text.utf8())
                  : "";
          if (GrammarRegistry.shared().grammar(language).isPresent()) {
            chunker.chunk(language, text.utf8()).stream()
                .map(Chunk::embeddedText)
                .forEach(texts::add);
          }
        }
      }
    }
    Collections.shuffle(texts, new Random(1));
    return texts.subList(0, Math.min(MOST_TEXTS, texts.size()));
  }

  private static void measure(LocalModel model, List<String> texts)
      throws IOException, EmbeddingException {
    LocalEmbedder embedder = LocalEmbedder.shared(model);
    List<List<long[]>> windows = new ArrayList<>();
    long asCode = 0;
    try (HuggingFaceTokenizer tokenizer = LocalEmbedder.tokenizer(model)) {
      for (String text : texts) {
        asCode += tokenizer.encode(text, false, false).getIds().length;
        long[] ids = tokenizer.encode(PlainWords.of(text), false, false).getIds();
        windows.add(LocalEmbedder.windows(ids));
      }
    }
    long tokens = embedder.embedDocuments(texts).tokens();
    double raw = 0;
    double whole = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < texts.size(); i++) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (long[] window : windows.get(i)) {
          embedder.run(window);
        }
        long middle = THREADS.getCurrentThreadCpuTime();
        embedder.embedDocuments(texts.subList(i, i + 1));
        raw += (middle - start) / 1e9;
        whole += (THREADS.getCurrentThreadCpuTime() - middle) / 1e9;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-26s %6d %8d %8d %11.0f %11.0f %6.3f%n",
        model.model().name(),
        texts.size(),
        tokens,
        asCode,
        ROUNDS * tokens / raw,
        ROUNDS * tokens / whole,
        raw / whole);
  }
}
