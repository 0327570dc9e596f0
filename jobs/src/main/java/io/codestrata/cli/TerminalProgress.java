package io.codestrata.cli;

import io.codestrata.job.Progress;
import java.io.PrintStream;

/**
 * Draws a stage's progress on standard error: a bar with rate and ETA that redraws itself on a
 * terminal, and elsewhere a line when a stage ends or each half minute. Our own, since the library
 * at hand draws from a thread of its own and cannot say a stage's total late.
 */
final class TerminalProgress implements Progress {
  private static final long LINE_PERIOD_NANOS = 30_000_000_000L;

  private final PrintStream out;
  private final boolean terminal = Boolean.getBoolean("codestrata.terminal.err");
  private String stage = "";
  private String unit = "";
  private long total;
  private long done;
  private long start;
  private long lastLine;

  TerminalProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void begin(String newStage, long newTotal, String newUnit) {
    end();
    stage = newStage;
    total = newTotal;
    unit = newUnit;
    done = 0;
    start = System.nanoTime();
    lastLine = start;
    draw();
  }

  @Override
  public synchronized void reached(long newDone) {
    if (stage.isEmpty()) {
      return;
    }
    done = Math.min(newDone, total);
    if (terminal) {
      draw();
    } else if (System.nanoTime() - lastLine > LINE_PERIOD_NANOS) {
      lastLine = System.nanoTime();
      out.println(line());
    }
  }

  @Override
  public synchronized void end() {
    if (stage.isEmpty()) {
      return;
    }
    done = total;
    if (total > 0) {
      out.println((terminal ? "\r\033[K" : "") + line());
    } else if (terminal) {
      out.print("\r\033[K");
    }
    stage = "";
  }

  @Override
  public synchronized void end(long last) {
    total = Math.min(total, last);
    end();
  }

  @Override
  public synchronized void note(String line) {
    out.println((terminal ? "\r\033[K" : "") + line);
  }

  private void draw() {
    if (terminal && total > 0) {
      out.print("\r\033[K" + line());
      out.flush();
    }
  }

  private String line() {
    return ProgressLine.of(stage, done, total, unit, (System.nanoTime() - start) / 1e9);
  }
}
