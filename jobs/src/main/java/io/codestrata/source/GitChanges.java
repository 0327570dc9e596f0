package io.codestrata.source;

import io.codestrata.merkle.FolderEntry;
import io.codestrata.merkle.ManifestEntry;
import io.codestrata.rules.Disposition;
import io.codestrata.rules.Skip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Lists what differs from an older tree. Opens no folder that is the same in both, so it takes as
 * long as there is change. Where that cannot be told folder by folder (an ignore or attribute file
 * differs, a tree is hostile, the old one is gone), it says nothing, and the whole is to be listed.
 */
final class GitChanges {
  /** Thrown where only the whole listing can tell. */
  private static final class NeedsWhole extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** A folder that differs; the old tree is null where there was none at the path. */
  private record Folder(String tree, String old, String path, int depth, FolderRules above) {}

  private final GitObjects objects;
  private final GitListing git;
  private final Listing listing;
  private final Map<String, String> gone = new HashMap<>();
  private final SortedMap<String, List<FolderEntry>> folders = new TreeMap<>();
  private final Deque<Folder> pending = new ArrayDeque<>();

  private GitChanges(Repository repository, SourceRules rules, GitObjects objects) {
    this.objects = objects;
    this.git = new GitListing(repository, rules, objects);
    this.listing = new Listing(repository.origin());
  }

  /**
   * @param before the older tree's id
   */
  static Optional<TreeChanges> since(
      String before, Repository repository, SourceRules rules, Consumer<String> notes)
      throws SourceException {
    try (GitObjects objects = GitObjects.open(Path.of(repository.location()))) {
      String tree = objects.tree(repository.revision());
      return Optional.of(
          new GitChanges(repository, rules, objects)
              .between(before, tree, FolderRules.above(rules, false, notes)));
    } catch (NeedsWhole | AbsentObjectException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw SourceErrors.corrupt(repository.origin(), repository.location(), e);
    }
  }

  private TreeChanges between(String old, String tree, FolderRules above)
      throws SourceException, IOException, NeedsWhole {
    pending.push(new Folder(tree, old, "", 0, above));
    while (!pending.isEmpty()) {
      compare(pending.pop());
    }
    return new TreeChanges(listing.files(), Map.copyOf(gone), folders, above.isUniform());
  }

  private void compare(Folder folder) throws SourceException, IOException, NeedsWhole {
    if (folder.depth > GitListing.MAX_DEPTH) {
      throw new NeedsWhole();
    }
    List<GitEntry> entries = objects.entries(folder.path, folder.tree);
    FolderRules rules = folder.above.enter(folder.path, name -> git.ruleFile(entries, name));
    Optional<Skip> leftOut = rules.leftOut();
    if (leftOut.isPresent()) {
      listing.add(
          new ManifestEntry(folder.path, ListedFile.FOLDER_MODE, folder.tree, 0),
          Disposition.skipped(leftOut.get()));
      gone.put(folder.path, folder.tree);
      return;
    }
    Map<String, GitEntry> before = new HashMap<>();
    if (folder.old != null) {
      for (GitEntry entry : objects.entries(folder.path, folder.old)) {
        before.put(safePath(entry), entry);
      }
    }
    Map<String, FolderEntry> children = new TreeMap<>();
    for (GitEntry entry : entries) {
      String path = safePath(entry);
      String name = path.substring(path.lastIndexOf('/') + 1);
      FolderEntry child = new FolderEntry(name, entry.octalMode(), entry.id());
      if (children.put(name, child) != null) {
        throw new NeedsWhole();
      }
      differ(folder, entry, path, Optional.ofNullable(before.remove(path)), rules);
    }
    folders.put(folder.path, List.copyOf(children.values()));
    for (Map.Entry<String, GitEntry> left : before.entrySet()) {
      leave(left.getKey(), left.getValue());
    }
  }

  private void differ(
      Folder folder, GitEntry entry, String path, Optional<GitEntry> was, FolderRules rules)
      throws SourceException, IOException, NeedsWhole {
    if (was.isPresent()
        && was.get().id().equals(entry.id())
        && was.get().mode().equals(entry.mode())) {
      return;
    }
    requireNoRuleFile(path);
    boolean isFolder = entry.isFolder();
    boolean wasFolder = was.isPresent() && was.get().isFolder();
    if (was.isPresent() && !(isFolder && wasFolder)) {
      leave(path, was.get());
    }
    if (isFolder) {
      pending.push(
          new Folder(entry.id(), wasFolder ? was.get().id() : null, path, folder.depth + 1, rules));
    } else {
      git.addFile(listing, entry, path, rules);
    }
  }

  /** Notes that an entry of the old tree, with all below it, is not as it was. */
  private void leave(String path, GitEntry entry) throws IOException, NeedsWhole {
    requireNoRuleFile(path);
    gone.put(path, entry.id());
    Deque<Map.Entry<String, String>> below = new ArrayDeque<>();
    if (entry.isFolder()) {
      below.push(Map.entry(path, entry.id()));
    }
    while (!below.isEmpty()) {
      Map.Entry<String, String> folder = below.pop();
      for (GitEntry child : objects.entries(folder.getKey(), folder.getValue())) {
        String childPath = safePath(child);
        requireNoRuleFile(childPath);
        gone.put(childPath, child.id());
        if (child.isFolder()) {
          below.push(Map.entry(childPath, child.id()));
        }
      }
    }
  }

  /** One that differs may decide the fate of files that do not. */
  private static void requireNoRuleFile(String path) throws NeedsWhole {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.equals(RuleFile.IGNORE) || name.equals(RuleFile.ATTRIBUTES)) {
      throw new NeedsWhole();
    }
  }

  /** The path of an entry that differs or stands beside one, where it decides no other's fate. */
  private static String safePath(GitEntry entry) throws NeedsWhole {
    return SafePath.of(entry.rawPath()).orElseThrow(NeedsWhole::new);
  }
}
