package io.codestrata.cli;

import io.codestrata.config.PipelineConfig;
import io.codestrata.job.Server;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stop}: ends the private server. */
@Command(
    name = "stop",
    description = "Stop the private PostgreSQL of the data folder.",
    mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    PipelineConfig config = flags.read();
    boolean stopped = Server.of(config).privateServer().stop();
    System.err.println(stopped ? "stopped" : "no private server runs under " + config.dataFolder());
    return Main.DONE;
  }
}
