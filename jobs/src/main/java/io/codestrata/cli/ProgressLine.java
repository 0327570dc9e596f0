package io.codestrata.cli;

import java.util.Locale;

/**
 * How far a stage is, as a line with a bar, the rate and the time that is left. One that ends as it
 * begins, since its work was done beside another, has no rate.
 */
final class ProgressLine {
  private static final int WIDTH = 24;

  /** Less says nothing of a rate. */
  private static final double SHORTEST_SECONDS = 0.1;

  private ProgressLine() {}

  /**
   * @param total 0 where not known
   * @param seconds since the stage began
   */
  static String of(String stage, long done, long total, String unit, double seconds) {
    double rate = done / Math.max(1e-3, seconds);
    int filled = (int) (total == 0 ? 0 : WIDTH * Math.min(done, total) / total);
    String eta =
        done >= total
            ? String.format(Locale.ROOT, "in %.1f s", seconds)
            : rate == 0 ? "ETA --" : "ETA " + clock((total - done) / rate);
    String speed =
        done >= total && seconds < SHORTEST_SECONDS
            ? ""
            : String.format(Locale.ROOT, "  %,.0f/s", rate);
    return String.format(
        Locale.ROOT,
        "%-8s [%s%s] %,d/%,d %s%s  %s",
        stage,
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        done,
        total,
        unit,
        speed,
        eta);
  }

  /** Seconds as people say them. */
  static String clock(double seconds) {
    long whole = (long) Math.ceil(seconds);
    return whole < 60
        ? whole + " s"
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
