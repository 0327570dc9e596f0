package io.codestrata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.language.DetectionMeasure;
import io.codestrata.language.DetectionScore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How well detection does on a folder that holds a folder a language, such as linguist's samples.
 */
final class DetectionReport {
  private static final int CONFUSIONS = 10;

  private final DetectionScore score;

  private DetectionReport(DetectionScore score) {
    this.score = score;
  }

  /**
   * Detects every file under the folder's folders, which bear linguist's names.
   *
   * @throws IOException if one cannot be read
   */
  static DetectionReport of(Path folder) throws IOException {
    DetectionMeasure measure = new DetectionMeasure();
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> files =
          paths
              .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
              .map(folder::relativize)
              .filter(path -> path.getNameCount() > 1)
              .sorted()
              .toList();
      for (Path file : files) {
        measure.add(
            file.getName(0).toString(),
            file.getFileName().toString(),
            Files.readAllBytes(folder.resolve(file)));
      }
    }
    return new DetectionReport(measure.score());
  }

  /** Whether no file was found. */
  boolean isEmpty() {
    return score.all().files() + score.foreign().files() == 0;
  }

  void printTo(PrintStream out) {
    out.printf(Locale.ROOT, "%-22s %7s %7s %7s %14s%n", "", "files", "right", "%", "wrong grammar");
    share(out, "known languages", score.all());
    share(out, "contested extensions", score.contested());
    out.printf(
        Locale.ROOT,
        "%-22s %7d %7s %7s %14d  (%d unknown, %d by lines)%n",
        "other languages",
        score.foreign().files(),
        "-",
        "-",
        score.foreign().wrongGrammar(),
        score.foreign().unknown(),
        score.foreign().byLines());
    score.confusions().stream()
        .limit(CONFUSIONS)
        .forEach(
            confusion ->
                out.printf(
                    Locale.ROOT,
                    "%n%4d  %s told as %s",
                    confusion.files(),
                    confusion.language(),
                    confusion.told()));
    out.println();
  }

  String json() throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode object = mapper.createObjectNode();
    share(object.putObject("known"), score.all());
    share(object.putObject("contested"), score.contested());
    object
        .putObject("other")
        .put("files", score.foreign().files())
        .put("unknown", score.foreign().unknown())
        .put("byLines", score.foreign().byLines())
        .put("wrongGrammar", score.foreign().wrongGrammar());
    var confusions = object.putArray("confusions");
    score
        .confusions()
        .forEach(
            confusion ->
                confusions
                    .addObject()
                    .put("language", confusion.language())
                    .put("told", confusion.told())
                    .put("files", confusion.files()));
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(object);
  }

  private static void share(PrintStream out, String title, DetectionScore.Share share) {
    out.printf(
        Locale.ROOT,
        "%-22s %7d %7d %7.2f %14d%n",
        title,
        share.files(),
        share.right(),
        share.percent(),
        share.wrongGrammar());
  }

  private static void share(ObjectNode object, DetectionScore.Share share) {
    object
        .put("files", share.files())
        .put("right", share.right())
        .put("percent", share.percent())
        .put("wrongGrammar", share.wrongGrammar());
  }
}
