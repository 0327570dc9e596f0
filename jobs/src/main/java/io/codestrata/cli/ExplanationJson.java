package io.codestrata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.chunk.Chunk;
import io.codestrata.job.Explanation;

/** An explanation for programs. */
final class ExplanationJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ExplanationJson() {}

  static String of(Explanation explanation) throws JsonProcessingException {
    ObjectNode object =
        MAPPER
            .createObjectNode()
            .put("file", explanation.file().toString())
            .put("path", explanation.path())
            .put("source", explanation.source());
    if (explanation instanceof Explanation.OfFile file) {
      put(object, file);
    } else if (explanation instanceof Explanation.OfFolder folder) {
      put(object, folder);
    }
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(object);
  }

  private static void put(ObjectNode object, Explanation.OfFile file) {
    object
        .put("size", file.size())
        .put("encoding", file.encoding())
        .put("language", file.language())
        .put("languageBy", file.told())
        .put("status", file.status())
        .put("reason", file.skip().map(skip -> skip.reason()).orElse(""))
        .put("because", file.skip().map(skip -> skip.because()).orElse(file.keptBy()))
        .put("cut", file.cut());
    ArrayNode chunks = object.putArray("chunks");
    for (Chunk chunk : file.chunks()) {
      chunks
          .addObject()
          .put("ordinal", chunk.ordinal())
          .put("startLine", chunk.startLine())
          .put("endLine", chunk.endLine())
          .put("startByte", chunk.startByte())
          .put("endByte", chunk.endByte())
          .put("tokens", chunk.tokens())
          .put("kind", chunk.kind())
          .put("symbol", chunk.symbol())
          .put("breadcrumb", chunk.breadcrumb())
          .put("text", chunk.text());
    }
  }

  private static void put(ObjectNode object, Explanation.OfFolder folder) {
    object.put("indexed", folder.kept());
    ObjectNode skipped = object.putObject("skipped");
    for (Explanation.Group group : folder.groups()) {
      ObjectNode entry = skipped.putObject(group.reason()).put("count", group.count());
      ArrayNode first = entry.putArray("first");
      group
          .first()
          .forEach(
              example ->
                  first.addObject().put("path", example.path()).put("because", example.because()));
    }
  }
}
