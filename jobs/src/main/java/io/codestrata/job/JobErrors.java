package io.codestrata.job;

import io.codestrata.config.ConfigException;
import io.codestrata.rules.Skip;
import io.codestrata.source.SourceException;
import io.codestrata.table.Failure;
import io.codestrata.table.FailureKind;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Messages a user sees from the jobs: problem, cause, remedy. */
final class JobErrors {
  private JobErrors() {}

  static String unreadable(Throwable cause) {
    return "cannot read the file: " + oneLine(cause);
  }

  static String unchunkable(Throwable cause) {
    return "cannot cut the file into chunks: "
        + cause.getClass().getSimpleName()
        + " "
        + oneLine(cause);
  }

  static IOException changedWhileRead() {
    return new IOException("it changed while it was read (run again)");
  }

  static ConfigException grammar(Path file, String fault) {
    return new ConfigException(
        "grammar " + file + " " + fault + " (README.md says what such a file holds)");
  }

  /** A repository that cannot be found, fetched or listed: a failure, and the others go on. */
  static Failure lostRepository(String run, String repository, Throwable cause) {
    boolean told = cause instanceof SourceException;
    return new Failure(
        run,
        repository,
        "",
        "snapshot",
        told ? FailureKind.INPUT : FailureKind.INTERNAL,
        told
            ? cause.getMessage()
            : "cannot read the repository: %s %s (run git fsck there)"
                .formatted(cause.getClass().getSimpleName(), oneLine(cause)));
  }

  static String toldByExecutor(String fault) {
    return fault + "; an executor tried (source.clone-on: driver has the driver do it)";
  }

  static String lakeIsWritten() {
    return "another run is writing this lake; waiting for it to end";
  }

  static String lakeIsAhead(long versions) {
    return "the lake is %,d versions ahead of PostgreSQL (the next index publishes them)"
        .formatted(versions);
  }

  static String lakeIsPurged() {
    return "this lake is being purged; waiting for it to end";
  }

  static String contentsAreUsed() {
    return "runs are at work on this lake; waiting for them to end, since they may use what is purged";
  }

  static String repositoryIsHeld(String repository, String holder) {
    return repository + " is worked on by " + holder + "; waiting for it to end";
  }

  static String comeBackFor(long repositories) {
    return "%,d %s worked on by another run; coming back for %s"
        .formatted(
            repositories,
            repositories == 1 ? "repository is" : "repositories are",
            repositories == 1 ? "it" : "them");
  }

  /** How far a run of many repositories is. */
  static String repositoriesDone(Run run) {
    return String.format(
        Locale.ROOT,
        "repositories: %,d done, %,d left, %.1f a minute, ETA %s",
        run.repositories(),
        run.repositoriesLeft(),
        60 * run.repositoriesPerSecond(),
        Double.isFinite(run.etaSeconds())
            ? clock(Duration.ofSeconds((long) Math.ceil(run.etaSeconds())))
            : "--");
  }

  private static String clock(Duration time) {
    return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }

  static String stoppedEarly(long left) {
    return "%,d repositories are left for the next run: no more can be embedded".formatted(left);
  }

  static String cloneInUse(String origin) {
    return "the clone of %s stays: another run uses it (forget leaves it to the limit of the cache)"
        .formatted(origin);
  }

  static String keepsId(String wanted, String id) {
    return "%s is %s in this lake: another repository has the id, or it was indexed before (forget"
            .formatted(wanted, id)
        + " that one first)";
  }

  static JobException noRepository(String reasons) {
    return new JobException(JobException.Kind.USAGE, reasons, null);
  }

  static JobException outside(Path file, Path root) {
    return new JobException(
        JobException.Kind.USAGE,
        "cannot explain " + file + ": it does not lie in " + root + " (check --root)",
        null);
  }

  static JobException noSuchFile(Path file) {
    return new JobException(
        JobException.Kind.USAGE,
        "cannot explain " + file + ": no such file or folder (check the path)",
        null);
  }

  static Skip notCommitted() {
    return new Skip("not-committed", "index reads the commit (commit it, or pass --source folder)");
  }

  static Skip notListed() {
    return new Skip("not-listed", "git's own or Codestrata's data folder is never read");
  }

  static Skip failed(String because) {
    return new Skip(IndexedFile.FAILED, because);
  }

  static JobException nothingPublished() {
    return new JobException(
        JobException.Kind.USAGE,
        "nothing is indexed yet: run codestrata index PATH_OR_GIT_URL first",
        null);
  }

  static JobException unknownRepositories(List<String> ids) {
    return new JobException(
        JobException.Kind.USAGE,
        "cannot forget "
            + String.join(", ", ids)
            + ": no such repository in the lake, nothing was done (codestrata status lists them)",
        null);
  }

  static JobException otherModel(String published, String configured) {
    return new JobException(
        JobException.Kind.USAGE,
        "the index holds embeddings of "
            + published
            + " but the configuration says "
            + configured
            + " (set embed.provider, embed.model and embed.dimension to the index's, or index"
            + " again: a generation of the other model is built beside)",
        null);
  }

  static JobException manifest(String name, Exception cause) {
    return new JobException(
        JobException.Kind.USAGE,
        "cannot fetch the manifest " + name + ": " + oneLine(cause) + " (check address and access)",
        cause);
  }

  static JobException dataFolder(String folder, Throwable cause) {
    return new JobException(
        JobException.Kind.USAGE,
        "cannot write the data folder "
            + folder
            + ": "
            + oneLine(cause)
            + " (name another with --data)",
        cause);
  }

  static JobException unknownLocalModel(String model, List<String> known) {
    return new JobException(
        JobException.Kind.USAGE,
        "embed.model "
            + model
            + " is no local model (take "
            + String.join(" or ", known)
            + ", or set embed.provider to voyage)",
        null);
  }

  static JobException fault(String message) {
    return new JobException(JobException.Kind.FAILED, message, null);
  }

  static JobException noKey() {
    return new JobException(
        JobException.Kind.USAGE,
        "embed.provider is voyage but there is no key (set VOYAGE_API_KEY in the environment)",
        null);
  }

  static JobException secretQuestion(List<String> notes) {
    return new JobException(
        JobException.Kind.USAGE,
        "the question holds a secret and is not sent: "
            + String.join(", ", notes)
            + " (ask without it, or set embed.secrets to redact)",
        null);
  }

  static JobException keepsTooLittle(int days, int least) {
    return new JobException(
        JobException.Kind.USAGE,
        "--keep "
            + days
            + " would take files from readers and from time travel (keep "
            + least
            + " days or more)",
        null);
  }

  static JobException noServer() {
    return new JobException(
        JobException.Kind.USAGE,
        "embed.provider is openai but the server or the model is not named (set embed.base-url, such"
            + " as http://localhost:11434/v1, and embed.model)",
        null);
  }

  static JobException prices(Path file, IOException cause) {
    return new JobException(
        JobException.Kind.USAGE,
        "cannot read the prices " + file + ": " + oneLine(cause) + " (see embed.prices)",
        cause);
  }

  static JobException noPrice(String model) {
    return new JobException(
        JobException.Kind.USAGE,
        "--max-cost needs the price of " + model + ": add it to conf/prices.yaml",
        null);
  }

  static String stageOver() {
    return "the embed stage is over";
  }

  static String noDriver(Throwable cause) {
    return "the driver lends no permit: " + oneLine(cause) + " (run again)";
  }

  static String callsDoNotEnd() {
    return "calls of the provider do not end (run again)";
  }

  static JobException embeddingStopped(List<EmbedOutcome> lost) {
    String reason =
        lost.stream()
            .filter(EmbedOutcome::isFatal)
            .map(EmbedOutcome::reason)
            .findFirst()
            .orElseThrow();
    return new JobException(
        JobException.Kind.FAILED,
        "embedding stopped: " + reason + "; what was embedded is kept, the next run goes on",
        null);
  }

  static String lostText(FailureKind kind, String reason) {
    return (kind == FailureKind.INPUT ? "a chunk was refused: " : "a chunk was not embedded: ")
        + reason;
  }

  /** Whether a stage was given up since executors died under it. */
  static boolean isLostExecutor(Throwable cause) {
    return String.valueOf(cause.getMessage()).contains("ExecutorLostFailure");
  }

  /** The first line of the innermost message that says something. */
  static String oneLine(Throwable cause) {
    Throwable told = cause;
    while (told.getCause() != null && told.getMessage() == null) {
      told = told.getCause();
    }
    String message = told.getMessage();
    return message == null || message.isBlank()
        ? told.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
