package io.codestrata.secrets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What secrets look like: the rules of gitleaks, fetched at build, and a few of our own in the same
 * format. Loaded once a JVM; immutable.
 */
public final class SecretRules {
  /** Raised by a change of codestrata.toml. */
  private static final int OWN_VERSION = 1;

  private static final SecretRules SHARED = load();

  private final String version;
  private final List<SecretRule> all;
  private final KeywordAutomaton keywords;
  private final Trigger[][] triggers;
  private final int[] withoutKeyword;

  private SecretRules(String version, List<SecretRule> all) {
    this.version = version;
    this.all = all;
    Map<String, List<Trigger>> byKeyword = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      for (String keyword : Trigger.words(all.get(i))) {
        byKeyword
            .computeIfAbsent(keyword, word -> new ArrayList<>())
            .add(Trigger.of(i, all.get(i), keyword));
      }
    }
    this.keywords = new KeywordAutomaton(List.copyOf(byKeyword.keySet()));
    this.triggers =
        byKeyword.values().stream()
            .map(list -> list.toArray(Trigger[]::new))
            .toArray(Trigger[][]::new);
    this.withoutKeyword =
        IntStream.range(0, all.size()).filter(i -> all.get(i).keywords().isEmpty()).toArray();
  }

  /** The rules of this build. */
  public static SecretRules shared() {
    return SHARED;
  }

  private static SecretRules load() {
    RuleFile gitleaks = RuleFile.read("gitleaks.toml");
    RuleFile own = RuleFile.read("codestrata.toml");
    List<Allowlist> common =
        Stream.concat(gitleaks.allowlists().stream(), own.allowlists().stream()).toList();
    List<SecretRule> all =
        Stream.concat(gitleaks.rules().stream(), own.rules().stream())
            .map(rule -> rule.plus(common.stream().filter(list -> list.isFor(rule.id())).toList()))
            .toList();
    return new SecretRules("gitleaks " + gitleaksVersion() + ", own " + OWN_VERSION, all);
  }

  private static String gitleaksVersion() {
    Properties properties = new Properties();
    try (InputStream file = SecretRules.class.getResourceAsStream("gitleaks.properties")) {
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  /** Names what is found: two runs of the same version find the same. */
  public String version() {
    return version;
  }

  List<SecretRule> all() {
    return all;
  }

  KeywordAutomaton keywords() {
    return keywords;
  }

  /** What the keyword of this index sets off. */
  Trigger[] triggers(int keyword) {
    return triggers[keyword];
  }

  /** Rules that look at every text. */
  int[] withoutKeyword() {
    return withoutKeyword;
  }
}
