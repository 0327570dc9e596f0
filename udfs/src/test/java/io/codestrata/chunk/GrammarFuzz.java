package io.codestrata.chunk;

import io.codestrata.language.LanguageDetector;
import io.codestrata.language.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Cuts damaged sources until its time is up: a program, since a grammar may end its process. Each
 * case is made from the seed and its number alone; the last one is in a file.
 */
final class GrammarFuzz {
  private static final int[] BUDGETS = {1, 24, 100, 400};
  private static final int LARGEST_BYTES = 200_000;

  /** A file that is to be damaged. */
  private record Source(String language, byte[] utf8) {}

  private final long seed;
  private final Path last;
  private final List<Path> corpus;
  private final List<String> languages = Samples.languages();

  private GrammarFuzz(long seed, Path last, List<Path> corpus) {
    this.seed = seed;
    this.last = last;
    this.corpus = corpus;
  }

  /** Arguments: seed, first case, seconds, file of the last case, and perhaps a corpus. */
  public static void main(String[] arguments) throws IOException {
    Instant end = Instant.now().plus(Duration.ofSeconds(Long.parseLong(arguments[2])));
    List<Path> corpus = arguments.length > 4 ? files(Path.of(arguments[4])) : List.of();
    GrammarFuzz fuzz = new GrammarFuzz(Long.parseLong(arguments[0]), Path.of(arguments[3]), corpus);
    int first = Integer.parseInt(arguments[1]);
    int number = first;
    while (Instant.now().isBefore(end)) {
      fuzz.cut(number++);
    }
    System.out.println((number - first) + " cases");
  }

  private void cut(int number) throws IOException {
    Random random = new Random(seed * 1_000_003 + number);
    Source sound = source(number, random);
    byte[] utf8 = new Mutation(random).of(sound.utf8());
    int maxTokens = BUDGETS[random.nextInt(BUDGETS.length)];
    Files.write(last, utf8);
    Files.writeString(
        Path.of(last + ".txt"),
        "case " + number + " of seed " + seed + ": " + sound.language() + ", " + maxTokens);
    GuardedChunker chunker =
        new GuardedChunker(
            List.of(), new TokenEstimate(), maxTokens, ParseJournal.NONE, suspected -> false);
    GuardedChunker.Cut cut =
        chunker.cut(new ParseJournal.Parse("hash", "path", sound.language()), utf8);
    Laws.check(utf8, maxTokens, cut.chunks());
  }

  /** Each language in its turn, or a file of the corpus. */
  private Source source(int number, Random random) throws IOException {
    if (corpus.isEmpty() || random.nextInt(4) == 0) {
      String language = languages.get(number % languages.size());
      return new Source(language, Samples.of(language).getBytes(StandardCharsets.UTF_8));
    }
    Path file = corpus.get(random.nextInt(corpus.size()));
    byte[] utf8 = SourceText.of(Files.readAllBytes(file)).utf8();
    return new Source(LanguageDetector.shared().detect(file.toString(), utf8), utf8);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = new ArrayList<>();
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        if (Files.size(file) <= LARGEST_BYTES) {
          files.add(file);
        }
      }
      return files;
    }
  }
}
