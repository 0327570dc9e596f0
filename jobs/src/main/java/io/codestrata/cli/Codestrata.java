package io.codestrata.cli;

import io.codestrata.job.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The top command: shows help. */
@Command(
    name = "codestrata",
    description = "Source repositories into a searchable semantic index.",
    mixinStandardHelpOptions = true,
    versionProvider = Codestrata.VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "The launcher adds submit (index on a cluster) and voyage-sim (a stand-in of Voyage AI's API to"
          + " test against).",
      "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 done with failures listed."
    },
    subcommands = {
      IndexCommand.class,
      PlanCommand.class,
      SearchCommand.class,
      SimilarCommand.class,
      ClonesCommand.class,
      McpCommand.class,
      EvaluateCommand.class,
      DiffCommand.class,
      RollbackCommand.class,
      StatusCommand.class,
      ReportCommand.class,
      ForgetCommand.class,
      DoctorCommand.class,
      LanguagesCommand.class,
      ExplainCommand.class,
      ConfigCommand.class,
      MaintainCommand.class,
      VerifyCommand.class,
      StopCommand.class
    })
final class Codestrata implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  static boolean verbose(CommandLine.ParseResult parsed) {
    CommandLine.ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    return command.hasMatchedOption("--verbose");
  }

  static final class VersionProvider implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"codestrata " + Version.current()};
    }
  }
}
