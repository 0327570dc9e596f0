package io.codestrata.cli;

import io.codestrata.config.PipelineConfig;
import io.codestrata.job.Version;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mcp}: the index as tools of an agent. */
@Command(
    name = "mcp",
    description =
        "Serve the index to an agent by the Model Context Protocol over standard input and output:"
            + " tools search, similar, read_chunk and list_repositories. Ends with its input.",
    mixinStandardHelpOptions = true)
final class McpCommand implements Callable<Integer> {
  private static final String INSTRUCTIONS =
      "Semantic search over indexed source repositories. Ask search in plain words or by"
          + " identifier; read more around a hit with read_chunk; find related code with similar.";

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    PipelineConfig config = flags.read();
    CountDownLatch ended = new CountDownLatch(1);
    McpJsonMapper mapper =
        new JacksonMcpJsonMapper(new com.fasterxml.jackson.databind.ObjectMapper());
    try (McpTools tools = new McpTools(config, mapper)) {
      McpSyncServer server =
          McpServer.sync(
                  new StdioServerTransportProvider(mapper, telling(System.in, ended), System.out))
              .serverInfo("codestrata", Version.current())
              .instructions(INSTRUCTIONS)
              .jsonMapper(mapper)
              .validateToolInputs(true)
              .capabilities(ServerCapabilities.builder().tools(false).build())
              .tools(tools.all())
              .build();
      ended.await();
      tools.awaitIdle();
      server.closeGracefully();
    }
    return Main.DONE;
  }

  /** The transport does not say that its input has ended. */
  private static InputStream telling(InputStream in, CountDownLatch ended) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        return told(super.read());
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return told(super.read(into, offset, length));
      }

      private int told(int result) {
        if (result < 0) {
          ended.countDown();
        }
        return result;
      }
    };
  }
}
