package io.codestrata.language;

import io.codestrata.syntax.Grammar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The languages of {@code languages.txt}, the grammars of {@code grammars.txt} and what {@code
 * declarations.txt} says of their nodes, with the user's own on top. A grammar's native library is
 * loaded when first asked for, once a JVM; one that does not load makes its language one without a
 * grammar.
 */
public final class GrammarRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(GrammarRegistry.class);
  private static final Map<List<UserGrammar>, GrammarRegistry> REGISTRIES =
      new ConcurrentHashMap<>();

  private final Map<String, Entry> entries = new TreeMap<>();
  private final Map<String, Optional<Grammar>> loaded = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> keywords = new ConcurrentHashMap<>();
  private LanguageDetector detector;

  /**
   * What the tables say of a language.
   *
   * @param info what users see
   * @param source its grammar, empty for none
   * @param fileNames whole names that mean this language
   * @param interpreters programs that a first line names, without their version
   * @param linguistNames what linguist calls it: its names, aliases and editors' modes
   * @param rules what its nodes declare, by kind
   * @param identity of all that shapes its chunks
   */
  record Entry(
      LanguageInfo info,
      Optional<GrammarSource> source,
      List<String> fileNames,
      List<String> interpreters,
      List<String> linguistNames,
      Map<String, List<DeclarationRule>> rules,
      String identity) {}

  private GrammarRegistry(List<UserGrammar> added) {
    Map<String, String[]> grammars = Tables.read("grammars.txt");
    Map<String, String[]> declarations = Tables.read("declarations.txt");
    Map<String, String[]> languages = Tables.read("languages.txt");
    languages.forEach(
        (name, cells) ->
            entries.put(name, known(cells, grammars.get(name), declarations.get(name))));
    added.forEach(grammar -> entries.merge(grammar.name(), entry(grammar), GrammarRegistry::over));
  }

  /** The registry without grammars of users. */
  public static GrammarRegistry shared() {
    return of(List.of());
  }

  /**
   * The JVM's one registry with these grammars added.
   *
   * @throws IllegalArgumentException where a declaration rule of one cannot be read
   */
  public static GrammarRegistry of(List<UserGrammar> added) {
    return REGISTRIES.computeIfAbsent(List.copyOf(added), GrammarRegistry::new);
  }

  /** Tells files' languages by these tables. */
  public synchronized LanguageDetector detector() {
    if (detector == null) {
      detector = new LanguageDetector(this, new ContentRules());
    }
    return detector;
  }

  /** The language's grammar, loaded now if need be; empty where it has none that loads. */
  public Optional<Grammar> grammar(String language) {
    Entry entry = entries.get(language);
    return entry == null || entry.source().isEmpty()
        ? Optional.empty()
        : loaded.computeIfAbsent(language, name -> load(name, entry.source().get()));
  }

  /** Words that the language's grammar has for itself; empty where it has no grammar. */
  public Set<String> keywords(String language) {
    return keywords.computeIfAbsent(
        language, name -> grammar(name).map(Grammar::keywords).orElse(Set.of()));
  }

  /** What nodes declare, by their kind; empty for an unknown language. */
  public Map<String, List<DeclarationRule>> declarations(String language) {
    Entry entry = entries.get(language);
    return entry == null ? Map.of() : entry.rules();
  }

  /** Names all grammars, their revisions and their declaration rules. */
  public String fingerprint() {
    return digest(entries.values().stream().map(Entry::identity));
  }

  /**
   * Names the language's grammar, its revision and its declaration rules; the same for all
   * languages without a grammar.
   */
  public String fingerprint(String language) {
    return digest(Stream.ofNullable(entries.get(language)).map(Entry::identity));
  }

  /** Names all that tells files' languages but the rules in code. */
  public String namesFingerprint() {
    return digest(
        entries.values().stream()
            .map(
                entry ->
                    String.join(
                        "|",
                        entry.info().name(),
                        entry.info().extensions().toString(),
                        entry.fileNames().toString(),
                        entry.interpreters().toString(),
                        entry.linguistNames().toString(),
                        // What a user says of an ending goes first.
                        entry.source().filter(GrammarSource.Given.class::isInstance).isPresent()
                            ? "user"
                            : "")));
  }

  private static String digest(Stream<String> parts) {
    return hash(parts.collect(Collectors.joining("|")).getBytes(StandardCharsets.UTF_8))
        .substring(0, 8);
  }

  /** Every language, sorted by name. */
  public List<LanguageInfo> languages() {
    return entries.values().stream().map(Entry::info).toList();
  }

  /** Those with a user's grammar first: what the user says of an ending holds. */
  List<Entry> usersFirst() {
    return entries.values().stream()
        .sorted(
            Comparator.comparing(
                entry -> !(entry.source().orElse(null) instanceof GrammarSource.Given)))
        .toList();
  }

  Iterable<Entry> entries() {
    return entries.values();
  }

  private static Optional<Grammar> load(String language, GrammarSource source) {
    try {
      return Optional.of(source.load());
    } catch (IOException | LinkageError | RuntimeException e) {
      LOG.warn("the grammar of {} does not load, files are cut by lines", language, e);
      return Optional.empty();
    }
  }

  private static Entry known(String[] language, String[] grammar, String[] declarations) {
    String rules = declarations == null ? "" : declarations[1];
    Map<String, List<DeclarationRule>> parsed = rules(Tables.words(rules));
    boolean none = grammar == null;
    return new Entry(
        new LanguageInfo(
            language[0],
            none ? "" : grammar[6],
            none ? "" : grammar[5],
            none ? 0 : Integer.parseInt(grammar[4]),
            none ? "" : grammar[7],
            Tables.words(language[1]),
            symbols(parsed)),
        none ? Optional.empty() : Optional.of(source(grammar)),
        Tables.words(language[2]),
        Tables.words(language[3]),
        language[4].isEmpty() ? List.of() : List.of(language[4].split(",")),
        parsed,
        none
            ? ""
            : hash((String.join("|", grammar) + "|" + rules).getBytes(StandardCharsets.UTF_8)));
  }

  private static GrammarSource source(String[] grammar) {
    return grammar[1].equals("maven")
        ? new GrammarSource.Artifact(grammar[2].split(":")[1], grammar[3])
        : new GrammarSource.Compiled(grammar[0], grammar[3]);
  }

  private static Entry entry(UserGrammar grammar) {
    Map<String, List<DeclarationRule>> rules = rules(grammar.declarations());
    String version = hash(grammar.library());
    String told = version + "|" + grammar.symbol() + "|" + grammar.declarations();
    return new Entry(
        new LanguageInfo(
            grammar.name(),
            "added by the user",
            version,
            0,
            "",
            grammar.extensions(),
            symbols(rules)),
        Optional.of(new GrammarSource.Given(grammar)),
        List.of(),
        List.of(),
        List.of(),
        rules,
        hash(told.getBytes(StandardCharsets.UTF_8)));
  }

  /** A known language with a user's grammar: known names and endings go on meaning it. */
  private static Entry over(Entry known, Entry added) {
    Set<String> extensions = new LinkedHashSet<>(known.info().extensions());
    extensions.addAll(added.info().extensions());
    LanguageInfo info = added.info();
    return new Entry(
        new LanguageInfo(
            info.name(),
            info.grammar(),
            info.version(),
            info.abi(),
            info.licence(),
            List.copyOf(extensions),
            info.symbols()),
        added.source(),
        known.fileNames(),
        known.interpreters(),
        known.linguistNames(),
        added.rules(),
        added.identity());
  }

  private static Map<String, List<DeclarationRule>> rules(List<String> texts) {
    return texts.stream()
        .map(DeclarationRule::parse)
        .collect(
            Collectors.groupingBy(
                DeclarationRule::kind, LinkedHashMap::new, Collectors.toUnmodifiableList()));
  }

  private static List<String> symbols(Map<String, List<DeclarationRule>> rules) {
    return rules.values().stream()
        .flatMap(List::stream)
        .map(DeclarationRule::declares)
        .distinct()
        .toList();
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
          .substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
