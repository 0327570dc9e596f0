package io.codestrata.voyagesim;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The stand-in's options, from flags: {@link #HELP} describes them. */
record SimOptions(
    String bind,
    int port,
    String key,
    String foreignKey,
    long requestsPerMinute,
    long tokensPerMinute,
    long requestsPerSecond,
    RetryAfter retryAfter,
    Latency latency,
    List<FaultPlan.Rate> faults,
    long seed,
    Optional<String> poison,
    Optional<Path> ledger,
    boolean similar) {

  /** Voyage's tier 1 for voyage-code-3 (docs.voyageai.com/docs/rate-limits). */
  private static final String REQUESTS_PER_MINUTE = "2000";

  private static final String TOKENS_PER_MINUTE = "3000000";

  private static final Set<String> FLAGS =
      Set.of(
          "--bind",
          "--port",
          "--key",
          "--foreign-key",
          "--requests-per-minute",
          "--tokens-per-minute",
          "--requests-per-second",
          "--retry-after",
          "--latency",
          "--fault",
          "--seed",
          "--poison",
          "--ledger",
          "--vectors");

  static final String HELP =
      """
      Usage: codestrata voyage-sim [--FLAG VALUE]...
      A stand-in of Voyage AI's embeddings API on this machine. It prints its address when it is
      ready and runs until it is stopped.

        --port N                 its port (8089); 0 takes a free one
        --bind ADDRESS           the address it listens on (127.0.0.1)
        --key KEY                the key it takes (sim-key)
        --foreign-key KEY        a key of another host, answered 403 (sim-foreign-key)
        --requests-per-minute N  the account's limits, 0 for none (2000; 3000000; 0),
        --tokens-per-minute N      held in every stretch of 60 seconds or one second
        --requests-per-second N
        --retry-after WHAT       header of a 429 of these limits: none, exact, or seconds (none)
        --latency HOW            200ms, 100ms..300ms or lognormal:200ms,0.5 (0ms)
        --fault FAULT=RATE,...   shares of the requests that go wrong, such as 429=0.02,reset=0.01
        --seed N                 of faults and latencies (1)
        --poison TEXT            a request with this in a text is answered 400
        --ledger FILE            appends what is billed, a line of JSON a request
        --vectors HOW            similar: texts that share words are near; random (similar)

      Faults: a status such as 503 or 529:7 (with Retry-After: 7), reset, hang:30s, slow:5s,
      truncated, malformed, count, dimension, nan, index, duplicate, reordered, html, cut, ok.

      GET /sim/ledger, GET /sim/arrivals, POST /sim/reset,
      POST /sim/faults {"script": "503*3,ok,reset"} or {"rates": "429=0.02", "seed": 7}
      """;

  /**
   * Options from flags, each followed by its value.
   *
   * @throws IllegalArgumentException naming the flag that is unknown, or the value that is none
   */
  static SimOptions parse(String... flags) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < flags.length; i += 2) {
      if (!FLAGS.contains(flags[i])) {
        throw new IllegalArgumentException("Unknown option: '" + flags[i] + "'");
      }
      if (i + 1 == flags.length) {
        throw new IllegalArgumentException(flags[i] + " needs a value");
      }
      values.put(flags[i], flags[i + 1]);
    }
    return new SimOptions(
        values.getOrDefault("--bind", "127.0.0.1"),
        (int) number(values, "--port", "8089", 65_535),
        values.getOrDefault("--key", "sim-key"),
        values.getOrDefault("--foreign-key", "sim-foreign-key"),
        limit(values, "--requests-per-minute", REQUESTS_PER_MINUTE),
        limit(values, "--tokens-per-minute", TOKENS_PER_MINUTE),
        limit(values, "--requests-per-second", "0"),
        RetryAfter.parse(values.getOrDefault("--retry-after", "none")),
        Latency.parse(values.getOrDefault("--latency", "0ms")),
        values.containsKey("--fault") ? FaultPlan.parseRates(values.get("--fault")) : List.of(),
        number(values, "--seed", "1", Long.MAX_VALUE),
        Optional.ofNullable(values.get("--poison")),
        Optional.ofNullable(values.get("--ledger")).map(Path::of),
        similar(values.getOrDefault("--vectors", "similar")));
  }

  private static long limit(Map<String, String> values, String flag, String otherwise) {
    long limit = number(values, flag, otherwise, Long.MAX_VALUE / 4);
    return limit == 0 ? Long.MAX_VALUE / 2 : limit;
  }

  private static long number(Map<String, String> values, String flag, String otherwise, long most) {
    try {
      return Numbers.whole(values.getOrDefault(flag, otherwise), 0, most);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(flag + ": " + e.getMessage(), e);
    }
  }

  private static boolean similar(String how) {
    return switch (how) {
      case "similar" -> true;
      case "random" -> false;
      default ->
          throw new IllegalArgumentException(
              "--vectors takes similar or random, not '" + how + "'");
    };
  }
}
