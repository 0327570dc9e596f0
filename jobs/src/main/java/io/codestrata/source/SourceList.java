package io.codestrata.source;

import io.codestrata.merkle.ContentHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The repositories a run is asked for, made before any is resolved. Pure: reads no disk.
 *
 * @param entries each origin once, the most urgent first and else as named
 */
public record SourceList(List<SourceEntry> entries) {
  private static final int HASH_DIGITS = 15;

  /** Of two entries of one origin the first stays. */
  public SourceList {
    Set<String> origins = new HashSet<>();
    entries =
        entries.stream()
            .filter(entry -> origins.add(entry.origin()))
            .sorted(Comparator.comparingInt(SourceEntry::priority).reversed())
            .toList();
  }

  /** The arguments of a command line. */
  public static SourceList of(List<String> arguments, String ref, SourceKind kind) {
    return new SourceList(
        arguments.stream().map(argument -> SourceEntry.of(argument, ref, kind)).toList());
  }

  /** The same, each with these further refs. */
  public SourceList withRefs(List<String> refs) {
    return new SourceList(entries.stream().map(entry -> entry.withRefs(refs)).toList());
  }

  public SourceList and(List<SourceEntry> more) {
    List<SourceEntry> all = new ArrayList<>(entries);
    all.addAll(more);
    return new SourceList(all);
  }

  /** The first of them. */
  public SourceList limit(long most) {
    return new SourceList(entries.stream().limit(most).toList());
  }

  /**
   * One of so many parts. A repository's part hangs on its id, or its origin where it has none, and
   * on nothing else: it stays where it is when others come and go.
   *
   * @param part 1 to {@code parts}
   */
  public SourceList shard(int part, int parts) {
    return only(
        entry -> {
          String name = entry.id().isEmpty() ? entry.origin() : entry.id();
          String hash = ContentHash.ofText(name).substring(0, HASH_DIGITS);
          return Long.parseLong(hash, 16) % parts == part - 1;
        });
  }

  public SourceList only(Predicate<SourceEntry> wanted) {
    return new SourceList(entries.stream().filter(wanted).toList());
  }
}
