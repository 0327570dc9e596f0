package io.codestrata.cli;

import io.codestrata.config.ConfigOption;
import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.job.IndexJob;
import io.codestrata.job.IndexRequest;
import io.codestrata.job.IndexResult;
import io.codestrata.job.Progress;
import io.codestrata.source.SourceKind;
import io.codestrata.source.SourceList;
import io.codestrata.table.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code index}: the main job. */
@Command(
    name = "index",
    description = "Index repositories: read, cut into chunks, embed, land, publish.",
    mixinStandardHelpOptions = true)
class IndexCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "PATH_OR_GIT_URL",
      description =
          "Git work tree, bare repository, git URL, archive (.zip, .tar, .tar.gz ...), or a folder"
              + " with --source folder.")
  private List<String> arguments = List.of();

  @Option(names = "--ref", description = "Branch, tag or commit (HEAD).", defaultValue = "HEAD")
  private String ref;

  @Option(
      names = "--source",
      paramLabel = "auto|git|folder",
      description =
          "How arguments are read; folder takes files as they lie, git or not (auto: as git).",
      defaultValue = "AUTO")
  private SourceKind source;

  @Mixin private MasterFlag master;

  @Option(
      names = "--secrets",
      paramLabel = "redact|skip|allow",
      description =
          "What becomes of a text with a secret before a third party embeds it (redact): sent"
              + " without the secret, not sent, or sent as it is.")
  private String secrets;

  @Option(
      names = "--trust-mtime",
      description =
          "Do not read files of folders whose size and modification time are those of the last"
              + " run.")
  private boolean trustMtime;

  @Option(
      names = "--dry-run",
      description = "Say what would be embedded and what it would cost; write and send nothing.")
  private boolean dryRun;

  @Option(
      names = "--max-cost",
      paramLabel = "USD",
      description = "Stop before embeddings cost more than so many dollars (exit code 3).")
  private String maxCost;

  @Option(
      names = "--json",
      description = "Print one object with the run's figures last on standard output.")
  private boolean json;

  @Mixin private SourceFlags sources;

  @Mixin private ConfigFlags flags;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Map<ConfigOption, String> more = new LinkedHashMap<>(master.settings());
    if (secrets != null) {
      more.put(Options.SECRETS, secrets);
    }
    if (maxCost != null) {
      more.put(Options.MAX_COST, maxCost);
    }
    if (sources.enterSubmodules()) {
      more.put(Options.SUBMODULES, "true");
    }
    if (trustMtime) {
      more.put(Options.TRUST_MTIME, "true");
    }
    PipelineConfig config = flags.read(more);
    String note = System.getProperty("codestrata.journal");
    if (note != null) {
      // The launcher reads there what this process was doing, should it die.
      Files.writeString(Path.of(note), IndexJob.journal(config).toString());
    }
    Progress progress = ConfigFlags.progress();
    SourceList list =
        sources.list(SourceList.of(arguments, ref, source), ref, config.dataFolder(), progress);
    if (arguments.isEmpty() && !sources.nameSome()) {
      throw new ParameterException(
          spec.commandLine(), "name a PATH_OR_GIT_URL, a --manifest or a --from-folder");
    }
    IndexResult result =
        new IndexJob(config, progress)
            .run(new IndexRequest(list, sources.selection(), dryRun || isPlan()));
    Summary summary = new Summary(result);
    if (Logging.isJson()) {
      summary.log();
    } else {
      summary.printTo(System.err);
    }
    if (json) {
      System.out.println(summary.json());
    }
    return result.failures().stream().anyMatch(Failure::isLoss)
        ? Main.DONE_WITH_FAILURES
        : Main.DONE;
  }

  /** Whether nothing may be written or sent, whatever the flags say. */
  boolean isPlan() {
    return false;
  }
}
