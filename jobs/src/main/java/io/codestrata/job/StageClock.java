package io.codestrata.job;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Wall seconds a stage, by the driver's clock. Others may read while the driver writes. */
final class StageClock {
  enum Stage {
    SNAPSHOT,
    CHUNK,
    EMBED,
    LAND,
    PUBLISH
  }

  private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
  private final long start = System.nanoTime();

  <T> T time(Stage stage, Callable<T> work) throws Exception {
    long before = System.nanoTime();
    try {
      return work.call();
    } finally {
      long taken = System.nanoTime() - before;
      synchronized (nanos) {
        nanos.merge(stage, taken, Long::sum);
      }
    }
  }

  void run(Stage stage, Work work) throws Exception {
    time(
        stage,
        () -> {
          work.run();
          return null;
        });
  }

  double seconds(Stage stage) {
    synchronized (nanos) {
      return rounded(nanos.getOrDefault(stage, 0L));
    }
  }

  double totalSeconds() {
    return rounded(System.nanoTime() - start);
  }

  private static double rounded(long nanos) {
    return Math.round(nanos / 1e6) / 1e3;
  }
}
