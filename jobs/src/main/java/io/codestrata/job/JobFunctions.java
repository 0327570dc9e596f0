package io.codestrata.job;

import io.codestrata.config.ConfigException;
import io.codestrata.config.ConfigReader;
import io.codestrata.config.PipelineConfig;
import io.codestrata.sql.FunctionHelp;
import io.codestrata.sql.SqlExtension;
import io.codestrata.sql.SqlFunction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The SQL functions that need a configuration: {@code embed} and {@code code_search}. */
public final class JobFunctions implements SqlExtension {
  /** Before an option's key, in Spark's configuration. */
  private static final String PREFIX = "spark.codestrata.";

  /** The configuration's file, as the flag of this name. */
  private static final String FILE = PREFIX + "config";

  private static final FunctionHelp EMBED =
      new FunctionHelp(
          EmbedFunction.NAME,
          "_FUNC_(text) - The text's embedding, by the configured model, as a document: an array of"
              + " floats. Texts go in batches, under the account's limits over all tasks; those whose"
              + " embeddings the index has are not sent. Null for a blank text and for one that the"
              + " provider refuses.",
          """
          * text - a string
          """,
          """
          > SELECT size(_FUNC_('def total(items): return sum(items)'));
           384
          """);

  @Override
  public void register(SparkSessionExtensions extensions) {
    extensions.injectFunction(
        new SqlFunction(EMBED, 1, 1, arguments -> new EmbedFunction(arguments.get(0)))
            .description());
    extensions.injectTableFunction(
        new Tuple3<>(
            new FunctionIdentifier(CodeSearch.HELP.name()),
            CodeSearch.HELP.info(),
            arguments -> CodeSearch.plan(CollectionConverters.asJava(arguments))));
    extensions.injectPostHocResolutionRule(session -> new EmbedExtraction());
    extensions.injectOptimizerRule(session -> new EmbedPushdown());
    extensions.injectPlannerStrategy(EmbedStrategy::new);
  }

  /**
   * The configuration of a session: as the command line has it, and {@code spark.codestrata.KEY} in
   * place of flags, {@code spark.codestrata.config} among them.
   */
  static PipelineConfig config(SparkSession session) {
    Map<String, String> flags = new TreeMap<>();
    Map<String, String> set = CollectionConverters.asJava(session.conf().getAll());
    set.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX) && !key.equals(FILE)) {
            flags.put(key.substring(PREFIX.length()), value);
          }
        });
    try {
      Optional<Path> file =
          set.containsKey(FILE)
              ? Optional.of(Path.of(set.get(FILE)))
              : ConfigReader.installedFile(System.getenv());
      return ConfigReader.read(file, System.getenv(), flags);
    } catch (ConfigException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static final class EmbedStrategy extends SparkStrategy {
    private final SparkSession session;

    EmbedStrategy(SparkSession session) {
      this.session = session;
    }

    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
      if (!(plan instanceof EmbedNode node)) {
        return SqlFunction.seq(List.of());
      }
      try {
        return SqlFunction.seq(
            List.of(
                new EmbedExec(
                    node.texts(),
                    node.vectors(),
                    SqlEmbedding.of(config(session)),
                    planLater(node.child()))));
      } catch (JobException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }
  }
}
