package io.codestrata.chunk;

import io.codestrata.language.GrammarRegistry;
import io.codestrata.language.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Cuts sources, sound and damaged, of all languages in turn: a program, so that its memory is its
 * own. Prints the KB that are resident after a warm-up, after half and after all of it.
 */
final class ParseSoak {
  private static final int WARM_UP = 2_000;

  private ParseSoak() {}

  /** Argument: parses after the warm-up. */
  public static void main(String[] arguments) throws IOException {
    int parses = Integer.parseInt(arguments[0]);
    cut(0, WARM_UP);
    System.out.println(residentKb());
    cut(WARM_UP, parses / 2);
    System.out.println(residentKb());
    cut(WARM_UP + parses / 2, parses - parses / 2);
    System.out.println(residentKb());
  }

  private static void cut(int first, int parses) {
    List<String> languages = Samples.languages();
    SyntaxChunker chunker = new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), 60);
    for (int number = first; number < first + parses; number++) {
      String language = languages.get(number % languages.size());
      byte[] sound = Samples.of(language).repeat(4).getBytes(StandardCharsets.UTF_8);
      // The same few damages again and again, so that all were seen in the warm-up.
      int damage = number / languages.size() % 8;
      byte[] utf8 = damage < 4 ? sound : new Mutation(new Random(damage)).of(sound);
      if (chunker.chunk(language, utf8).isEmpty()) {
        throw new IllegalStateException(language + " has no chunk");
      }
    }
  }

  private static long residentKb() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
