package io.codestrata.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.config.PipelineConfig;
import io.codestrata.job.ClonesJob;
import io.codestrata.pgvector.ClonePair;
import io.codestrata.pgvector.SearchHit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code clones}: code that stands in several places. */
@Command(
    name = "clones",
    description =
        "List chunks that several repositories have, equal (1.000) or nearly so by the cosine"
            + " similarity of their embeddings, most alike first.",
    mixinStandardHelpOptions = true)
final class ClonesCommand implements Callable<Integer> {
  @Option(
      names = "--threshold",
      paramLabel = "S",
      defaultValue = "0.95",
      description = "Least similarity, above 0 to 1 (0.95).")
  private double threshold;

  @Option(
      names = "--min-tokens",
      paramLabel = "N",
      defaultValue = "50",
      description = "Leave out shorter chunks, which are alike by chance (50).")
  private int leastTokens;

  @Option(names = "--within", description = "Two places in one repository count as well.")
  private boolean within;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "50",
      description = "Pairs shown at most (50).")
  private int top;

  @Mixin private ScopeFlags where;

  @Option(names = "--json", description = "Print an array of objects.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    if (!(threshold > 0 && threshold <= 1) || leastTokens < 0 || top < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--threshold is above 0 to 1, --min-tokens 0 or more, --top 1 or more");
    }
    PipelineConfig config = flags.read();
    List<ClonePair> pairs =
        new ClonesJob(config, ConfigFlags.progress())
            .run(where.scope(), threshold, leastTokens, within);
    List<ClonePair> shown = pairs.subList(0, Math.min(top, pairs.size()));
    if (json) {
      System.out.println(json(shown));
      return Main.DONE;
    }
    for (ClonePair pair : shown) {
      System.out.printf(
          Locale.ROOT,
          "%.3f  %5d tokens  %s  ==  %s%n",
          pair.similarity(),
          pair.tokens(),
          place(pair.one()),
          place(pair.other()));
    }
    System.err.printf(
        Locale.ROOT,
        "%,d pairs%s%n",
        pairs.size(),
        pairs.size() > shown.size() ? " (--top shows more)" : "");
    return Main.DONE;
  }

  private static String place(SearchHit hit) {
    return Printable.line(
        hit.repository()
            + "/"
            + hit.path()
            + ":"
            + hit.startLine()
            + "-"
            + hit.endLine()
            + (hit.symbol().isEmpty() ? "" : " " + hit.symbol()));
  }

  private static String json(List<ClonePair> pairs) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode array = mapper.createArrayNode();
    for (ClonePair pair : pairs) {
      ObjectNode object =
          array.addObject().put("similarity", pair.similarity()).put("tokens", pair.tokens());
      object.set("one", HitJson.array(List.of(pair.one()), Integer.MAX_VALUE, false).get(0));
      object.set("other", HitJson.array(List.of(pair.other()), Integer.MAX_VALUE, false).get(0));
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array);
  }
}
