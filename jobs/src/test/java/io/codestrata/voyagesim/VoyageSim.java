package io.codestrata.voyagesim;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A stand-in of Voyage AI's embeddings API over HTTP: same JSON, same checks, limits that it counts
 * exactly, a ledger of what an account would be billed, and faults on demand. It knows nothing of
 * Codestrata and shares no code with its client, so that a misreading of the API shows.
 *
 * <pre>{@code
 * try (VoyageSim sim = VoyageSim.start("--port", "0", "--latency", "200ms")) {
 *   sim.script("503*3,reset");
 *   ... a client of sim.url() with the key sim-key ...
 *   sim.ledger().total();
 *   sim.arrivals().all();
 * }
 * }</pre>
 */
public final class VoyageSim implements AutoCloseable {
  private static final int BACKLOG = 1_024;

  /** Of readers and of writers: arrivals must not queue behind answers. None waits for a time. */
  private static final int THREADS = 32;

  private final HttpServer server;
  private final ExecutorService readers = pool();
  private final ExecutorService writers = pool();
  private final Ledger ledger;
  private final Account account;

  static {
    // The JDK's server reads these once: small answers without Nagle's delay, and more idle
    // connections, for longer, than the 200 for 30 s that would break those of many clients.
    setUnlessSet("sun.net.httpserver.nodelay", "true");
    setUnlessSet("sun.net.httpserver.maxIdleConnections", "10000");
    setUnlessSet("sun.net.httpserver.idleInterval", "600");
  }

  private VoyageSim(SimOptions options, LongSupplier clock) throws IOException {
    ledger = new Ledger(options.ledger());
    account = new Account(options, ledger);
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByName(options.bind()), options.port()), BACKLOG);
    EmbeddingsHandler embeddings = new EmbeddingsHandler(options, account, clock, writers);
    server.createContext("/v1/embeddings", embeddings);
    server.createContext("/embeddings", embeddings);
    server.createContext("/", new ControlHandler(account, ledger));
    server.setExecutor(readers);
    server.start();
  }

  /**
   * Starts a server.
   *
   * @param flags as {@code bin/codestrata voyage-sim --help} has them; {@code --port 0} for tests
   * @throws IllegalArgumentException where a flag is none
   * @throws IOException where the port is taken, or the ledger's file cannot be written
   */
  public static VoyageSim start(String... flags) throws IOException {
    return start(System::nanoTime, flags);
  }

  /** Starts a server whose arrivals and limits go by a clock of one's own, in nanoseconds. */
  public static VoyageSim start(LongSupplier clock, String... flags) throws IOException {
    return new VoyageSim(SimOptions.parse(flags), clock);
  }

  /** The address that clients append {@code /embeddings} to. */
  public String url() {
    InetSocketAddress address = server.getAddress();
    String host = address.getAddress().getHostAddress();
    return "http://%s:%d/v1".formatted(host.contains(":") ? "[" + host + "]" : host, port());
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** What was billed until now; goes on counting. */
  public Ledger ledger() {
    return ledger;
  }

  /** What came until now. */
  public Arrivals arrivals() {
    return account.arrivals();
  }

  /**
   * Says how the next valid requests are answered, after those that were told before.
   *
   * @param faults such as {@code 503*3,ok,reset}
   */
  public void script(String faults) {
    account.script(FaultPlan.parseScript(faults));
  }

  /** Forgets arrivals, ledger, scripts and rates of faults. */
  public void reset() {
    account.reset();
  }

  /** Stops at once: answers that wait for their time are not sent. */
  @Override
  public void close() {
    server.stop(0);
    readers.shutdownNow();
    writers.shutdownNow();
    ledger.close();
  }

  private static ExecutorService pool() {
    return new ThreadPoolExecutor(
        THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), VoyageSim::thread);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "voyage-sim");
    thread.setDaemon(true);
    return thread;
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
