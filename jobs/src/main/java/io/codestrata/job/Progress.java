package io.codestrata.job;

/**
 * Told how long work goes on; the command line draws it. Called by the driver only. Says nothing of
 * what it is not made to say.
 */
public interface Progress {
  /**
   * A stage begins.
   *
   * @param stage its name
   * @param total how much there is, 0 when not known
   * @param unit of the total ({@code files}, {@code chunks})
   */
  default void begin(String stage, long total, String unit) {}

  /** So much of the stage is done by now, all together. */
  default void reached(long done) {}

  /** The stage is over, all of it done. */
  default void end() {}

  /** The stage is over with so much of it done. */
  default void end(long done) {
    reached(done);
    end();
  }

  /** A line a user should see between the bars. */
  default void note(String line) {}

  /** Says nothing. */
  Progress SILENT = new Progress() {};
}
