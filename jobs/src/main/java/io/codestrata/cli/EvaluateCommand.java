package io.codestrata.cli;

import io.codestrata.config.PipelineConfig;
import io.codestrata.job.EvaluateJob;
import io.codestrata.quality.Evaluation;
import io.codestrata.quality.LabelledQuery;
import io.codestrata.quality.QueryReader;
import io.codestrata.quality.SavedScores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how well the index answers queries whose answers are known. */
@Command(
    name = "evaluate",
    description =
        "Ask the index queries whose answers are known, and show how well it answers: NDCG@10, MRR"
            + " and recall, by category, language and repository.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @Option(
      names = "--queries",
      required = true,
      paramLabel = "FILE|FOLDER",
      description =
          "A JSON array of objects with query, relevant (paths, or objects of path, start_line and"
              + " end_line) and, where wanted, secondary, category, repo, language; or a folder of"
              + " them, each named REPOSITORY.json.")
  private Path queries;

  @Option(
      names = "--repo",
      paramLabel = "R",
      description =
          "Only queries of this repository; those of a file that name none are asked there.")
  private String repository;

  @Option(
      names = "--ablate",
      description = "Ask again with each of the search's signals switched off, one at a time.")
  private boolean ablate;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "Compare with what --out wrote earlier, of this or another generation, by a paired"
              + " randomization test.")
  private Path baseline;

  @Option(names = "--json", description = "Print one object.")
  private boolean json;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the same object to a file.")
  private Path out;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with plots and the worst queries; it needs nothing else.")
  private Path html;

  @Spec private CommandSpec spec;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    PipelineConfig config = flags.read();
    List<LabelledQuery> asked = asked();
    Optional<Map<String, Double>> earlier =
        baseline == null ? Optional.empty() : Optional.of(SavedScores.read(baseline));
    Evaluation found = new EvaluateJob(config, ConfigFlags.progress()).run(asked, ablate);
    Evaluation evaluation = earlier.map(found::comparedWith).orElse(found);
    String object = EvaluationJson.of(evaluation);
    if (json) {
      System.out.println(object);
    } else {
      EvaluationTable.print(evaluation, System.out);
    }
    write(out, object + "\n");
    write(html, EvaluationPage.of(evaluation));
    if (!evaluation.unindexed().isEmpty()) {
      System.err.println(
          evaluation.unindexed().size()
              + " queries were not asked: not indexed are "
              + Printable.line(String.join(", ", evaluation.missingRepositories()))
              + " (codestrata index them, or choose by --repo)");
      return Main.DONE_WITH_FAILURES;
    }
    return Main.DONE;
  }

  private List<LabelledQuery> asked() throws Exception {
    List<LabelledQuery> asked =
        QueryReader.read(queries, repository == null ? "" : repository).stream()
            .filter(query -> repository == null || query.repository().equals(repository))
            .toList();
    if (asked.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no query of repository " + repository + " in " + queries);
    }
    return asked;
  }

  private void write(Path file, String content) {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(),
          "cannot write " + file + ": " + e.getClass().getSimpleName() + " (name another file)",
          new UncheckedIOException(e));
    }
  }
}
