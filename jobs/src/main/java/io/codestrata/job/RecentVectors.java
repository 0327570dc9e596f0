package io.codestrata.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this JVM has embedded lately, so that a task that runs again, or a query that is asked
 * again, pays once. A model's vectors; the one that was not asked for longest goes first.
 */
final class RecentVectors {
  /** 64 MB of them, as floats. */
  private static final int MOST_COMPONENTS = 16_000_000;

  private static final Map<EmbedderSettings, RecentVectors> BY_MODEL = new ConcurrentHashMap<>();

  private final Map<String, float[]> vectors = new LinkedHashMap<>(16, 0.75f, true);
  private long components;

  private RecentVectors() {}

  /** Those of a model at an address. */
  static RecentVectors of(EmbedderSettings settings) {
    return BY_MODEL.computeIfAbsent(settings, unused -> new RecentVectors());
  }

  synchronized float[] get(String hash) {
    return vectors.get(hash);
  }

  synchronized void put(String hash, float[] vector) {
    if (vectors.put(hash, vector) == null) {
      components += vector.length;
    }
    var oldest = vectors.entrySet().iterator();
    while (components > MOST_COMPONENTS) {
      components -= oldest.next().getValue().length;
      oldest.remove();
    }
  }
}
