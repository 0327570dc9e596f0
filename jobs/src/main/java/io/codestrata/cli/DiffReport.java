package io.codestrata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.job.DiffJob;
import io.codestrata.merkle.ManifestDiff;
import io.codestrata.merkle.ManifestDiff.Change;
import io.codestrata.merkle.ManifestEntry;
import io.codestrata.table.IndexedState;
import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A diff, for people in the manner of {@code git diff --name-status}, and for programs. */
record DiffReport(DiffJob.Result result) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  void printTo(PrintStream out) {
    ManifestDiff files = result.files();
    Map<String, String> byPath = new TreeMap<>();
    files.added().forEach(entry -> byPath.put(entry.path(), "A\t" + shown(entry)));
    // A path may be gone and come again as another's new place: the blank sorts it first.
    files.removed().forEach(entry -> byPath.put(entry.path() + " ", "D\t" + shown(entry)));
    files
        .modified()
        .forEach(
            change ->
                byPath.put(
                    change.after().path(),
                    (change.isOfKind() ? "T\t" : "M\t") + shown(change.after()) + modes(change)));
    files
        .modeChanged()
        .forEach(
            change ->
                byPath.put(change.after().path(), "M\t" + shown(change.after()) + modes(change)));
    files
        .renamed()
        .forEach(
            rename ->
                byPath.put(
                    rename.after().path(),
                    String.format(Locale.ROOT, "R%03d\t", rename.similarity())
                        + shown(rename.before())
                        + "\t"
                        + shown(rename.after())));
    byPath.values().forEach(out::println);
    out.println(summary(files));
  }

  private String summary(ManifestDiff files) {
    return String.format(
        Locale.ROOT,
        "%s %s..%s: %,d added, %,d modified, %,d removed, %,d renamed, %,d mode changed; chunks"
            + " +%,d -%,d",
        Printable.line(result.repository()),
        name(result.from()),
        name(result.to()),
        files.added().size(),
        files.modified().size(),
        files.removed().size(),
        files.renamed().size(),
        files.modeChanged().size(),
        result.chunks().added(),
        result.chunks().removed());
  }

  private static String name(IndexedState state) {
    String revision = state.shortRevision();
    return revision.isEmpty() ? state.time().truncatedTo(ChronoUnit.SECONDS).toString() : revision;
  }

  private static String shown(ManifestEntry entry) {
    return Printable.line(entry.path());
  }

  private static String modes(Change change) {
    String before = change.before().mode();
    String after = change.after().mode();
    return before.equals(after) ? "" : "\t(" + before + " to " + after + ")";
  }

  String json() throws JsonProcessingException {
    ManifestDiff files = result.files();
    ObjectNode object = MAPPER.createObjectNode().put("repository", result.repository());
    put(object.putObject("from"), result.from());
    put(object.putObject("to"), result.to());
    put(object.putArray("added"), files.added());
    put(object.putArray("removed"), files.removed());
    changes(object.putArray("modified"), files.modified());
    changes(object.putArray("modeChanged"), files.modeChanged());
    ArrayNode renamed = object.putArray("renamed");
    files
        .renamed()
        .forEach(
            rename ->
                renamed
                    .addObject()
                    .put("from", rename.before().path())
                    .put("to", rename.after().path())
                    .put("similarity", rename.similarity()));
    object
        .putObject("chunks")
        .put("added", result.chunks().added())
        .put("removed", result.chunks().removed());
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(object);
  }

  private static void put(ObjectNode object, IndexedState state) {
    object
        .put("version", state.version())
        .put("time", state.time().toString())
        .put("revision", state.state().revision())
        .put("root", state.state().rootHash());
  }

  private static void put(ArrayNode array, List<ManifestEntry> entries) {
    entries.forEach(
        entry ->
            array
                .addObject()
                .put("path", entry.path())
                .put("mode", entry.mode())
                .put("contentHash", entry.contentHash()));
  }

  private static void changes(ArrayNode array, List<Change> changes) {
    changes.forEach(
        change ->
            array
                .addObject()
                .put("path", change.after().path())
                .put("modeBefore", change.before().mode())
                .put("mode", change.after().mode())
                .put("contentHashBefore", change.before().contentHash())
                .put("contentHash", change.after().contentHash()));
  }
}
