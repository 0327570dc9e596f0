package io.codestrata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.job.PastStatusJob;
import io.codestrata.table.RepositoryState;
import java.io.PrintStream;
import java.util.Locale;

/** What {@code status --as-of} says. */
record PastStatusReport(PastStatusJob.Result past) {

  void printTo(PrintStream out) {
    StatusCommand.row(
        out,
        "as of",
        past.version().time() + ", version " + past.version().version() + " of repositories");
    for (RepositoryState state : past.repositories()) {
      StatusCommand.row(
          out,
          "repository",
          String.format(
              Locale.ROOT,
              "%s  %s %s  %,d files, %,d chunks  indexed %s",
              state.repository(),
              state.ref(),
              state.revision(),
              state.files(),
              state.chunks(),
              state.indexedAt()));
    }
  }

  String json() throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode object =
        mapper
            .createObjectNode()
            .put("asOf", past.version().time().toString())
            .put("version", past.version().version());
    ArrayNode repositories = object.putArray("repositories");
    for (RepositoryState state : past.repositories()) {
      repositories
          .addObject()
          .put("repository", state.repository())
          .put("origin", state.origin())
          .put("ref", state.ref())
          .put("revision", state.revision())
          .put("files", state.files())
          .put("chunks", state.chunks())
          .put("indexedAt", state.indexedAt().toString());
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(object);
  }
}
