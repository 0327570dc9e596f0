package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Brings a clone up to date: whole, with all branches, tags and history; or, where depth says so,
 * with no more than the ref that is asked for. A shallow clone turns whole when a ref can be told
 * in no other way: a part of a commit's id, {@code HEAD~3}, or what the server gives out only with
 * its history. It then stays whole.
 */
final class CloneUpdate {
  private static final String BRANCHES = "refs/heads/*";
  private static final String TAGS = "refs/tags/*";

  /** Refs of our own, which no remote has. */
  private static final String OWN = "refs/codestrata/";

  /** Where the remote's HEAD is kept when it is on no branch. */
  private static final String DETACHED_HEAD = OWN + "head";

  /** Where commits are kept that were asked for by their ids. */
  private static final String COMMITS = OWN + "commits/";

  /** Marks a clone that holds only what was asked for. */
  private static final String SHALLOW_CLONE = "codestrata-shallow";

  private static final Pattern COMMIT_ID = Pattern.compile("[0-9a-f]{40}");

  /** A part of a commit's id, an expression, or a pattern of names. */
  private static final Pattern NEEDS_HISTORY = Pattern.compile("[0-9a-fA-F]{4,40}|.*[~^@:{*].*");

  /** What git says of a server that only gives whole histories, such as one of plain files. */
  private static final Pattern NO_DEPTH =
      Pattern.compile("does not support (shallow|--depth)|does not support deepen");

  /** What a git that was killed leaves, and refuses to go on from. */
  private static final List<String> STALE =
      List.of("shallow.lock", "packed-refs.lock", "HEAD.lock");

  private static final int SHA256_DIGITS = 64;

  /** The remote's ids are SHA-256 and the clone's are not, or the other way round. */
  private static final class OtherIdsException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final GitRemote remote;
  private final GitUrl url;
  private final Path directory;

  CloneUpdate(GitRemote remote, GitUrl url, Path directory) {
    this.remote = remote;
    this.url = url;
    this.directory = directory;
  }

  /** Makes a clone where there is none yet; the directory is left for the caller to delete. */
  void create(String ref, int depth) throws SourceException, IOException {
    remote.create(directory, false);
    if (depth > 0) {
      Files.createFile(directory.resolve(SHALLOW_CLONE));
    }
    try {
      refresh(ref, depth);
    } catch (OtherIdsException e) {
      CloneEviction.deleteTree(directory);
      remote.create(directory, true);
      update(ref, 0);
    }
  }

  /** A whole clone stays whole, as do those with ids of SHA-256. */
  void update(String ref, int depth) throws SourceException, IOException {
    for (String lock : STALE) {
      Files.deleteIfExists(directory.resolve(lock));
    }
    try {
      refresh(ref, depth);
    } catch (OtherIdsException e) {
      throw SourceErrors.otherIds(url.origin(), directory);
    }
  }

  private void refresh(String ref, int depth)
      throws SourceException, IOException, OtherIdsException {
    if (depth == 0 || !Files.exists(directory.resolve(SHALLOW_CLONE)) || !shallow(ref, depth)) {
      whole();
    }
  }

  /** What the remote has; its ids must be of the clone's kind. */
  private RemoteRefs list(List<String> names)
      throws SourceException, IOException, OtherIdsException {
    RemoteRefs there = remote.list(url, directory, names);
    int digits = GitStorage.isSha256(directory) ? SHA256_DIGITS : Constants.OBJECT_ID_STRING_LENGTH;
    if (there.ids().values().stream().anyMatch(id -> id.length() != digits)) {
      throw new OtherIdsException();
    }
    return there;
  }

  private void whole() throws SourceException, IOException, OtherIdsException {
    RemoteRefs there = list(List.of());
    List<String> specs = new ArrayList<>(List.of(spec(BRANCHES, BRANCHES), spec(TAGS, TAGS)));
    boolean detached = isDetached(there);
    if (detached) {
      specs.add(spec(Constants.HEAD, DETACHED_HEAD));
    }
    remote.fetch(url, directory, specs, 0);
    try (Repository clone = GitStorage.open(directory)) {
      linkHead(clone, there);
    }
    Files.deleteIfExists(directory.resolve(SHALLOW_CLONE));
  }

  /** Whether what is asked for, or that the remote has no such ref, could be told. */
  private boolean shallow(String ref, int depth)
      throws SourceException, IOException, OtherIdsException {
    try (Repository clone = GitStorage.open(directory)) {
      boolean isId = COMMIT_ID.matcher(ref).matches();
      if (isId && has(clone, ref)) {
        return true;
      }
      boolean head = ref.equals(Constants.HEAD);
      Set<String> names = head ? Set.of() : candidates(ref);
      Map<String, ObjectId> here = refs(clone);
      RemoteRefs there = list(Stream.concat(names.stream(), here.keySet().stream()).toList());
      prune(clone, here.keySet(), there);
      Map<String, String> wanted = new TreeMap<>();
      names.stream().filter(there.ids()::containsKey).forEach(name -> wanted.put(name, name));
      if (head && there.ids().containsKey(Constants.HEAD)) {
        there
            .headBranch()
            .ifPresentOrElse(
                branch -> wanted.put(branch, branch),
                () -> wanted.put(Constants.HEAD, DETACHED_HEAD));
      }
      if (wanted.isEmpty() && !head) {
        return isId ? commit(clone, ref, depth) : !NEEDS_HISTORY.matcher(ref).matches();
      }
      wanted.keySet().removeIf(name -> isHere(clone, there.ids().get(name), here.get(name)));
      if (!wanted.isEmpty() && !fetch(wanted, depth)) {
        return false;
      }
      if (head) {
        linkHead(clone, there);
      }
      return true;
    }
  }

  /** Fetches refs, unless the server gives only whole histories. */
  private boolean fetch(Map<String, String> wanted, int depth) throws SourceException, IOException {
    List<String> specs = new ArrayList<>();
    wanted.forEach((from, to) -> specs.add(spec(from, to)));
    try {
      remote.fetch(url, directory, specs, depth);
      return true;
    } catch (SourceException e) {
      if (NO_DEPTH.matcher(e.getMessage()).find()) {
        return false;
      }
      throw e;
    }
  }

  /** Fetches a commit by its id; a server need not give it. */
  private boolean commit(Repository clone, String id, int depth) throws IOException {
    try {
      remote.fetch(url, directory, List.of(spec(id, COMMITS + id)), depth);
      if (!has(clone, id)) {
        return false;
      }
      RefUpdate kept = clone.updateRef(COMMITS + id);
      kept.setNewObjectId(ObjectId.fromString(id));
      kept.forceUpdate();
      return true;
    } catch (SourceException refused) {
      return false;
    }
  }

  /** Full names that a short one may stand for. */
  private static Set<String> candidates(String ref) {
    Set<String> names = new LinkedHashSet<>();
    for (String prefix : List.of("", "refs/", Constants.R_TAGS, Constants.R_HEADS)) {
      String name = prefix + ref;
      if (name.startsWith(Constants.R_REFS) && Repository.isValidRefName(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** The clone's refs but our own. */
  private static Map<String, ObjectId> refs(Repository clone) throws IOException {
    Map<String, ObjectId> refs = new TreeMap<>();
    for (Ref ref : clone.getRefDatabase().getRefsByPrefix(Constants.R_REFS)) {
      if (!ref.getName().startsWith(OWN)) {
        refs.put(ref.getName(), ref.getObjectId());
      }
    }
    return refs;
  }

  private static void prune(Repository clone, Set<String> here, RemoteRefs there)
      throws IOException {
    Set<String> gone = new LinkedHashSet<>(here);
    gone.removeAll(there.ids().keySet());
    if (!there.ids().containsKey(Constants.HEAD) && clone.exactRef(DETACHED_HEAD) != null) {
      gone.add(DETACHED_HEAD);
    }
    for (String name : gone) {
      RefUpdate update = clone.updateRef(name);
      update.setForceUpdate(true);
      update.delete();
    }
  }

  private static boolean isHere(Repository clone, String there, ObjectId here) {
    return here != null && here.name().equals(there) && has(clone, there);
  }

  private static boolean has(Repository clone, String commit) {
    try (RevWalk walk = new RevWalk(clone)) {
      walk.parseCommit(ObjectId.fromString(commit));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isDetached(RemoteRefs refs) {
    return refs.ids().containsKey(Constants.HEAD) && refs.headBranch().isEmpty();
  }

  private static void linkHead(Repository clone, RemoteRefs there) throws IOException {
    if (there.ids().containsKey(Constants.HEAD)) {
      clone.updateRef(Constants.HEAD).link(there.headBranch().orElse(DETACHED_HEAD));
    }
  }

  private static String spec(String from, String to) {
    return "+" + from + ":" + to;
  }
}
