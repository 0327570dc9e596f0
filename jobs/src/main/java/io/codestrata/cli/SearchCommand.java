package io.codestrata.cli;

import io.codestrata.config.ConfigOption;
import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.job.SearchJob;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.pgvector.Signal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code search}: asks the published index. */
@Command(
    name = "search",
    description = "Ask the index a question in words or by symbol.",
    mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "QUESTION",
      description = "Any text. May be left out with --symbol.")
  private List<String> question = List.of();

  @Option(names = "--top", paramLabel = "N", description = "Hits at most (10).")
  private Integer top;

  @Mixin private ScopeFlags where;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description =
          "Ask the index as it was: at a date (its end), a time (2026-05-04T10:30, in the local zone"
              + " unless it names one) or a version of the table repositories. Starts Spark and"
              + " loads what the database lacks.")
  private String asOf;

  @Option(
      names = "--explain",
      description = "Show of each hit what each signal gave: ranks, points and factors.")
  private boolean explain;

  @Option(
      names = "--without",
      paramLabel = "SIGNAL",
      split = ",",
      description = "Search without these signals: ${COMPLETION-CANDIDATES}.")
  private Set<Signal> off = Set.of();

  @Option(names = "--json", description = "Print an array of objects.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    SearchScope scope = where.scope();
    if (question.isEmpty() && scope.symbol().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Missing required parameter: 'QUESTION', or --symbol");
    }
    String text = question.isEmpty() ? scope.symbol().get() : String.join(" ", question);
    HitPrinter.print(hits(flags.read(top(top)), text, scope), text, scope, json, explain);
    return Main.DONE;
  }

  /** The configuration's most hits, where the flag was given. */
  static Map<ConfigOption, String> top(Integer flag) {
    return flag == null ? Map.of() : Map.of(Options.TOP, Integer.toString(flag));
  }

  private List<SearchHit> hits(PipelineConfig config, String text, SearchScope scope)
      throws Exception {
    SearchJob search = new SearchJob(config, Signal.allBut(off));
    int most = (int) config.number(Options.TOP);
    return asOf == null
        ? search.run(text, most, scope)
        : search.runAsOf(asOf, text, most, scope, ConfigFlags.progress());
  }
}
