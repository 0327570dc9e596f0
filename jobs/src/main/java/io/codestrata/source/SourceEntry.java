package io.codestrata.source;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * One repository a user names, before anything of it is looked at.
 *
 * @param argument path or git URL; may hold a password
 * @param id the id it shall have in the lake; empty for the one its path or URL gives
 * @param ref branch, tag or commit
 * @param refs further ones, each indexed beside it; or patterns of branches and tags ({@link
 *     RefPatterns})
 * @param kind how the argument is read
 * @param include patterns as of {@code source.include}, besides the configuration's
 * @param exclude patterns as of {@code source.exclude}, besides the configuration's
 * @param priority higher ones come first
 * @param visibility {@code public}, {@code internal} or {@code private}; empty where nobody said
 */
public record SourceEntry(
    String argument,
    String id,
    String ref,
    List<String> refs,
    SourceKind kind,
    List<String> include,
    List<String> exclude,
    int priority,
    String visibility) {
  /** A further ref that is the entry's own, or stands there twice, is dropped. */
  public SourceEntry {
    refs = refs.stream().filter(other -> !other.equals(ref)).distinct().toList();
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /** As an argument of the command line names it. */
  public static SourceEntry of(String argument, String ref, SourceKind kind) {
    return new SourceEntry(argument, "", ref, List.of(), kind, List.of(), List.of(), 0, "");
  }

  /** The same with these further refs. */
  public SourceEntry withRefs(List<String> further) {
    return new SourceEntry(
        argument, id, ref, further, kind, include, exclude, priority, visibility);
  }

  /** The id it is to have, as far as the spelling tells. */
  public String wantedId() {
    if (!id.isEmpty()) {
      return id;
    }
    try {
      return GitUrl.parse(argument).map(GitUrl::id).orElseGet(() -> GitUrl.lastName(origin()));
    } catch (SourceException e) {
      return origin();
    }
  }

  /** Equal for two spellings of one repository as far as the spelling tells; without secrets. */
  public String origin() {
    try {
      return GitUrl.parse(argument)
          .map(GitUrl::origin)
          .orElseGet(() -> Path.of(argument).toAbsolutePath().normalize().toString());
    } catch (SourceException | InvalidPathException e) {
      return argument.replaceAll("(?<=://)[^/\\s]*@", "");
    }
  }
}
