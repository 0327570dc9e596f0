package io.codestrata.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** How users write a moment of the lake: a version, a date or a time. */
final class MomentNames {
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,6}");

  private MomentNames() {}

  /** A version of the Delta table of states. */
  static OptionalLong version(String name) {
    return VERSION.matcher(name).matches()
        ? OptionalLong.of(Long.parseLong(name))
        : OptionalLong.empty();
  }

  /**
   * A date, meaning its end, or a time.
   *
   * @param zone where the name has none
   */
  static Optional<Instant> time(String name, ZoneId zone) {
    String text = name.trim().replace(' ', 'T');
    try {
      if (!text.contains("T")) {
        return Optional.of(
            LocalDate.parse(text).plusDays(1).atStartOfDay(zone).toInstant().minusNanos(1));
      }
      return Optional.of(
          text.endsWith("Z") || text.lastIndexOf('+') > 0 || text.lastIndexOf('-') > 10
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text).atZone(zone).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
