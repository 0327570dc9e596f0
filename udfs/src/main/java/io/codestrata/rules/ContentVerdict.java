package io.codestrata.rules;

import io.codestrata.chunk.SourceText;
import io.codestrata.language.Detection;
import io.codestrata.language.LanguageDetector;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is told of a file once it is read: its language, and whether its content shows that it is no
 * source.
 *
 * @param language a name {@link LanguageDetector} knows; empty for what is no text
 * @param told by what the language was told, as {@link Detection.Rule#label} has it, or by
 *     attributes; empty for what is no text
 * @param skip why it is left out, if it is
 */
public record ContentVerdict(String language, String told, Optional<Skip> skip) {
  private static final int TAIL_BYTES = 200;

  /**
   * Looks at a file.
   *
   * @param path {@code /} between names
   */
  public static ContentVerdict of(
      String path, SourceText text, Disposition.Reading reading, LanguageDetector detector) {
    if (!text.skipReason().isEmpty()) {
      String reason = text.skipReason();
      return new ContentVerdict("", "", Optional.of(new Skip(reason, "its bytes are " + reason)));
    }
    // Some declare notebooks to be in their cells' language, which the file is not.
    boolean declared = !reading.language().isEmpty() && !path.endsWith(".ipynb");
    Optional<Skip> skip = skip(path, text.utf8(), reading.contentRules());
    if (declared) {
      return new ContentVerdict(reading.language(), "attributes", skip);
    }
    Detection detection = detector.explain(path, text.utf8());
    return new ContentVerdict(detection.language(), detection.rule().label(), skip);
  }

  private static Optional<Skip> skip(String path, byte[] utf8, Set<SkipRule> apply) {
    if (apply.isEmpty()) {
      return Optional.empty();
    }
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    String extension = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    Optional<Skip> skip = Optional.empty();
    if (apply.contains(SkipRule.GENERATED)) {
      skip =
          GeneratedMarkers.find(name, extension, SourceHead.of(utf8))
              .map(what -> Skip.by(SkipRule.GENERATED, what));
    }
    if (skip.isEmpty() && apply.contains(SkipRule.MINIFIED)) {
      skip = ContentShape.minified(extension, utf8).map(what -> Skip.by(SkipRule.MINIFIED, what));
    }
    if (skip.isEmpty() && apply.contains(SkipRule.SNAPSHOT) && isCassette(extension, utf8)) {
      skip = Optional.of(Skip.by(SkipRule.SNAPSHOT, "a recording of VCR"));
    }
    if (skip.isEmpty() && apply.contains(SkipRule.DATA)) {
      skip = ContentShape.data(extension, utf8).map(what -> Skip.by(SkipRule.DATA, what));
    }
    return skip;
  }

  private static boolean isCassette(String extension, byte[] utf8) {
    if (!extension.equals("yml") && !extension.equals("yaml")) {
      return false;
    }
    int tail = Math.min(TAIL_BYTES, utf8.length);
    return new String(utf8, utf8.length - tail, tail, StandardCharsets.UTF_8)
        .contains("recorded_with: VCR");
  }
}
