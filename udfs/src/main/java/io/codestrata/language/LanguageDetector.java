package io.codestrata.language;

import io.codestrata.language.Detection.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Tells a file's language. The first of these that knows decides: its whole name; its extension,
 * the longest first; where several languages share that, its shebang, modeline or content, or else
 * the most common of them; for other names its shebang, its modeline, an XML prolog.
 *
 * <p>Looks at the first 16 kB and, for a modeline, at the last 2 kB.
 */
public final class LanguageDetector {
  /** The name of what no rule knows. */
  public static final String UNKNOWN = "text";

  private static final int HEAD_BYTES = 16_384;
  private static final int TAIL_BYTES = 2_048;
  private static final Pattern XML_PROLOG = Pattern.compile("\\A\\s{0,64}+<\\?xml\\s");

  /** Endings of files that become, by filling in or copying, the file that the rest names. */
  private static final Set<String> TEMPLATES =
      Set.of("in", "dist", "example", "sample", "template");

  private final ContentRules contentRules;
  private final Map<String, String> byExtension = new HashMap<>();
  private final Map<String, String> byFileName = new HashMap<>();
  private final Map<String, List<String>> byInterpreter = new HashMap<>();
  private final Map<String, String> byLinguistName = new HashMap<>();

  LanguageDetector(GrammarRegistry registry, ContentRules contentRules) {
    this.contentRules = contentRules;
    for (GrammarRegistry.Entry entry : registry.usersFirst()) {
      String name = entry.info().name();
      entry.info().extensions().forEach(extension -> byExtension.putIfAbsent(extension, name));
      entry.fileNames().forEach(file -> byFileName.putIfAbsent(file, name));
      entry
          .interpreters()
          .forEach(
              program ->
                  byInterpreter.computeIfAbsent(program, key -> new ArrayList<>()).add(name));
      entry.linguistNames().forEach(alias -> byLinguistName.putIfAbsent(key(alias), name));
    }
    for (GrammarRegistry.Entry entry : registry.entries()) {
      byLinguistName.putIfAbsent(entry.info().name(), entry.info().name());
    }
  }

  /** The JVM's one detector. */
  public static LanguageDetector shared() {
    return GrammarRegistry.shared().detector();
  }

  /**
   * @param path the file's path, {@code /} between names
   * @param content its bytes in UTF-8, or the first of them
   * @return a language's name, {@link #UNKNOWN} where no rule knows
   */
  public String detect(String path, byte[] content) {
    return explain(path, content).language();
  }

  /** As {@link #detect}, with the rule that decided. */
  public Detection explain(String path, byte[] content) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String known = byFileName.get(name);
    if (known != null) {
      return new Detection(known, Rule.FILE_NAME);
    }
    Optional<String> extension = extension(name);
    if (extension.isEmpty()) {
      String last = name.substring(name.lastIndexOf('.') + 1);
      return last.length() < name.length() - 1 && TEMPLATES.contains(last)
          ? explain(name.substring(0, name.length() - last.length() - 1), content)
          : byText(content);
    }
    return contentRules.isContested(extension.get())
        ? amongCandidates(extension.get(), content)
        : new Detection(byExtension.get(extension.get()), Rule.EXTENSION);
  }

  /**
   * The language that a {@code .gitattributes} file or an editor means.
   *
   * @param name linguist's name or one of its aliases, in any case, {@code -} or blanks between
   *     words
   */
  public Optional<String> byLinguistName(String name) {
    return Optional.ofNullable(byLinguistName.get(key(name)));
  }

  /** Whether content decides what the file's extension means. */
  boolean isContested(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return !byFileName.containsKey(name)
        && extension(name).filter(contentRules::isContested).isPresent();
  }

  /** The longest extension of the name that is known, as the tables have it. */
  private Optional<String> extension(String name) {
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      String written = name.substring(dot + 1);
      for (String extension : List.of(written, written.toLowerCase(Locale.ROOT))) {
        if (byExtension.containsKey(extension) || contentRules.isContested(extension)) {
          return Optional.of(extension);
        }
      }
    }
    return Optional.empty();
  }

  private Detection amongCandidates(String extension, byte[] content) {
    String head = head(content);
    String common = byExtension.get(extension);
    Predicate<String> candidate =
        language -> language.equals(common) || contentRules.mayMean(extension, language);
    return interpreted(head, candidate)
        .map(language -> new Detection(language, Rule.SHEBANG))
        .or(
            () ->
                edited(head, content)
                    .filter(candidate)
                    .map(language -> new Detection(language, Rule.MODELINE)))
        .or(
            () ->
                contentRules
                    .match(extension, head)
                    .map(language -> new Detection(language, Rule.CONTENT)))
        .orElseGet(
            () ->
                common == null
                    ? new Detection(UNKNOWN, Rule.NONE)
                    : new Detection(common, Rule.EXTENSION));
  }

  private Detection byText(byte[] content) {
    String head = head(content);
    return interpreted(head, any -> true)
        .map(language -> new Detection(language, Rule.SHEBANG))
        .or(() -> edited(head, content).map(language -> new Detection(language, Rule.MODELINE)))
        .orElseGet(
            () ->
                XML_PROLOG.matcher(head).lookingAt()
                    ? new Detection("xml", Rule.CONTENT)
                    : new Detection(UNKNOWN, Rule.NONE));
  }

  /** The language of the script's interpreter, a preferred one where it runs several. */
  private Optional<String> interpreted(String head, Predicate<String> preferred) {
    Optional<List<String>> languages =
        Shebang.interpreter(head)
            .map(
                program ->
                    byInterpreter.getOrDefault(
                        program, byInterpreter.get(Shebang.withoutVersion(program))));
    return languages
        .flatMap(all -> all.stream().filter(preferred).findFirst())
        .or(() -> languages.map(all -> all.get(0)));
  }

  private Optional<String> edited(String head, byte[] content) {
    int start = Math.max(0, content.length - TAIL_BYTES);
    String tail = new String(content, start, content.length - start, StandardCharsets.UTF_8);
    return Modeline.mode(head, tail).flatMap(this::byLinguistName);
  }

  private static String head(byte[] content) {
    String head =
        new String(content, 0, Math.min(content.length, HEAD_BYTES), StandardCharsets.UTF_8);
    return head.startsWith("\uFEFF") ? head.substring(1) : head;
  }

  static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace(' ', '-');
  }
}
