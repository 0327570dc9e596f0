package io.codestrata.voyagesim;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** {@code codestrata voyage-sim}: the server as a process of its own, until it is stopped. */
public final class SimMain {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private SimMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (Arrays.asList(arguments).contains("--help")) {
      System.out.print(SimOptions.HELP);
      return;
    }
    try {
      VoyageSim sim = VoyageSim.start(arguments);
      Runtime.getRuntime().addShutdownHook(new Thread(sim::close, "voyage-sim-stop"));
      System.out.println(sim.url());
      new CountDownLatch(1).await();
    } catch (IllegalArgumentException e) {
      System.err.println("voyage-sim: " + e.getMessage() + " (--help lists what there is)");
      System.exit(USAGE);
    } catch (IOException e) {
      System.err.println(
          "voyage-sim: cannot start: " + e.getMessage() + " (check --port, --bind and --ledger)");
      System.exit(FAILED);
    }
  }
}
