package io.codestrata.source;

import io.codestrata.language.LanguageDetector;
import io.codestrata.merkle.ContentHash;
import io.codestrata.rules.Disposition;
import io.codestrata.rules.Disposition.Reading;
import io.codestrata.rules.PathRules;
import io.codestrata.rules.Skip;
import io.codestrata.rules.SkipRule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Decides what is read of one folder. Strongest first: {@code source.exclude}, {@code
 * source.include}, {@code .codestrataignore}, {@code .gitignore} (of folders; a git tree holds what
 * was meant to be in it), {@code .gitattributes}, the rules. Of files of one kind, the nearest that
 * says anything decides.
 */
final class FolderRules {
  /** Rules that look at content. */
  private static final Set<SkipRule> BY_CONTENT =
      Set.of(SkipRule.GENERATED, SkipRule.MINIFIED, SkipRule.SNAPSHOT, SkipRule.DATA);

  /** What {@code linguist-generated=false} keeps: all that linguist takes for generated. */
  private static final Set<SkipRule> GENERATED =
      Set.of(
          SkipRule.GENERATED,
          SkipRule.MINIFIED,
          SkipRule.LOCK_FILE,
          SkipRule.SNAPSHOT,
          SkipRule.DATA);

  /** Reads a file of the folder that is entered; empty where it is no regular, readable file. */
  @FunctionalInterface
  interface Contents {
    /**
     * @return at most one byte more than {@link RuleFile#MAX_BYTES}
     */
    Optional<byte[]> read(String name);
  }

  /** What all folders of a listing share. */
  private record Shared(
      SourceRules rules,
      PatternList exclude,
      PatternList include,
      boolean gitIgnore,
      SortedMap<String, String> ruleFiles,
      Set<String> attributed,
      Map<Reading, Reading> readings,
      Consumer<String> notes) {}

  private final Shared shared;
  private final String folder;
  private final Optional<Skip> inherited;
  private final List<IgnoreFile> ignores;
  private final List<IgnoreFile> gitIgnores;
  private final List<AttributesFile> attributes;

  private FolderRules(
      Shared shared,
      String folder,
      Optional<Skip> inherited,
      List<IgnoreFile> ignores,
      List<IgnoreFile> gitIgnores,
      List<AttributesFile> attributes) {
    this.shared = shared;
    this.folder = folder;
    this.inherited = inherited;
    this.ignores = ignores;
    this.gitIgnores = gitIgnores;
    this.attributes = attributes;
  }

  /**
   * What holds above the root, which is entered next.
   *
   * @param gitIgnore whether {@code .gitignore} counts
   * @param notes told of what is passed over
   */
  static FolderRules above(SourceRules rules, boolean gitIgnore, Consumer<String> notes) {
    return new FolderRules(
        new Shared(
            rules,
            new PatternList(rules.exclude()),
            new PatternList(rules.include()),
            gitIgnore,
            new TreeMap<>(),
            new HashSet<>(),
            new HashMap<>(),
            notes),
        "",
        Optional.empty(),
        List.of(),
        List.of(),
        List.of());
  }

  /**
   * What holds in a folder of this one.
   *
   * @param path the folder's, empty for the root
   */
  FolderRules enter(String path, Contents contents) {
    Optional<Skip> skip = path.isEmpty() ? Optional.empty() : ofFolder(path);
    List<IgnoreFile> nearestIgnores = new ArrayList<>();
    List<IgnoreFile> nearestGitIgnores = new ArrayList<>();
    List<AttributesFile> nearestAttributes = new ArrayList<>();
    read(RuleFile.IGNORE, path, contents).map(IgnoreFile::new).ifPresent(nearestIgnores::add);
    if (shared.gitIgnore) {
      read(RuleFile.GIT_IGNORE, path, contents)
          .map(IgnoreFile::new)
          .ifPresent(nearestGitIgnores::add);
    }
    read(RuleFile.ATTRIBUTES, path, contents)
        .map(AttributesFile::new)
        .filter(AttributesFile::counts)
        .ifPresent(nearestAttributes::add);
    if (!nearestAttributes.isEmpty()) {
      shared.attributed.add(path);
    }
    nearestIgnores.addAll(ignores);
    nearestGitIgnores.addAll(gitIgnores);
    nearestAttributes.addAll(attributes);
    return new FolderRules(
        shared, path, skip, nearestIgnores, nearestGitIgnores, nearestAttributes);
  }

  private Optional<RuleFile> read(String name, String path, Contents contents) {
    String prefix = path.isEmpty() ? "" : path + "/";
    Optional<byte[]> content = contents.read(name);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    if (content.get().length > RuleFile.MAX_BYTES) {
      shared.notes.accept(SourceErrors.largeRuleFile(prefix + name, RuleFile.MAX_BYTES));
      return Optional.empty();
    }
    RuleFile file = RuleFile.of(name, prefix, content.get());
    shared.ruleFiles.put(file.path(), ContentHash.ofFile(content.get()));
    if (file.passedOver() > 0) {
      shared.notes.accept(SourceErrors.passedOver(file.path(), file.passedOver()));
    }
    return Optional.of(file);
  }

  /** Why this folder is left out whole; empty where some file below it may be read. */
  Optional<Skip> leftOut() {
    if (inherited.isEmpty() || shared.exclude.match(folder, true).isPresent()) {
      return inherited;
    }
    boolean mayKeep =
        shared.include.mayMatchBelow(folder)
            || unsetBy(inherited.get().reason())
                .filter(
                    name -> attributes.stream().anyMatch(each -> each.mayUnsetBelow(name, folder)))
                .isPresent();
    return mayKeep ? Optional.empty() : inherited;
  }

  /** The attribute that takes back what is left out for a reason. */
  private static Optional<String> unsetBy(String reason) {
    if (reason.equals(SkipRule.VENDORED.reason())) {
      return Optional.of(AttributesFile.VENDORED);
    }
    return SkipRule.of(reason).filter(GENERATED::contains).map(rule -> AttributesFile.GENERATED);
  }

  private Optional<Skip> ofFolder(String path) {
    Optional<Skip> excluded = shared.exclude.match(path, true).map(FolderRules::excludedBy);
    if (excluded.isPresent() || shared.include.match(path, true).isPresent()) {
      return excluded;
    }
    return inherited
        .or(() -> ignored(path, true))
        .or(() -> PathRules.shared().ofFolder(path, shared.rules.apply()));
  }

  /** What becomes of a file of this folder. */
  Disposition ofFile(String path) {
    Optional<Skip> excluded = shared.exclude.match(path, false).map(FolderRules::excludedBy);
    if (excluded.isPresent()) {
      return Disposition.skipped(excluded.get());
    }
    Optional<String> included = shared.include.match(path, false);
    if (included.isPresent()) {
      return read(path, Set.of(), "source.include " + included.get());
    }
    return inherited
        .filter(skip -> skip.reason().equals(Skip.IGNORED))
        .or(() -> ignored(path, false))
        .map(Disposition::skipped)
        .orElseGet(() -> byRules(path));
  }

  private Disposition byRules(String path) {
    Set<SkipRule> apply = EnumSet.noneOf(SkipRule.class);
    apply.addAll(shared.rules.apply());
    List<String> keptBy = new ArrayList<>();
    Optional<Skip> declared =
        declared(AttributesFile.VENDORED, SkipRule.VENDORED, Set.of(), path, apply, keptBy)
            .or(
                () ->
                    declared(
                        AttributesFile.GENERATED,
                        SkipRule.GENERATED,
                        GENERATED,
                        path,
                        apply,
                        keptBy))
            .or(
                () ->
                    AttributesFile.ask(attributes, AttributesFile.BINARY, path)
                        .filter(AttributesFile.Answer::isTrue)
                        .map(said -> new Skip(Skip.BINARY, said.because())));
    return declared
        .or(() -> PathRules.shared().ofFile(path, apply))
        .map(Disposition::skipped)
        .orElseGet(() -> read(path, apply, String.join(", ", keptBy)));
  }

  /**
   * What an attribute says: set, it is the rule's skip; unset, it takes the rule away.
   *
   * @param more rules it takes away as well
   */
  private Optional<Skip> declared(
      String attribute,
      SkipRule rule,
      Set<SkipRule> more,
      String path,
      Set<SkipRule> apply,
      List<String> keptBy) {
    Optional<AttributesFile.Answer> said = AttributesFile.ask(attributes, attribute, path);
    if (said.filter(AttributesFile.Answer::isFalse).isPresent()) {
      apply.remove(rule);
      apply.removeAll(more);
      keptBy.add(said.get().because());
    }
    return said.filter(answer -> answer.isTrue() && apply.contains(rule))
        .map(answer -> new Skip(rule.reason(), answer.because()));
  }

  private Disposition read(String path, Set<SkipRule> apply, String keptBy) {
    String language =
        AttributesFile.ask(attributes, AttributesFile.LANGUAGE, path)
            .flatMap(said -> LanguageDetector.shared().byLinguistName(said.value()))
            .orElse("");
    Set<SkipRule> byContent = EnumSet.noneOf(SkipRule.class);
    byContent.addAll(apply);
    byContent.retainAll(BY_CONTENT);
    // Millions of files share a handful of these.
    Reading reading =
        shared.readings.computeIfAbsent(new Reading(language, byContent), same -> same);
    return Disposition.read(reading, keptBy);
  }

  private Optional<Skip> ignored(String path, boolean isFolder) {
    return IgnoreFile.ask(ignores, path, isFolder)
        .or(() -> IgnoreFile.ask(gitIgnores, path, isFolder))
        .filter(IgnoreFile.Answer::ignored)
        .map(answer -> new Skip(Skip.IGNORED, answer.because()));
  }

  private static Skip excludedBy(String pattern) {
    return new Skip(Skip.IGNORED, "source.exclude " + pattern);
  }

  /** See {@link RepositoryListing#uniform}; of the folders entered so far. */
  boolean isUniform() {
    return shared.attributed.isEmpty() && shared.rules.include().isEmpty();
  }

  /** Names what the ignore and attribute files entered so far hold. */
  String ruleFilesFingerprint() {
    StringBuilder all = new StringBuilder();
    shared.ruleFiles.forEach(
        (path, hash) -> all.append(path).append('\0').append(hash).append('\n'));
    return SourceRules.digest(all.toString());
  }
}
