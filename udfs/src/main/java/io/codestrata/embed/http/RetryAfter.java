package io.codestrata.embed.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;

/** The header's two forms, seconds and HTTP date (RFC 9110, 10.2.3). */
final class RetryAfter {
  private RetryAfter() {}

  /**
   * @param value of the header, empty where none was sent
   * @param date when the service sent it, by its own clock; empty where it does not say
   * @param clock in place of a date
   * @return zero where nothing, or nothing sensible, was sent
   */
  static Duration read(String value, String date, InstantSource clock) {
    String text = value.strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Duration wait = Duration.between(date.isEmpty() ? clock.instant() : at(date), at(text));
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  private static Instant at(String date) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.strip(), Instant::from);
  }
}
