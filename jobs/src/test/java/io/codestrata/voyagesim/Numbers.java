package io.codestrata.voyagesim;

/** Numbers as flags have them. */
final class Numbers {
  private Numbers() {}

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException where it is none or out of bounds
   */
  static long whole(String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, with the bounds.
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no whole number from " + least + " to " + most);
  }

  /**
   * A decimal number.
   *
   * @throws IllegalArgumentException where it is none or out of bounds
   */
  static double decimal(String text, double least, double most) {
    try {
      double value = Double.parseDouble(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, with the bounds.
    }
    throw new IllegalArgumentException("'" + text + "' is no number from " + least + " to " + most);
  }
}
