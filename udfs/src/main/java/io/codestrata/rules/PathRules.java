package io.codestrata.rules;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells from the path alone what is not source: by the table {@code paths.txt} and, for licences
 * and bundled libraries, by patterns of names.
 */
public final class PathRules {
  /** Below these a folder's name is a package's, not a vendor's. */
  private static final Pattern PACKAGES =
      Pattern.compile("(?:^|/)src/\\w+/(?:java|kotlin|scala|groovy)/");

  private static final Pattern PROSE =
      Pattern.compile("\\.(?:md|markdown|txt|text|rst|adoc|html?)$", Pattern.CASE_INSENSITIVE);

  /** In capitals whatever follows; else with nothing behind but a licence's name. */
  private static final Pattern LICENCE =
      Pattern.compile(
          "(?:[A-Z0-9]+[-_])?(?:UN)?LICEN[CS]ES?(?:[-_.][\\w+.-]*)?"
              + "|COPYING(?:[-_.][\\w+.-]*)?|COPYRIGHT"
              + "|(?i:(?:(?:mit|apache|bsd|gpl)[-_])?(?:un)?licen[cs]es?"
              + "(?:[-_.](?:apache|mit|bsd|[al]?gpl|mpl|isc|cc|epl|ofl|zlib)[-_.v0-9]*)?"
              + "|copying|copyright)");

  /** A library that is named with its version, as it is downloaded. */
  private static final Pattern LIBRARY =
      Pattern.compile(
          "(?:jquery|bootstrap|angular|react|react-dom|vue|d3|modernizr|mootools|prototype|knockout"
              + "|backbone|underscore|lodash|ember|handlebars|require|moment|three|yui|cordova"
              + "|font-?awesome|foundation|normalize)(?:[-.][a-z]+)*[-.]v?\\d+(?:\\.\\d+)*"
              + "(?:[-.][a-z]+)*\\.(?:js|css)",
          Pattern.CASE_INSENSITIVE);

  private static final PathRules SHARED = new PathRules();

  private final Map<String, SkipRule> folders = new HashMap<>();
  private final Map<String, SkipRule> rootFolders = new HashMap<>();
  private final Map<String, SkipRule> folderPaths = new HashMap<>();
  private final Map<String, SkipRule> names = new HashMap<>();
  private final List<Map.Entry<String, SkipRule>> ends = new ArrayList<>();

  private PathRules() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                PathRules.class.getResourceAsStream("paths.txt"), StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\\|", -1))
          .forEach(cells -> add(SkipRule.of(cells[0]).orElseThrow(), cells[1], cells[2]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(SkipRule rule, String place, String words) {
    for (String word : words.split(" ")) {
      switch (place) {
        case "folder" -> folders.put(word, rule);
        case "root" -> rootFolders.put(word, rule);
        case "below" -> folderPaths.put(word, rule);
        case "name" -> names.put(word, rule);
        case "end" -> ends.add(Map.entry(word, rule));
        default -> throw new IllegalStateException("paths.txt has no place " + place);
      }
    }
  }

  /** The JVM's one table. */
  public static PathRules shared() {
    return SHARED;
  }

  /**
   * Why all below a folder is left out, told by the folder itself and not by those above it.
   *
   * @param path the folder's, {@code /} between names, none at the end
   * @param apply the rules that are switched on
   */
  public Optional<Skip> ofFolder(String path, Set<SkipRule> apply) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    SkipRule rule = folders.get(name);
    if (rule == null && name.length() == path.length()) {
      rule = rootFolders.get(name);
    }
    if (rule == null) {
      int slash = path.lastIndexOf('/', path.length() - name.length() - 2);
      rule = folderPaths.get(path.substring(slash + 1));
    }
    return rule == null || !apply.contains(rule) || PACKAGES.matcher(path).find()
        ? Optional.empty()
        : Optional.of(Skip.by(rule, "folder " + path + "/"));
  }

  /** Why a file is left out, told by its name and by every folder above it. */
  public Optional<Skip> ofFile(String path, Set<SkipRule> apply) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      Optional<Skip> skip = ofFolder(path.substring(0, slash), apply);
      if (skip.isPresent()) {
        return skip;
      }
    }
    String name = path.substring(path.lastIndexOf('/') + 1);
    return byName(name).filter(apply::contains).map(rule -> Skip.by(rule, "name " + name));
  }

  private Optional<SkipRule> byName(String name) {
    SkipRule rule = names.get(name);
    if (rule != null) {
      return Optional.of(rule);
    }
    if (LICENCE.matcher(PROSE.matcher(name).replaceFirst("")).matches()) {
      return Optional.of(SkipRule.LICENCE);
    }
    for (Map.Entry<String, SkipRule> end : ends) {
      if (name.endsWith(end.getKey())) {
        return Optional.of(end.getValue());
      }
    }
    return LIBRARY.matcher(name).matches() ? Optional.of(SkipRule.VENDORED) : Optional.empty();
  }
}
