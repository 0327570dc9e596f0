package io.codestrata.cli;

import io.codestrata.config.ConfigOption;
import io.codestrata.config.Options;
import java.util.Map;
import picocli.CommandLine.Option;

/** The flag of commands whose work may run on a cluster. */
final class MasterFlag {
  @Option(names = "--master", description = "Spark master (local[*]).")
  private String master;

  /** What it sets; nothing where it is not given. */
  Map<ConfigOption, String> settings() {
    return master == null ? Map.of() : Map.of(Options.MASTER, master);
  }
}
