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
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

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
  private record Folder(ObjectId tree, ObjectId old, String path, int depth, FolderRules above) {}

  private final GitListing git;
  private final Listing listing;
  private final Map<String, String> gone = new HashMap<>();
  private final SortedMap<String, List<FolderEntry>> folders = new TreeMap<>();
  private final Deque<Folder> pending = new ArrayDeque<>();

  private GitChanges(Repository repository, GitListing git) {
    this.git = git;
    this.listing = new Listing(repository.origin());
  }

  /**
   * @param before the older tree's id
   */
  static Optional<TreeChanges> since(
      String before, Repository repository, SourceRules rules, Consumer<String> notes)
      throws SourceException {
    try (org.eclipse.jgit.lib.Repository git = GitStorage.open(Path.of(repository.location()));
        ObjectReader objects = git.newObjectReader();
        RevWalk commits = new RevWalk(objects)) {
      ObjectId tree = commits.parseCommit(ObjectId.fromString(repository.revision())).getTree();
      return Optional.of(
          new GitChanges(repository, new GitListing(repository, rules, objects))
              .between(ObjectId.fromString(before), tree, FolderRules.above(rules, false, notes)));
    } catch (NeedsWhole | MissingObjectException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw SourceErrors.corrupt(repository.origin(), repository.location(), e);
    }
  }

  private TreeChanges between(ObjectId old, ObjectId tree, FolderRules above)
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
    List<GitListing.Entry> entries = git.entries(folder.path, folder.tree);
    FolderRules rules = folder.above.enter(folder.path, name -> git.ruleFile(entries, name));
    Optional<Skip> leftOut = rules.leftOut();
    if (leftOut.isPresent()) {
      listing.add(
          new ManifestEntry(folder.path, ListedFile.FOLDER_MODE, folder.tree.name(), 0),
          Disposition.skipped(leftOut.get()));
      gone.put(folder.path, folder.tree.name());
      return;
    }
    Map<String, GitListing.Entry> before = new HashMap<>();
    if (folder.old != null) {
      for (GitListing.Entry entry : git.entries(folder.path, folder.old)) {
        before.put(safePath(entry), entry);
      }
    }
    Map<String, FolderEntry> children = new TreeMap<>();
    for (GitListing.Entry entry : entries) {
      String path = safePath(entry);
      String name = path.substring(path.lastIndexOf('/') + 1);
      FolderEntry child = new FolderEntry(name, entry.octalMode(), entry.id().name());
      if (children.put(name, child) != null) {
        throw new NeedsWhole();
      }
      differ(folder, entry, path, Optional.ofNullable(before.remove(path)), rules);
    }
    folders.put(folder.path, List.copyOf(children.values()));
    for (Map.Entry<String, GitListing.Entry> left : before.entrySet()) {
      leave(left.getKey(), left.getValue());
    }
  }

  private void differ(
      Folder folder,
      GitListing.Entry entry,
      String path,
      Optional<GitListing.Entry> was,
      FolderRules rules)
      throws SourceException, IOException, NeedsWhole {
    if (was.isPresent()
        && was.get().id().equals(entry.id())
        && was.get().mode().equals(entry.mode())) {
      return;
    }
    requireNoRuleFile(path);
    boolean isFolder = entry.mode().equals(FileMode.TREE);
    boolean wasFolder = was.isPresent() && was.get().mode().equals(FileMode.TREE);
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
  private void leave(String path, GitListing.Entry entry) throws IOException, NeedsWhole {
    requireNoRuleFile(path);
    gone.put(path, entry.id().name());
    Deque<Map.Entry<String, ObjectId>> below = new ArrayDeque<>();
    if (entry.mode().equals(FileMode.TREE)) {
      below.push(Map.entry(path, entry.id()));
    }
    while (!below.isEmpty()) {
      Map.Entry<String, ObjectId> folder = below.pop();
      for (GitListing.Entry child : git.entries(folder.getKey(), folder.getValue())) {
        String childPath = safePath(child);
        requireNoRuleFile(childPath);
        gone.put(childPath, child.id().name());
        if (child.mode().equals(FileMode.TREE)) {
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
  private static String safePath(GitListing.Entry entry) throws NeedsWhole {
    return SafePath.of(entry.rawPath()).orElseThrow(NeedsWhole::new);
  }
}
