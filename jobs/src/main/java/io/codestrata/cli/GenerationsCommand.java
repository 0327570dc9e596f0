package io.codestrata.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.job.GenerationJob;
import io.codestrata.pgvector.Generation;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code generations}: the indexes of several models and chunkings, of which one serves. */
@Command(
    name = "generations",
    description =
        "List the generations of the index, each of one model and chunking; switch to another one;"
            + " drop those that do not serve.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[list | switch NAME | drop NAME ...]",
    subcommands = {
      GenerationsCommand.ListCommand.class,
      GenerationsCommand.SwitchCommand.class,
      GenerationsCommand.DropCommand.class
    })
final class GenerationsCommand implements Callable<Integer> {
  @Mixin private ListFlags list;

  @Override
  public Integer call() throws Exception {
    return list.print();
  }

  /** What listing takes, with the word and without. */
  static final class ListFlags {
    @Option(names = "--json", description = "Print an array of objects, one a generation.")
    private boolean json;

    @Mixin private ConfigFlags flags;

    int print() throws Exception {
      List<GenerationJob.Row> rows =
          new GenerationJob(flags.read(), new TerminalProgress(System.err)).list();
      if (json) {
        System.out.println(json(rows));
        return Main.DONE;
      }
      String format = "%-8s %-28s %-36s %8s %12s %10s  %s%n";
      System.out.printf(
          Locale.ROOT,
          format,
          "",
          "generation",
          "model",
          "version",
          "repositories",
          "files",
          "updated");
      for (GenerationJob.Row row : rows) {
        System.out.printf(
            Locale.ROOT,
            format,
            row.published().map(one -> one.serving() ? "serves" : "").orElse("unseen"),
            row.name(),
            row.published().map(Generation::model).orElse("-"),
            row.published().map(one -> Long.toString(one.tableVersion())).orElse("-"),
            String.format(Locale.ROOT, "%,d", row.size().repositories()),
            String.format(Locale.ROOT, "%,d", row.size().files()),
            row.published().map(one -> one.updatedAt().toString()).orElse("never published"));
      }
      return Main.DONE;
    }

    private static String json(List<GenerationJob.Row> rows) throws Exception {
      ObjectMapper mapper = new ObjectMapper();
      ArrayNode array = mapper.createArrayNode();
      for (GenerationJob.Row row : rows) {
        ObjectNode object =
            array
                .addObject()
                .put("generation", row.name())
                .put("published", row.published().isPresent())
                .put("repositories", row.size().repositories())
                .put("files", row.size().files());
        row.published()
            .ifPresent(
                one ->
                    object
                        .put("serving", one.serving())
                        .put("model", one.model())
                        .put("chunking", one.chunking())
                        .put("tableVersion", one.tableVersion())
                        .put("updatedAt", one.updatedAt().toString()));
      }
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array);
    }
  }

  /** {@code generations list}. */
  @Command(
      name = "list",
      description = "List them, the oldest first.",
      mixinStandardHelpOptions = true)
  static final class ListCommand implements Callable<Integer> {
    @Mixin private ListFlags list;

    @Override
    public Integer call() throws Exception {
      return list.print();
    }
  }

  /** {@code generations switch}. */
  @Command(
      name = "switch",
      description =
          "Let another generation serve, once all of it is compared with the lake and found equal."
              + " Searches see it at once.",
      mixinStandardHelpOptions = true)
  static final class SwitchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The generation.")
    private String name;

    @Option(
        names = "--partial",
        description = "Also where it lacks repositories that the one that serves has.")
    private boolean partial;

    @Mixin private MasterFlag master;

    @Mixin private ConfigFlags flags;

    @Override
    public Integer call() throws Exception {
      new GenerationJob(flags.read(master.settings()), new TerminalProgress(System.err))
          .serve(name, partial);
      return Main.DONE;
    }
  }

  /** {@code generations drop}. */
  @Command(
      name = "drop",
      description =
          "Drop generations that do not serve, from PostgreSQL and the lake. Embeddings stay in the"
              + " lake, so that building one anew costs nothing.",
      mixinStandardHelpOptions = true)
  static final class DropCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "The generation.")
    private List<String> names;

    @Mixin private ConfigFlags flags;

    @Override
    public Integer call() throws Exception {
      GenerationJob job = new GenerationJob(flags.read(), new TerminalProgress(System.err));
      for (String name : names) {
        job.drop(name);
        System.err.println("dropped generation " + name);
      }
      return Main.DONE;
    }
  }
}
