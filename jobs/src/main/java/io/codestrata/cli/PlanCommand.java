package io.codestrata.cli;

import picocli.CommandLine.Command;

/** {@code plan}: {@code index --dry-run} by a name of its own. */
@Command(
    name = "plan",
    description =
        "Say what index would embed and what it would cost; write and send nothing (index"
            + " --dry-run).",
    mixinStandardHelpOptions = true)
final class PlanCommand extends IndexCommand {
  @Override
  boolean isPlan() {
    return true;
  }
}
