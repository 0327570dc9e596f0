package io.codestrata.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.job.EmbedPlan;
import io.codestrata.job.IndexResult;
import io.codestrata.table.Failure;
import io.codestrata.table.Run;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** A run's figures, for people and for programs. */
record Summary(IndexResult result) {
  private static final int FAILURES_SHOWN = 20;

  void printTo(PrintStream out) {
    Run run = result.run();
    Run.StageSeconds seconds = run.seconds();
    row(
        out,
        "repositories",
        number(run.repositories())
            + (run.repositoriesLeft() == 0 ? "" : ", " + number(run.repositoriesLeft()) + " left"));
    row(
        out,
        "files",
        number(run.filesTotal())
            + ", "
            + number(run.filesChanged())
            + " changed, "
            + number(run.filesRead())
            + " read, "
            + number(run.filesSkipped())
            + " skipped"
            + reasons());
    row(
        out,
        "chunks",
        number(run.chunksTotal())
            + ", "
            + number(run.chunksNew())
            + " new, "
            + number(run.chunksRemoved())
            + " removed, "
            + number(run.chunksEmbedded())
            + " embedded");
    result.plan().ifPresent(plan -> printTo(out, plan));
    row(
        out,
        result.plan().isPresent() ? "model" : "tokens",
        result.plan().isPresent() ? run.model() : tokens(run));
    row(
        out,
        "seconds",
        String.format(
            Locale.ROOT,
            "snapshot %.1f, chunk %.1f, embed %.1f, land %.1f, publish %.1f; total %.1f",
            seconds.snapshot(),
            seconds.chunk(),
            seconds.embed(),
            seconds.land(),
            seconds.publish(),
            seconds.total()));
    if (!result.failures().isEmpty()) {
      row(out, "failures", number(run.failures()));
      result.failures().stream()
          .limit(FAILURES_SHOWN)
          .forEach(failure -> out.println(line(failure)));
      if (result.failures().size() > FAILURES_SHOWN) {
        out.println("  ... all of them are in the table failures, run " + run.run());
      }
    }
  }

  private static void printTo(PrintStream out, EmbedPlan plan) {
    row(
        out,
        "would embed",
        number(plan.texts())
            + " chunks, about "
            + number(plan.tokens())
            + " tokens in "
            + number(plan.calls())
            + String.format(
                Locale.ROOT,
                " calls, $%.4f, %.0f s at the account's limits; nothing was sent or written",
                plan.usd(),
                plan.secondsAtLimit()));
  }

  private static String tokens(Run run) {
    return number(run.tokens())
        + String.format(Locale.ROOT, ", $%.4f (%s)", run.costUsd(), run.model())
        + (run.tokensUnanswered() == 0
            ? ""
            : ", and "
                + number(run.tokensUnanswered())
                + " in calls without an answer, maybe billed");
  }

  /** The figures as the fields of one line of the log, and a line a failure. */
  void log() {
    Logger log = LoggerFactory.getLogger("io.codestrata.summary");
    LoggingEventBuilder line = log.atInfo();
    for (Map.Entry<String, JsonNode> figure : object().properties()) {
      JsonNode value = figure.getValue();
      line = line.addKeyValue(figure.getKey(), value.isTextual() ? value.asText() : value);
    }
    line.log("the run is over");
    result.failures().stream()
        .limit(FAILURES_SHOWN)
        .forEach(failure -> log.warn("left out: {}", line(failure).strip()));
  }

  String json() {
    return object().toString();
  }

  private ObjectNode object() {
    Run run = result.run();
    Run.StageSeconds seconds = run.seconds();
    ObjectNode object = new ObjectMapper().createObjectNode();
    object
        .put("run", run.run())
        .put("trace", run.trace())
        .put("repositories", run.repositories())
        .put("repositoriesLeft", run.repositoriesLeft())
        .put("filesTotal", run.filesTotal())
        .put("filesChanged", run.filesChanged())
        .put("filesRead", run.filesRead())
        .put("filesSkipped", run.filesSkipped())
        .put("chunksTotal", run.chunksTotal())
        .put("chunksNew", run.chunksNew())
        .put("dryRun", result.plan().isPresent())
        .put("chunksEmbedded", result.plan().map(EmbedPlan::texts).orElse(run.chunksEmbedded()))
        .put("chunksRemoved", run.chunksRemoved())
        .put("tokens", result.plan().map(EmbedPlan::tokens).orElse(run.tokens()))
        .put("tokensUnanswered", run.tokensUnanswered())
        .put("costUsd", result.plan().map(EmbedPlan::usd).orElse(run.costUsd()))
        .put("secondsAtLimit", result.plan().map(EmbedPlan::secondsAtLimit).orElse(0.0))
        .put("failures", run.failures());
    ObjectNode skipped = object.putObject("skipped");
    result.skipped().forEach(skipped::put);
    object
        .putObject("seconds")
        .put("snapshot", seconds.snapshot())
        .put("chunk", seconds.chunk())
        .put("embed", seconds.embed())
        .put("land", seconds.land())
        .put("publish", seconds.publish())
        .put("total", seconds.total());
    return object;
  }

  private String reasons() {
    return result.skipped().isEmpty()
        ? ""
        : result.skipped().entrySet().stream()
            .map(entry -> entry.getKey() + " " + number(entry.getValue()))
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String line(Failure failure) {
    return "  "
        + failure.repository()
        + (failure.path().isEmpty() ? "" : "/" + failure.path())
        + ": "
        + failure.stage()
        + ": "
        + failure.reason();
  }

  private static void row(PrintStream out, String name, String value) {
    out.printf(Locale.ROOT, "%-12s %s%n", name, value);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
