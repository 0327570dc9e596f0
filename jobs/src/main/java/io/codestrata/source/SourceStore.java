package io.codestrata.source;

import java.nio.file.Path;

/**
 * Where sources keep what they fetch, and how much of it.
 *
 * @param clones folder for clones of URLs, made when first needed; executors must be able to read
 *     it
 * @param clonesBytes what the clones may take; above it those go that were fetched longest ago; 0
 *     for no limit
 * @param cloneDepth commits of the ref that is asked for; 0 for all branches and tags with their
 *     whole history
 */
public record SourceStore(Path clones, long clonesBytes, int cloneDepth) {
  public SourceStore {
    clones = clones.toAbsolutePath().normalize();
  }
}
