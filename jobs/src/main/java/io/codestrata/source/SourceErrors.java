package io.codestrata.source;

import io.codestrata.rules.PatternBounds;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Every message of this package for a user: problem, cause and remedy in one line. */
final class SourceErrors {
  private SourceErrors() {}

  static SourceException emptyArgument() {
    return new SourceException("no repository named: the argument is empty (pass a path or a URL)");
  }

  static SourceException looksLikeAnOption(String argument) {
    return new SourceException(
        "cannot use %s as a repository: it begins with '-' (write a path as ./%s)"
            .formatted(shown(argument), shown(argument)));
  }

  static SourceException manifest(Path file, Throwable cause) {
    return new SourceException(
        "cannot read the manifest %s: %s (JSON lines or, named .yaml, a YAML list; in UTF-8)"
            .formatted(
                shown(file),
                cause instanceof NoSuchFileException
                    ? "there is no such file"
                    : shown(reason(cause))),
        cause);
  }

  static SourceException manifestFaults(List<String> faults, int all) {
    return new SourceException(
        "the manifest has faults: %s%s (nothing was done; mend them and run again)"
            .formatted(
                shown(String.join("; ", faults)),
                all > faults.size() ? "; and %,d more".formatted(all - faults.size()) : ""));
  }

  static SourceException noRepositoryBelow(Path folder) {
    return new SourceException(
        "no git repository below %s (pass --source folder PATH to index a plain folder)"
            .formatted(shown(folder)));
  }

  static String passedOver(Path path) {
    return "%s cannot be read and is passed over".formatted(shown(path));
  }

  static SourceException badUrl(String shown) {
    return new SourceException(
        "cannot use %s as a repository: not a URL git understands (write https://HOST/PATH)"
            .formatted(shown(shown)));
  }

  static SourceException badTransport(String scheme) {
    return new SourceException(
        "cannot clone over '%s': unsupported transport (use https, http, ssh, git or file)"
            .formatted(shown(scheme)));
  }

  static SourceException badPath(String argument) {
    return new SourceException(
        "cannot use %s as a path: it holds characters this system has no path for (rename it)"
            .formatted(shown(argument)));
  }

  static SourceException missing(Path path) {
    return new SourceException(
        "cannot read %s: no such file or folder (check the path, or pass a git URL)"
            .formatted(shown(path)));
  }

  static SourceException notAFolder(Path path) {
    return new SourceException(
        "cannot index %s: not a folder (name the folder that holds it)".formatted(shown(path)));
  }

  static SourceException unreadable(Path path) {
    return new SourceException(
        "cannot read %s: permission denied (run as a user who may read it)".formatted(shown(path)));
  }

  static SourceException notARepository(Path path) {
    return new SourceException(
        "cannot read refs of %s: not a git repository (pass --source folder to index it as files)"
            .formatted(shown(path)));
  }

  static SourceException inside(Path path, Path root) {
    return new SourceException(
        "cannot read refs of %s: it lies inside the repository %s (name that, or pass --source folder)"
            .formatted(shown(path), shown(root)));
  }

  static SourceException noCommits(String origin) {
    return new SourceException(
        "cannot index %s: the repository has no commits on HEAD (commit first, or pass --ref BRANCH)"
            .formatted(shown(origin)));
  }

  static SourceException unknownRef(String ref, String origin) {
    return new SourceException(
        "cannot find ref %s in %s: no such branch, tag or commit (list them with: git show-ref)"
            .formatted(shown(ref), shown(origin)));
  }

  static String unmatched(String pattern, String origin) {
    return "no branch or tag of %s is meant by %s (list them with: git show-ref)"
        .formatted(shown(origin), shown(pattern));
  }

  static String submoduleLeft(String path, String origin, String why) {
    return "submodule %s of %s is left out: %s (clone it yourself and index it)"
        .formatted(shown(path), shown(origin), why);
  }

  static SourceException tooManyRefs(String origin, int refs, int limit) {
    return new SourceException(
        "cannot index %,d refs of %s beside its own: more than %,d (name fewer, or narrow the pattern)"
            .formatted(refs, shown(origin), limit));
  }

  static SourceException ambiguousRef(String ref, String origin) {
    return new SourceException(
        "cannot tell what ref %s in %s means: several objects match (write the full name)"
            .formatted(shown(ref), shown(origin)));
  }

  static SourceException corrupt(String origin, Object location, Throwable cause) {
    return new SourceException(
        "cannot read repository %s: it is damaged, %s (run git fsck in %s, or clone it again)"
            .formatted(shown(origin), shown(reason(cause)), shown(location)),
        cause);
  }

  static SourceException sha256(String origin) {
    return new SourceException(
        "cannot read repository %s: its objects are SHA-256, which needs git 2.36 or newer (install it, or pass --source folder on a work tree)"
            .formatted(shown(origin)));
  }

  static SourceException otherIds(String origin, Path clone) {
    return new SourceException(
        "cannot fetch %s: one of it and its clone has ids of SHA-1, the other of SHA-256 (delete %s and run again)"
            .formatted(shown(origin), shown(clone)));
  }

  static SourceException refOfAFolder(String ref, Path folder) {
    return new SourceException(
        "cannot use ref %s with %s: a folder has no refs (leave --ref out, or pass --source git)"
            .formatted(shown(ref), shown(folder)));
  }

  static SourceException refOfAnArchive(Path archive) {
    return new SourceException(
        "cannot read %s as git: an archive has no refs (leave --ref and --source out)"
            .formatted(shown(archive)));
  }

  static SourceException badArchive(Path archive, Throwable cause) {
    return new SourceException(
        "cannot read the archive %s: it is damaged or none, %s (make or fetch it again)"
            .formatted(shown(archive), shown(reason(cause))),
        cause);
  }

  static SourceException encryptedArchive(Path archive) {
    return new SourceException(
        "cannot read the archive %s: it is encrypted (unpack it, and index the folder with --source folder)"
            .formatted(shown(archive)));
  }

  static SourceException largeArchive(Path archive, long limit) {
    return new SourceException(
        "cannot read the archive %s: unpacked it has more than %,d bytes (raise source.archive-max-bytes if you trust it)"
            .formatted(shown(archive), limit));
  }

  static SourceException urlAsFolder(String url) {
    return new SourceException(
        "cannot index %s as a folder: it is a URL (pass a path, or leave --source out)"
            .formatted(shown(url)));
  }

  static SourceException tooManyFiles(String origin, int limit) {
    return new SourceException(
        "cannot list %s: more than %,d files (index a part of it with --source folder)"
            .formatted(shown(origin), limit));
  }

  static SourceException cannotClone(String url, String cause, Throwable thrown) {
    return new SourceException(
        "cannot fetch %s: %s (check the URL, the network and your git credentials)"
            .formatted(shown(url), shown(cause)),
        thrown);
  }

  static SourceException needsGit(String url) {
    return new SourceException(
        "cannot fetch %s: this transport needs the git command (install git, or use https)"
            .formatted(shown(url)));
  }

  static SourceException cache(Path cache, Throwable cause) {
    return new SourceException(
        "cannot use the clone cache %s: %s (make it writable, or choose another folder)"
            .formatted(shown(cache), shown(reason(cause))),
        cause);
  }

  static SourceException hashes(String origin, Throwable cause) {
    return new SourceException(
        "cannot delete what is kept of %s: %s (delete it by hand, in the folder stat of the data folder)"
            .formatted(shown(origin), shown(reason(cause))),
        cause);
  }

  static String cacheIsSmall(Path cache, long limit) {
    return "the clones of this run take more than source.clone-cache-bytes, %,d, in %s (they stay until its end; raise the limit, or take fewer repositories a run by --limit)"
        .formatted(limit, shown(cache));
  }

  static SourceException interrupted(String url, Throwable cause) {
    return new SourceException(
        "cannot fetch %s: interrupted (run the command again)".formatted(shown(url)), cause);
  }

  static SourceException unlistable(Path folder, Throwable cause) {
    return new SourceException(
        "cannot list %s: %s (check that it still exists and may be read)"
            .formatted(shown(folder), shown(reason(cause))),
        cause);
  }

  static String largeRuleFile(String path, int limit) {
    return "%s is not obeyed: it has more than %,d bytes (make it shorter)"
        .formatted(shown(path), limit);
  }

  static String passedOver(String path, int lines) {
    return "%s has lines that are not obeyed, %,d of them: too many, too long, or more than %d stars in a name (write them simpler)"
        .formatted(shown(path), lines, PatternBounds.MOST_STARS);
  }

  /** What went wrong in the words of the innermost exception that has any. */
  static String reason(Throwable thrown) {
    String said = "";
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      said = Optional.ofNullable(t.getMessage()).orElse(said);
    }
    return said.isEmpty() ? thrown.getClass().getSimpleName() : said;
  }

  /** On one line and with nothing a terminal would obey. */
  private static String shown(Object value) {
    return SafePath.printable(value.toString()).strip();
  }
}
