package io.codestrata.voyagesim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which answers go wrong: first what a script says of the next requests, then faults at random by
 * their rates. Both count only requests that are valid and within the limits. Not safe for threads.
 */
final class FaultPlan {
  private static final int MOST_REPEATS = 1_000_000;

  /**
   * A fault and its share of the requests.
   *
   * @param fault what goes wrong
   * @param rate from 0 to 1
   */
  record Rate(Fault fault, double rate) {}

  private final ArrayDeque<Fault> script = new ArrayDeque<>();
  private List<Rate> rates;
  private SplittableRandom random;

  FaultPlan(List<Rate> rates, long seed) {
    setRates(rates, seed);
  }

  void setRates(List<Rate> newRates, long seed) {
    rates = List.copyOf(newRates);
    random = new SplittableRandom(seed);
  }

  void script(List<Fault> next) {
    script.addAll(next);
  }

  Fault next() {
    if (!script.isEmpty()) {
      return script.removeFirst();
    }
    double drawn = rates.isEmpty() ? 1 : random.nextDouble();
    for (Rate rate : rates) {
      drawn -= rate.rate();
      if (drawn < 0) {
        return rate.fault();
      }
    }
    return Fault.OK;
  }

  /** Forgets the script and the rates. */
  void clear() {
    script.clear();
    rates = List.of();
  }

  /**
   * Rates from their written form.
   *
   * @param text such as {@code 429=0.02,reset=0.01,slow:5s=0.01}
   * @throws IllegalArgumentException for another form, or where they sum to more than 1
   */
  static List<Rate> parseRates(String text) {
    List<Rate> rates = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("write FAULT=RATE,..., not '" + part + "'");
      }
      Fault fault = Fault.parse(part.substring(0, equals));
      rates.add(new Rate(fault, Numbers.decimal(part.substring(equals + 1), 0, 1)));
    }
    if (rates.stream().mapToDouble(Rate::rate).sum() > 1 + 1e-9) {
      throw new IllegalArgumentException("the rates of faults sum to more than 1: " + text);
    }
    return rates;
  }

  /**
   * A script from its written form.
   *
   * @param text such as {@code 503*3,ok,reset}: a fault for each of the next requests
   * @throws IllegalArgumentException for another form
   */
  static List<Fault> parseScript(String text) {
    List<Fault> faults = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int star = part.indexOf('*');
      Fault fault = Fault.parse(star < 0 ? part : part.substring(0, star));
      long times = star < 0 ? 1 : Numbers.whole(part.substring(star + 1), 1, MOST_REPEATS);
      faults.addAll(Collections.nCopies((int) times, fault));
    }
    return faults;
  }
}
