package io.codestrata.voyagesim;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an account would be billed for: every request that was computed, also where its answer never
 * arrived. A text is kept by its SHA-256, and counted by input type: the same text as query and as
 * document is two. With a file, a line of JSON is added for each request before it is answered:
 * {@code {"at":MILLIS,"model":...,"input_type":...,"tokens":N,"texts":[SHA-256, ...]}}.
 */
public final class Ledger {
  /** The name here of requests without an input type. */
  public static final String NO_INPUT_TYPE = "none";

  /** What was billed for one input type. */
  private static final class Page {
    private final Map<String, Integer> times = new HashMap<>();
    private long requests;
    private long tokens;
    private long texts;

    LedgerSummary summary() {
      long repeated = times.values().stream().filter(count -> count > 1).count();
      return new LedgerSummary(requests, tokens, texts, times.size(), repeated);
    }
  }

  private final Map<String, Page> pages = new TreeMap<>();
  private final ObjectMapper json = new ObjectMapper();
  private final Optional<OutputStream> file;

  Ledger(Optional<Path> path) throws IOException {
    this.file =
        path.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Files.newOutputStream(
                    path.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  /** Everything that was billed. */
  public synchronized LedgerSummary total() {
    return pages.values().stream()
        .map(Page::summary)
        .reduce(new LedgerSummary(0, 0, 0, 0, 0), LedgerSummary::plus);
  }

  /** What was billed by input type: {@code document}, {@code query}, {@link #NO_INPUT_TYPE}. */
  public synchronized Map<String, LedgerSummary> byInputType() {
    Map<String, LedgerSummary> summaries = new TreeMap<>();
    pages.forEach((inputType, page) -> summaries.put(inputType, page.summary()));
    return summaries;
  }

  /** How often each text was billed as a document: SHA-256 of its UTF-8 in hexadecimal, count. */
  public synchronized Map<String, Integer> documents() {
    Page page = pages.get("document");
    return page == null ? Map.of() : Map.copyOf(page.times);
  }

  synchronized void bill(EmbeddingsRequest request) {
    String inputType = request.inputType().isEmpty() ? NO_INPUT_TYPE : request.inputType();
    List<String> hashes = request.hashes().stream().map(TextHash::hex).toList();
    file.ifPresent(out -> append(out, request, inputType, hashes));
    Page page = pages.computeIfAbsent(inputType, name -> new Page());
    page.requests++;
    page.tokens += request.tokens();
    page.texts += hashes.size();
    hashes.forEach(hash -> page.times.merge(hash, 1, Integer::sum));
  }

  /** Forgets what is in memory; a file keeps its lines. */
  synchronized void clear() {
    pages.clear();
  }

  synchronized void close() {
    if (file.isPresent()) {
      try {
        file.get().close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close the ledger's file", e);
      }
    }
  }

  private void append(
      OutputStream out, EmbeddingsRequest request, String inputType, List<String> hashes) {
    ObjectNode line =
        json.createObjectNode()
            .put("at", System.currentTimeMillis())
            .put("model", request.model().wireName())
            .put("input_type", inputType)
            .put("tokens", request.tokens());
    hashes.forEach(line.putArray("texts")::add);
    try {
      // One write a line, so that a reader meets whole lines.
      out.write((line + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the ledger's file", e);
    }
  }
}
