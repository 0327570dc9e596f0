package io.codestrata.chunk;

import com.sun.management.ThreadMXBean;
import io.codestrata.language.GrammarRegistry;
import io.codestrata.syntax.Platform;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.treesitter.TSLanguage;
import org.treesitter.TSParser;
import org.treesitter.TSTree;

/**
 * Parses the same files raw and through the whole chunker, in one thread and in turns, and prints
 * the ratio. Run by {@code jobs/bench/chunking.sh FOLDER ...}.
 */
public final class ChunkBenchmark {
  private static final int ROUNDS = 5;
  private static final int FEWEST_FILES = 10;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ChunkBenchmark() {}

  public static void main(String[] folders) throws IOException {
    Map<String, List<byte[]>> files = read(folders);
    System.out.printf(
        "%-12s %6s %7s %10s %10s %6s %9s %12s%n",
        "language", "files", "MB", "raw MB/s", "chunk MB/s", "ratio", "chunks", "KB a file");
    files.forEach(ChunkBenchmark::measure);
  }

  private static Map<String, List<byte[]>> read(String[] folders) throws IOException {
    Map<String, List<byte[]>> files = new TreeMap<>();
    for (String folder : folders) {
      try (Stream<Path> paths = Files.walk(Path.of(folder))) {
        for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
          SourceText text = SourceText.of(Files.readAllBytes(path));
          String language =
              text.skipReason().isEmpty()
                  ? GrammarRegistry.shared().detector().detect(path.toString(), text.utf8())
                  : "";
          if (GrammarRegistry.shared().grammar(language).isPresent()) {
            files.computeIfAbsent(language, name -> new ArrayList<>()).add(text.utf8());
          }
        }
      }
    }
    files.values().removeIf(list -> list.size() < FEWEST_FILES);
    return files;
  }

  private static void measure(String language, List<byte[]> files) {
    SyntaxChunker chunker = new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), 512);
    TSLanguage grammar = grammar(language);
    double[] raw = new double[ROUNDS];
    double[] whole = new double[ROUNDS];
    long chunks = 0;
    long allocated = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      parse(grammar, files);
      raw[round] = (System.nanoTime() - start) / 1e9;
      long before = THREADS.getTotalThreadAllocatedBytes();
      start = System.nanoTime();
      chunks = files.stream().mapToLong(file -> chunker.chunk(language, file).size()).sum();
      whole[round] = (System.nanoTime() - start) / 1e9;
      allocated = THREADS.getTotalThreadAllocatedBytes() - before;
    }
    Arrays.sort(raw);
    Arrays.sort(whole);
    double megabytes = files.stream().mapToLong(file -> file.length).sum() / 1e6;
    double rawSeconds = raw[ROUNDS / 2];
    double wholeSeconds = whole[ROUNDS / 2];
    System.out.printf(
        Locale.ROOT,
        "%-12s %6d %7.2f %10.2f %10.2f %6.2f %9d %12.1f%n",
        language,
        files.size(),
        megabytes,
        megabytes / rawSeconds,
        megabytes / wholeSeconds,
        rawSeconds / wholeSeconds,
        chunks,
        allocated / 1e3 / files.size());
  }

  /** The grammar as the published binding of tree-sitter loads it. */
  private static TSLanguage grammar(String language) {
    String library = "/io/codestrata/language/native/" + Platform.name() + "/" + language;
    URL file = GrammarRegistry.class.getResource(library + Platform.librarySuffix());
    return TSLanguage.load(file.getPath(), "tree_sitter_" + language.replace('-', '_'));
  }

  /** The limit: tree-sitter by itself, from text as Java has it. */
  private static void parse(TSLanguage grammar, List<byte[]> files) {
    try (TSParser parser = new TSParser()) {
      parser.setLanguage(grammar);
      for (byte[] file : files) {
        try (TSTree tree = parser.parseString(null, new String(file, StandardCharsets.UTF_8))) {
          if (tree.getRootNode().isNull()) {
            throw new IllegalStateException("no tree");
          }
        }
      }
    }
  }
}
