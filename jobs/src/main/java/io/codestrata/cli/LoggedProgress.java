package io.codestrata.cli;

import io.codestrata.job.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells progress to the log: a stage's begin and end, and each half minute how far it is. */
final class LoggedProgress implements Progress {
  private static final long PERIOD_NANOS = 30_000_000_000L;

  private final Logger log = LoggerFactory.getLogger("io.codestrata.progress");
  private String stage = "";
  private String unit = "";
  private long total;
  private long start;
  private long lastLine;

  @Override
  public synchronized void begin(String newStage, long newTotal, String newUnit) {
    end();
    stage = newStage;
    total = newTotal;
    unit = newUnit;
    start = System.nanoTime();
    lastLine = start;
    say("begin", 0);
  }

  @Override
  public synchronized void reached(long done) {
    if (!stage.isEmpty() && System.nanoTime() - lastLine > PERIOD_NANOS) {
      lastLine = System.nanoTime();
      say("at work", Math.min(done, total));
    }
  }

  @Override
  public synchronized void end() {
    if (!stage.isEmpty()) {
      say("end", total);
      stage = "";
    }
  }

  @Override
  public synchronized void end(long last) {
    total = Math.min(total, last);
    end();
  }

  @Override
  public void note(String line) {
    log.info(line);
  }

  private void say(String what, long done) {
    log.atInfo()
        .addKeyValue("stage", stage)
        .addKeyValue("done", done)
        .addKeyValue("total", total)
        .addKeyValue("unit", unit)
        .addKeyValue("seconds", Math.round((System.nanoTime() - start) / 1e6) / 1e3)
        .log("{} of stage {}", what, stage);
  }
}
