package io.codestrata.voyagesim;

import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as flags have them: {@code 200ms}, {@code 1.5s}. */
final class Durations {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s)");

  private Durations() {}

  /**
   * Nanoseconds.
   *
   * @throws IllegalArgumentException for another form
   */
  static long nanos(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no duration (write 200ms or 1.5s, for example)");
    }
    TimeUnit unit = form.group(2).equals("s") ? TimeUnit.SECONDS : TimeUnit.MILLISECONDS;
    return Math.round(Double.parseDouble(form.group(1)) * unit.toNanos(1));
  }
}
