package io.codestrata.language;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.treesitter.TSLanguage;

/**
 * The languages of {@code languages.txt} and their tree-sitter grammars. A grammar's native library
 * is loaded when first asked for, once a JVM; one that does not load makes its language one without
 * a grammar.
 */
public final class GrammarRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(GrammarRegistry.class);
  private static final GrammarRegistry SHARED = new GrammarRegistry();

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, Optional<TSLanguage>> loaded = new ConcurrentHashMap<>();

  /**
   * What the tables say of a language.
   *
   * @param info what users see
   * @param className the grammar's Java class, empty for none
   * @param fileNames whole names that mean this language
   * @param interpreters programs that a first line names, without their version
   * @param kinds syntax node kind to kind of declaration
   */
  record Entry(
      LanguageInfo info,
      String className,
      List<String> fileNames,
      List<String> interpreters,
      Map<String, String> kinds) {}

  private GrammarRegistry() {
    Map<String, String[]> grammars = table("grammars.txt");
    Map<String, String[]> declarations = table("declarations.txt");
    table("languages.txt")
        .forEach(
            (name, cells) ->
                entries.put(name, entry(cells, grammars.get(name), declarations.get(name))));
  }

  /** The JVM's one registry. */
  public static GrammarRegistry shared() {
    return SHARED;
  }

  /** This registry and one grammar more, which no table names. */
  GrammarRegistry with(String language, TSLanguage grammar) {
    GrammarRegistry more = new GrammarRegistry();
    LanguageInfo info = new LanguageInfo(language, language, List.of(), List.of());
    more.entries.put(language, new Entry(info, language, List.of(), List.of(), Map.of()));
    more.loaded.put(language, Optional.of(grammar));
    return more;
  }

  /** The language's grammar, loaded now if need be; empty where it has none that loads. */
  public Optional<TSLanguage> grammar(String language) {
    Entry entry = entries.get(language);
    return entry == null || entry.className().isEmpty()
        ? Optional.empty()
        : loaded.computeIfAbsent(language, name -> load(entry));
  }

  /** Node kinds that declare something, and what they declare; empty for an unknown language. */
  public Map<String, String> declarations(String language) {
    Entry entry = entries.get(language);
    return entry == null ? Map.of() : entry.kinds();
  }

  /** Every language, sorted by name. */
  public List<LanguageInfo> languages() {
    return entries.values().stream()
        .map(Entry::info)
        .sorted(java.util.Comparator.comparing(LanguageInfo::name))
        .toList();
  }

  Iterable<Entry> entries() {
    return entries.values();
  }

  private static Optional<TSLanguage> load(Entry entry) {
    try {
      return Optional.of(
          Class.forName("org.treesitter." + entry.className())
              .asSubclass(TSLanguage.class)
              .getDeclaredConstructor()
              .newInstance());
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      LOG.warn("the grammar of {} does not load, files are cut by lines", entry.info().name(), e);
      return Optional.empty();
    }
  }

  private static Entry entry(String[] language, String[] grammar, String[] declarations) {
    Map<String, String> kinds = new LinkedHashMap<>();
    for (String pair : declarations == null ? List.<String>of() : words(declarations[1])) {
      kinds.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return new Entry(
        new LanguageInfo(
            language[0],
            grammar == null ? "" : "io.github.bonede:" + grammar[1],
            words(language[1]),
            List.copyOf(new LinkedHashSet<>(kinds.values()))),
        grammar == null ? "" : grammar[2],
        words(language[2]),
        words(language[3]),
        Map.copyOf(kinds));
  }

  /** The rows of a table, by their first cell. */
  private static Map<String, String[]> table(String resource) {
    Map<String, String[]> rows = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                GrammarRegistry.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\\|", -1))
          .forEach(cells -> rows.put(cells[0], cells));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static List<String> words(String cell) {
    return cell.isEmpty() ? List.of() : new ArrayList<>(Arrays.asList(cell.split(" ")));
  }
}
