package io.codestrata.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.FileMode;

/**
 * Finds the submodules of one repository's revisions. {@code .gitmodules} is not trusted: those of
 * a repository on this machine's disks are read only where they lie within it, and those of a URL
 * only over a network. Not safe for threads.
 */
public final class SubmoduleSearch {
  private static final String FILE = ".gitmodules";
  private static final int MOST_DEPTH = 8;
  private static final int MOST_SUBMODULES = 1_000;

  private final RepositoryPlace place;
  private final Optional<GitUrl> url;
  private final CloneCache clones;
  private final Consumer<String> notes;
  private final Map<String, Path> fetched = new HashMap<>();

  /** What {@code .gitmodules} and the tree say of one. */
  private record Link(String name, String path, String url, String commit) {}

  /** One revision's search. */
  private record Found(
      Repository top, List<Submodule> submodules, BiConsumer<String, SourceException> lost) {}

  SubmoduleSearch(
      RepositoryPlace place, Optional<GitUrl> url, CloneCache clones, Consumer<String> notes) {
    this.place = place;
    this.url = url;
    this.clones = clones;
    this.notes = notes;
  }

  /**
   * Those of a revision, and theirs. One that may not be read, or is not there, is told as a note.
   *
   * @param top the repository at one of its refs
   * @param lost told the path of one that cannot be fetched or lacks its commit
   * @throws SourceException when the revision itself cannot be read
   */
  public List<Submodule> of(Repository top, BiConsumer<String, SourceException> lost)
      throws SourceException {
    Found found = new Found(top, new ArrayList<>(), lost);
    if (top.kind() == Repository.Kind.GIT) {
      search(top, Optional.of(place.folder()), url, "", 0, found);
    }
    return found.submodules();
  }

  private void search(
      Repository parent,
      Optional<Path> folder,
      Optional<GitUrl> parentUrl,
      String prefix,
      int depth,
      Found found)
      throws SourceException {
    for (Link link : links(parent)) {
      String path = prefix + link.path();
      if (depth >= MOST_DEPTH || found.submodules().size() >= MOST_SUBMODULES) {
        notes.accept(SourceErrors.submoduleLeft(path, found.top().origin(), "there are too many"));
        return;
      }
      try {
        Optional<GitUrl> target = parentUrl.flatMap(from -> from.submodule(link.url()));
        Optional<Repository> entered =
            parentUrl.isEmpty()
                ? local(parent, folder, link, path, found.top())
                : target.isEmpty()
                    ? Optional.empty()
                    : Optional.of(fetched(target.get(), link, path, found.top()));
        if (entered.isEmpty()) {
          String why = parentUrl.isEmpty() ? "it is not there" : "its URL names no server";
          notes.accept(SourceErrors.submoduleLeft(path, found.top().origin(), why));
          continue;
        }
        found.submodules().add(new Submodule(path, entered.get()));
        search(entered.get(), Optional.empty(), target, path + "/", depth + 1, found);
      } catch (SourceException e) {
        found.lost().accept(path, e);
      }
    }
  }

  private Repository fetched(GitUrl target, Link link, String path, Repository top)
      throws SourceException {
    String wanted = target.origin() + " " + link.commit();
    Path clone = fetched.get(wanted);
    if (clone == null) {
      notes.accept("fetching " + target.origin());
      clone = clones.fetch(target, link.commit());
      fetched.put(wanted, clone);
    }
    RepositoryPlace at = at(clone, path, top);
    LocalGit.check(at);
    return LocalGit.resolve(at, link.commit()).withRef(top.ref());
  }

  private static RepositoryPlace at(Path folder, String path, Repository top) {
    return new RepositoryPlace(top.id(), Repository.Kind.GIT, top.origin() + "/" + path, folder);
  }

  /** Where git keeps it, or in the work tree; whatever stands there, it lies within the parent. */
  private static Optional<Repository> local(
      Repository parent, Optional<Path> folder, Link link, String path, Repository top)
      throws SourceException {
    try {
      List<Path> roots = new ArrayList<>(List.of(Path.of(parent.location()).toRealPath()));
      List<Path> candidates =
          new ArrayList<>(List.of(Path.of(parent.location(), "modules", link.name())));
      if (folder.isPresent()) {
        roots.add(folder.get().toRealPath());
        candidates.add(folder.get().resolve(link.path()));
      }
      for (Path candidate : candidates) {
        if (LocalGit.isRepository(candidate) && isWithin(candidate, roots)) {
          RepositoryPlace at = at(candidate, path, top);
          LocalGit.check(at);
          Repository found = LocalGit.resolve(at, link.commit()).withRef(top.ref());
          if (isWithin(Path.of(found.location()), roots)) {
            return Optional.of(found);
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw SourceErrors.unlistable(Path.of(parent.location()), e);
    }
  }

  private static boolean isWithin(Path path, List<Path> roots) throws IOException {
    Path real = path.toRealPath();
    return roots.stream().anyMatch(root -> real.startsWith(root) && !real.equals(root));
  }

  private List<Link> links(Repository parent) throws SourceException {
    try (GitObjects objects = GitObjects.open(Path.of(parent.location()))) {
      String tree = objects.tree(parent.revision());
      Config config = modules(objects, tree);
      List<Link> links = new ArrayList<>();
      for (String name : config.getSubsections("submodule")) {
        String path = config.getString("submodule", name, "path");
        String target = config.getString("submodule", name, "url");
        if (Stream.of(name, path, target).allMatch(text -> text != null && !text.isBlank())
            && SafePath.isSafe(name)
            && SafePath.isSafe(path)) {
          commit(objects, tree, path)
              .ifPresent(commit -> links.add(new Link(name, path, target.strip(), commit)));
        }
      }
      return links;
    } catch (IOException e) {
      throw SourceErrors.corrupt(parent.origin(), parent.location(), e);
    }
  }

  /** What the revision's {@code .gitmodules} says; nothing where it cannot be read. */
  private Config modules(GitObjects objects, String tree) throws IOException {
    Config config = new Config();
    try {
      Optional<GitEntry> file = objects.find(tree, FILE).filter(GitEntry::isFile);
      if (file.isPresent()) {
        config.fromText(
            new String(objects.read(file.get().id(), RuleFile.MAX_BYTES), StandardCharsets.UTF_8));
      }
      return config;
    } catch (LargeBlobException e) {
      notes.accept(SourceErrors.largeRuleFile(FILE, RuleFile.MAX_BYTES));
      return config;
    } catch (ConfigInvalidException e) {
      notes.accept(SourceErrors.submoduleLeft(FILE, place.origin(), "it is malformed"));
      return new Config();
    }
  }

  private static Optional<String> commit(GitObjects objects, String tree, String path)
      throws IOException {
    return objects
        .find(tree, path)
        .filter(entry -> entry.mode().equals(FileMode.GITLINK))
        .map(GitEntry::id);
  }
}
