package io.codestrata.source;

import io.codestrata.merkle.ManifestEntry;
import io.codestrata.rules.Disposition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gathers a listing and makes it one a manifest accepts whatever a hostile tree says: each path
 * once, and no file that is also a folder. What breaks that is renamed and left out as {@link
 * ListedFile#UNSAFE_PATH}.
 */
final class Listing {
  /** Keeps a tree that names itself a billion times from filling memory. */
  static final int MAX_FILES = 5_000_000;

  private final String origin;
  private final List<ListedFile> files = new ArrayList<>();

  Listing(String origin) {
    this.origin = origin;
  }

  void add(ManifestEntry entry, Disposition disposition) throws SourceException {
    add(new ListedFile(entry, disposition));
  }

  /** Adds what is left out for one of the reasons of {@link ListedFile}. */
  void skip(ManifestEntry entry, String reason) throws SourceException {
    add(ListedFile.unlisted(entry, reason));
  }

  private void add(ListedFile file) throws SourceException {
    if (files.size() >= MAX_FILES) {
      throw SourceErrors.tooManyFiles(origin, MAX_FILES);
    }
    files.add(file);
  }

  /** In {@link String} order of the paths. */
  List<ListedFile> files() {
    files.sort(Comparator.comparing(file -> file.entry().path()));
    Set<String> paths = new HashSet<>(files.size() * 2);
    boolean clean = true;
    for (ListedFile file : files) {
      clean &= paths.add(file.entry().path());
    }
    for (ListedFile file : files) {
      clean &= !liesBelowAFile(file, paths);
    }
    return clean ? List.copyOf(files) : withoutClashes(paths);
  }

  private List<ListedFile> withoutClashes(Set<String> paths) {
    Set<String> taken = new HashSet<>();
    List<ListedFile> clean = new ArrayList<>();
    for (ListedFile file : files) {
      ManifestEntry entry = file.entry();
      if (taken.contains(entry.path()) || liesBelowAFile(file, paths)) {
        // No escaped path holds "\x", digits and "~", so the new name clashes with none of them.
        String path = entry.path().replace("/", "\\x2f") + "\\x~" + clean.size();
        ManifestEntry renamed =
            new ManifestEntry(path, entry.mode(), entry.contentHash(), entry.size());
        clean.add(ListedFile.unlisted(renamed, ListedFile.UNSAFE_PATH));
      } else {
        taken.add(entry.path());
        clean.add(file);
      }
    }
    clean.sort(Comparator.comparing(file -> file.entry().path()));
    return List.copyOf(clean);
  }

  private static boolean liesBelowAFile(ListedFile file, Set<String> paths) {
    String path = file.entry().path();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (paths.contains(path.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }
}
