package io.codestrata.cli;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.job.SimilarJob;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchScope;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code similar}: more like a chunk. */
@Command(
    name = "similar",
    description =
        "Find chunks that are like the one at a place, by their embeddings: the score is the cosine"
            + " similarity. Loads no model and sends nothing.",
    mixinStandardHelpOptions = true)
final class SimilarCommand implements Callable<Integer> {
  private static final Pattern PLACE = Pattern.compile("(?s)(.+):([1-9][0-9]{0,8})");

  @Parameters(
      arity = "1",
      paramLabel = "PATH:LINE",
      description =
          "A line of a published file: its path in the repository, or the repository's id, a slash"
              + " and the path, as search prints it.")
  private String place;

  @Option(
      names = "--in",
      paramLabel = "R",
      description = "The repository of PATH, where several have it: its id or the end of it.")
  private String in = "";

  @Option(names = "--top", paramLabel = "N", description = "Hits at most (10).")
  private Integer top;

  @Mixin private ScopeFlags where;

  @Option(names = "--json", description = "Print an array of objects.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    Matcher parts = PLACE.matcher(place);
    if (!parts.matches()) {
      throw new ParameterException(
          spec.commandLine(), place + " is not a path, a colon and a line (src/Tree.java:42)");
    }
    PipelineConfig config = flags.read(SearchCommand.top(top));
    SearchScope scope = where.scope();
    List<SearchHit> hits =
        new SimilarJob(config)
            .run(
                parts.group(1),
                in,
                Integer.parseInt(parts.group(2)),
                (int) config.number(Options.TOP),
                scope);
    HitPrinter.print(hits, "", scope, json, false);
    return Main.DONE;
  }
}
