package io.codestrata.chunk;

import io.codestrata.language.UserGrammar;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Processes that cut for this one, each a Java of the same class path that runs {@link
 * ChunkerMain}: as many as cut at once, kept for the next file. They end with this process.
 */
final class ChunkerProcesses {
  private static final Map<Cutting, ChunkerProcesses> BY_CUTTING = new ConcurrentHashMap<>();

  private record Cutting(int maxTokens, List<UserGrammar> grammars) {}

  private final Class<?> program;
  private final List<String> arguments;
  private final Deque<ChunkerProcess> idle = new ConcurrentLinkedDeque<>();

  /**
   * @param program has a main method that ends in {@link ChunkerMain#serve}
   */
  ChunkerProcesses(Class<?> program, String... arguments) {
    this.program = program;
    this.arguments = List.of(arguments);
  }

  /**
   * This process's own, for chunks of a budget by these grammars of the user.
   *
   * @throws UncheckedIOException where the grammars cannot be put down for them
   */
  static ChunkerProcesses of(int maxTokens, List<UserGrammar> grammars) {
    return BY_CUTTING.computeIfAbsent(
        new Cutting(maxTokens, List.copyOf(grammars)),
        cutting -> {
          String budget = Integer.toString(maxTokens);
          return grammars.isEmpty()
              ? new ChunkerProcesses(ChunkerMain.class, budget)
              : new ChunkerProcesses(ChunkerMain.class, budget, written(grammars).toString());
        });
  }

  /** The grammars in a file that only this user can read, for as long as this process lives. */
  private static Path written(List<UserGrammar> grammars) {
    try {
      Path file = Files.createTempFile("codestrata-grammars-", ".bin");
      file.toFile().deleteOnExit();
      try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
        out.writeObject(new ArrayList<>(grammars));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(ChunkErrors.noProcess(e), e);
    }
  }

  /** The grammars of such a file. */
  static List<UserGrammar> grammars(Path file) throws IOException, ClassNotFoundException {
    List<UserGrammar> grammars = new ArrayList<>();
    try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
      for (Object grammar : (List<?>) in.readObject()) {
        grammars.add((UserGrammar) grammar);
      }
    }
    return grammars;
  }

  /**
   * Cuts; a fault comes without chunks.
   *
   * @throws UncheckedIOException where no process can be started
   */
  GuardedChunker.Cut cut(String language, byte[] utf8) {
    ChunkerProcess process = idle.poll();
    if (process == null || !process.isAlive()) {
      process = start();
    }
    GuardedChunker.Cut cut = process.cut(language, utf8);
    if (cut.fault().isEmpty()) {
      idle.push(process);
    } else {
      process.close();
    }
    return cut;
  }

  private ChunkerProcess start() {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Its death is expected, and told by this process.
                "-XX:+SuppressFatalErrorMessage",
                "-XX:-CreateCoredumpOnCrash",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                program.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", classPath());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      return new ChunkerProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(ChunkErrors.noProcess(e), e);
    }
  }

  /** This process's, and what Spark has added to it for us. */
  private String classPath() {
    Set<String> entries = new LinkedHashSet<>();
    for (ClassLoader loader = program.getClassLoader();
        loader != null;
        loader = loader.getParent()) {
      if (loader instanceof URLClassLoader urls) {
        Arrays.stream(urls.getURLs())
            .filter(url -> url.getProtocol().equals("file"))
            .map(URL::getPath)
            .forEach(entries::add);
      }
    }
    entries.addAll(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
    return String.join(File.pathSeparator, entries);
  }
}
