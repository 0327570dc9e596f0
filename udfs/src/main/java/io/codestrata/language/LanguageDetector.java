package io.codestrata.language;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells a file's language by its name, its extension, its first line, and for {@code .h} and {@code
 * .m} by its content.
 */
public final class LanguageDetector {
  /** The name of what no rule knows. */
  public static final String UNKNOWN = "text";

  private static final LanguageDetector SHARED = new LanguageDetector(GrammarRegistry.shared());
  private static final int HEAD_BYTES = 16_384;
  private static final Pattern SHEBANG =
      Pattern.compile("#!\\s*\\S*?(?:/env\\s+(?:-S\\s+)?)?([A-Za-z+]+)[0-9.]*(?:\\s|$)");
  private static final Pattern CPP =
      Pattern.compile(
          "(?m)^\\s*(class\\s+\\w+|namespace\\b|template\\s*<|using\\s+\\w+|public:|private:|"
              + "#include\\s*<[a-z_]+>)");
  private static final Pattern OBJECTIVE_C =
      Pattern.compile("(?m)^\\s*(@interface|@implementation|@protocol|@end|#import\\b)");

  private final Map<String, String> byExtension = new HashMap<>();
  private final Map<String, String> byFileName = new HashMap<>();
  private final Map<String, String> byInterpreter = new HashMap<>();

  LanguageDetector(GrammarRegistry registry) {
    for (GrammarRegistry.Entry entry : registry.entries()) {
      entry
          .info()
          .extensions()
          .forEach(extension -> byExtension.putIfAbsent(extension, entry.info().name()));
      entry.fileNames().forEach(name -> byFileName.putIfAbsent(name, entry.info().name()));
      entry.interpreters().forEach(name -> byInterpreter.putIfAbsent(name, entry.info().name()));
    }
  }

  /** The JVM's one detector. */
  public static LanguageDetector shared() {
    return SHARED;
  }

  /**
   * @param path the file's path, {@code /} between names
   * @param content its bytes in UTF-8, or the first of them
   * @return a language's name, {@link #UNKNOWN} where no rule knows
   */
  public String detect(String path, byte[] content) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String known = byFileName.get(name);
    if (known != null) {
      return known;
    }
    int dot = name.lastIndexOf('.');
    String extension = dot < 0 ? "" : name.substring(dot + 1);
    if (extension.equalsIgnoreCase("h") || extension.equalsIgnoreCase("m")) {
      return ambiguous(extension.toLowerCase(Locale.ROOT), head(content));
    }
    String language =
        byExtension.getOrDefault(extension, byExtension.get(extension.toLowerCase(Locale.ROOT)));
    if (language != null && !extension.isEmpty()) {
      return language;
    }
    Matcher shebang = SHEBANG.matcher(head(content).lines().findFirst().orElse(""));
    return shebang.lookingAt() ? byInterpreter.getOrDefault(shebang.group(1), UNKNOWN) : UNKNOWN;
  }

  private static String ambiguous(String extension, String head) {
    if (OBJECTIVE_C.matcher(head).find()) {
      return "objc";
    }
    if (extension.equals("m")) {
      return "matlab";
    }
    return CPP.matcher(head).find() ? "cpp" : "c";
  }

  private static String head(byte[] content) {
    return new String(content, 0, Math.min(content.length, HEAD_BYTES), StandardCharsets.UTF_8);
  }
}
