package io.codestrata.chunk;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.codestrata.language.GrammarRegistry;
import io.codestrata.syntax.Platform;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Parses the same files raw, in a C program without a JVM, and through the whole chunker, in one
 * thread and in turns, and prints both rates and their ratio. Rates are by processor time, all of
 * the JVM's threads together, since machines are busy. Run by {@code jobs/bench/chunking.sh FOLDER
 * ...}.
 */
public final class ChunkBenchmark {
  private static final int ROUNDS = 5;

  /** Less is too short for the clock of processor time. */
  private static final int FEWEST_BYTES = 500_000;

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ChunkBenchmark() {}

  /**
   * @param arguments the program {@code rawparse}, then folders
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, List<byte[]>> files = read(Arrays.copyOfRange(arguments, 1, arguments.length));
    System.out.printf(
        "%-12s %6s %7s %10s %10s %6s %9s %12s%n",
        "language", "files", "MB", "raw MB/s", "chunk MB/s", "ratio", "chunks", "KB a file");
    for (Map.Entry<String, List<byte[]>> entry : files.entrySet()) {
      measure(arguments[0], entry.getKey(), entry.getValue());
    }
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
          if (library(language).isPresent()) {
            files.computeIfAbsent(language, name -> new ArrayList<>()).add(text.utf8());
          }
        }
      }
    }
    files
        .values()
        .removeIf(list -> list.stream().mapToInt(file -> file.length).sum() < FEWEST_BYTES);
    return files;
  }

  private static void measure(String program, String language, List<byte[]> files)
      throws Exception {
    SyntaxChunker chunker = new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), 512);
    double[] raw = new double[ROUNDS];
    double[] whole = new double[ROUNDS];
    long chunks = 0;
    long allocated = 0;
    for (int round = 0; round < ROUNDS; round++) {
      raw[round] = rawSeconds(program, language, files);
      long before = THREADS.getTotalThreadAllocatedBytes();
      long start = PROCESS.getProcessCpuTime();
      chunks = files.stream().mapToLong(file -> chunker.chunk(language, file).size()).sum();
      whole[round] = (PROCESS.getProcessCpuTime() - start) / 1e9;
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

  private static double rawSeconds(String program, String language, List<byte[]> files)
      throws IOException {
    Process raw =
        new ProcessBuilder(
                program,
                resource("/io/codestrata/syntax/native/", "treesitter").orElseThrow(),
                library(language).orElseThrow(),
                "tree_sitter_" + symbol(language))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (DataOutputStream sources =
        new DataOutputStream(new BufferedOutputStream(raw.getOutputStream()))) {
      for (byte[] file : files) {
        sources.writeInt(file.length);
        sources.write(file);
      }
    }
    return Double.parseDouble(
        new String(raw.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
  }

  /** The grammar's C name, as the manifest has it. */
  private static String symbol(String language) throws IOException {
    try (InputStream manifest = GrammarRegistry.class.getResourceAsStream("grammars.txt")) {
      return new String(manifest.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\\|"))
          .filter(cells -> cells[0].equals(language))
          .findFirst()
          .orElseThrow()[3];
    }
  }

  /** The language's grammar as the build compiled it; empty for one of another origin. */
  private static Optional<String> library(String language) {
    return resource("/io/codestrata/language/native/", language);
  }

  private static Optional<String> resource(String folder, String name) {
    return Optional.ofNullable(
            ChunkBenchmark.class.getResource(
                folder + Platform.name() + "/" + name + Platform.librarySuffix()))
        .map(URL::getPath);
  }
}
