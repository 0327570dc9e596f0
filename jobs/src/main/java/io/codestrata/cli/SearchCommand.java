package io.codestrata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.job.SearchJob;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.pgvector.Signal;
import io.codestrata.pgvector.SignalShare;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code search}: asks the published index. */
@Command(
    name = "search",
    description = "Ask the index a question in words or by symbol.",
    mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "QUESTION", description = "Any text.")
  private List<String> question;

  @Option(names = "--top", paramLabel = "N", description = "Hits at most (10).")
  private Integer top;

  @Option(
      names = "--repo",
      paramLabel = "R",
      description = "Only this repository: its id, or the end of it after a slash.")
  private String repository;

  @ArgGroup private Refs refs = new Refs();

  @Option(names = "--language", paramLabel = "L", description = "Only this language.")
  private String language;

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

  @Mixin private ConfigFlags flags;

  /** One of them at most. */
  private static final class Refs {
    @Option(
        names = "--ref",
        paramLabel = "REF",
        description = "Only what was indexed at this ref (each repository's own ref).")
    private String ref;

    @Option(names = "--all-refs", description = "Further refs too, each chunk once.")
    private boolean all;
  }

  @Override
  public Integer call() throws Exception {
    PipelineConfig config =
        flags.read(
            top == null
                ? java.util.Map.of()
                : java.util.Map.of(Options.TOP, Integer.toString(top)));
    String text = String.join(" ", question);
    SearchScope scope =
        new SearchScope(
            Optional.ofNullable(repository),
            Optional.ofNullable(refs.ref),
            refs.all,
            Optional.ofNullable(language).map(name -> name.toLowerCase(Locale.ROOT)));
    List<SearchHit> hits = hits(config, text, scope);
    if (json) {
      System.out.println(json(hits, explain));
    } else if (hits.isEmpty()) {
      System.err.println(
          scope.isNarrow()
              ? "no hit there (codestrata status lists the repositories, codestrata languages the"
                  + " languages)"
              : "no hit");
    } else {
      HitPrinter printer = new HitPrinter(System.out, text, explain);
      for (int rank = 1; rank <= hits.size(); rank++) {
        printer.print(rank, hits.get(rank - 1));
      }
    }
    return Main.DONE;
  }

  private List<SearchHit> hits(PipelineConfig config, String text, SearchScope scope)
      throws Exception {
    SearchJob search = new SearchJob(config, Signal.allBut(off));
    int most = (int) config.number(Options.TOP);
    return asOf == null
        ? search.run(text, most, scope)
        : search.runAsOf(asOf, text, most, scope, new TerminalProgress(System.err));
  }

  private static String json(List<SearchHit> hits, boolean explain) throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode array = mapper.createArrayNode();
    for (SearchHit hit : hits) {
      ObjectNode object = array.addObject();
      object
          .put("repository", hit.repository())
          .put("path", hit.path())
          .put("startLine", hit.startLine())
          .put("endLine", hit.endLine())
          .put("symbol", hit.symbol())
          .put("kind", hit.kind())
          .put("language", hit.language())
          .put("score", hit.score())
          .put("text", hit.text());
      if (explain) {
        ObjectNode signals = object.putObject("signals");
        hit.shares().forEach(share -> put(signals, share));
      }
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array);
  }

  private static void put(ObjectNode signals, SignalShare share) {
    ObjectNode object = signals.putObject(share.signal().toString());
    if (share.rank() > 0) {
      object.put("rank", share.rank());
    }
    object.put(share.signal().isFactor() ? "factor" : "points", share.value());
  }
}
