package io.codestrata.source;

import java.io.Serializable;

/**
 * One repository at one revision, resolved from what the user named. Serializable: executors open
 * the same revision from it.
 *
 * @param id how users name it ({@code --repo}); unique in a lake
 * @param kind where contents come from
 * @param origin what the user named, made canonical: an absolute path, or a URL without credentials
 * @param location absolute path of the git directory, of the folder, of the zip archive, or of the
 *     folder that another archive is unpacked into; readable by every executor
 * @param ref the ref asked for ({@code HEAD} by default), or the empty string where there are none
 * @param revision the commit id, or the empty string where there is none
 */
public record Repository(
    String id, Kind kind, String origin, String location, String ref, String revision)
    implements Serializable {

  /** Where contents come from. */
  public enum Kind {
    GIT,
    FOLDER,
    ARCHIVE
  }

  /** The same, asked for by another ref. */
  Repository withRef(String other) {
    return new Repository(id, kind, origin, location, other, revision);
  }

  public Repository withId(String other) {
    return new Repository(other, kind, origin, location, ref, revision);
  }
}
