package io.codestrata.table;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Embeddings that are paid for and have not landed in {@code embeddings} yet: a file for each call
 * that was answered, written before the call counts as done. So a run that is killed loses the
 * calls in flight and no other. {@code LAKE/_embedded/RUN/WAVE/PARTITION-CALL.avro}; a file has its
 * name only once it is whole.
 *
 * @param folder of all runs' files, any Hadoop path
 */
public record EmbeddingJournal(String folder) implements Serializable {
  private static final String WHOLE = ".avro";
  private static final String RECEIPT = ".receipt";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String RUN = "run.json";

  private static final Schema SCHEMA =
      SchemaBuilder.record("embedding")
          .fields()
          .requiredString("repository")
          .requiredString("chunk_hash")
          .requiredString("model")
          .requiredLong("tokens")
          .requiredBytes("vector")
          .endRecord();

  /** Of this JVM: made anew for each file, it costs more than a call's embeddings to write. */
  private static volatile Hadoop hadoop;

  /** The settings that a Spark application has of Hadoop. */
  private record Hadoop(SparkEnv environment, Configuration configuration) {}

  /** An embedding and the repository that it was made for. */
  public record Entry(String repository, StoredEmbedding embedding) implements Serializable {}

  /** The journal of a lake. */
  public static EmbeddingJournal of(String lake) {
    return new EmbeddingJournal(lake + (lake.endsWith("/") ? "" : "/") + "_embedded");
  }

  /** Writes one call's embeddings; for executors. */
  public void append(String run, int wave, int partition, List<Entry> entries) throws IOException {
    Path wavePath = wave(run, wave);
    FileSystem files = files();
    String name = partition + "-" + UUID.randomUUID();
    Path part = new Path(wavePath, "." + name);
    try (OutputStream out = files.create(part, true);
        DataFileWriter<GenericRecord> writer =
            new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(SCHEMA))) {
      writer.create(SCHEMA, out);
      for (Entry entry : entries) {
        writer.append(encode(entry));
      }
    }
    if (!files.rename(part, new Path(wavePath, name + WHOLE))) {
      throw new IOException("cannot rename " + part);
    }
  }

  /** Hashes of the chunks that an earlier attempt of the task has written; for executors. */
  public Set<String> done(String run, int wave, int partition) throws IOException {
    Set<String> done = new HashSet<>();
    for (String file : files(run, wave)) {
      if (new Path(file).getName().startsWith(partition + "-")) {
        read(file).forEach(entry -> done.add(entry.embedding().chunkHash()));
      }
    }
    return done;
  }

  /** Whole files of a wave. */
  public List<String> files(String run, int wave) throws IOException {
    List<String> found = new ArrayList<>();
    for (FileStatus status : list(wave(run, wave))) {
      String name = status.getPath().getName();
      if (name.endsWith(WHOLE) && !name.startsWith(".")) {
        found.add(status.getPath().toString());
      }
    }
    return found;
  }

  /** What one file holds; for executors. */
  public List<Entry> read(String file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (InputStream in = files().open(new Path(file));
        DataFileStream<GenericRecord> reader =
            new DataFileStream<>(in, new GenericDatumReader<GenericRecord>())) {
      for (GenericRecord record : reader) {
        entries.add(decode(record));
      }
    }
    return entries;
  }

  /** Notes a run before its first call. */
  public void begin(JournaledRun run) throws IOException {
    write(new Path(new Path(folder, run.run()), RUN), run);
  }

  /** Ids of the runs that have files here, this one's or of such as were killed. */
  public List<String> runs() throws IOException {
    List<String> runs = new ArrayList<>();
    for (FileStatus status : list(new Path(folder))) {
      if (status.isDirectory()) {
        runs.add(status.getPath().getName());
      }
    }
    return runs;
  }

  /**
   * What the run noted of itself, with the receipts of its waves that have landed; empty where it
   * was killed before its note was whole or while it was forgotten, when there is nothing to tell.
   */
  public Optional<JournaledRun> run(String run) throws IOException {
    Path note = new Path(new Path(folder, run), RUN);
    if (!files().exists(note)) {
      return Optional.empty();
    }
    JournaledRun found = read(note, JournaledRun.class);
    List<Receipt> receipts = new ArrayList<>();
    for (FileStatus status : list(new Path(folder, run))) {
      if (status.getPath().getName().endsWith(RECEIPT)) {
        receipts.add(read(status.getPath(), Receipt.class));
      }
    }
    return Optional.of(found.with(receipts));
  }

  /** Waves of the run whose files have not landed. */
  public List<Integer> waves(String run) throws IOException {
    List<Integer> waves = new ArrayList<>();
    for (FileStatus status : list(new Path(folder, run))) {
      if (status.isDirectory()) {
        waves.add(Integer.valueOf(status.getPath().getName()));
      }
    }
    return waves;
  }

  /**
   * Gives a receipt for a wave that has landed, and forgets its files. Where a receipt was given
   * before, the files have been counted already and it stays.
   */
  public void landed(String run, int wave, Receipt receipt) throws IOException {
    Path path = new Path(new Path(folder, run), wave + RECEIPT);
    if (!files().exists(path)) {
      write(path, receipt);
    }
    files().delete(wave(run, wave), true);
  }

  /** Forgets a run once its row is in the table of runs. */
  public void forget(String run) throws IOException {
    files().delete(new Path(folder, run), true);
  }

  private Path wave(String run, int wave) {
    return new Path(new Path(folder, run), Integer.toString(wave));
  }

  private FileStatus[] list(Path path) throws IOException {
    FileSystem files = files();
    return files.exists(path) ? files.listStatus(path) : new FileStatus[0];
  }

  private FileSystem files() throws IOException {
    SparkEnv environment = SparkEnv.get();
    Hadoop known = hadoop;
    if (known == null || known.environment() != environment) {
      known =
          new Hadoop(
              environment,
              environment == null
                  ? new Configuration()
                  : SparkHadoopUtil.get().newConfiguration(environment.conf()));
      hadoop = known;
    }
    return new Path(folder).getFileSystem(known.configuration());
  }

  private void write(Path path, Object value) throws IOException {
    Path part = new Path(path.getParent(), "." + path.getName());
    try (OutputStream out = files().create(part, true)) {
      JSON.writeValue(out, value);
    }
    files().delete(path, false);
    if (!files().rename(part, path)) {
      throw new IOException("cannot rename " + part);
    }
  }

  private <T> T read(Path path, Class<T> type) throws IOException {
    try (InputStream in = files().open(path)) {
      return JSON.readValue(in, type);
    }
  }

  private static GenericRecord encode(Entry entry) {
    StoredEmbedding embedding = entry.embedding();
    ByteBuffer vector =
        ByteBuffer.allocate(embedding.vector().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    vector.asFloatBuffer().put(embedding.vector());
    GenericRecord encoded = new GenericData.Record(SCHEMA);
    encoded.put("repository", entry.repository());
    encoded.put("chunk_hash", embedding.chunkHash());
    encoded.put("model", embedding.model());
    encoded.put("tokens", embedding.tokens());
    encoded.put("vector", vector);
    return encoded;
  }

  private static Entry decode(GenericRecord encoded) {
    ByteBuffer bytes = ((ByteBuffer) encoded.get("vector")).order(ByteOrder.LITTLE_ENDIAN);
    float[] vector = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(vector);
    return new Entry(
        encoded.get("repository").toString(),
        new StoredEmbedding(
            encoded.get("chunk_hash").toString(),
            encoded.get("model").toString(),
            (Long) encoded.get("tokens"),
            vector));
  }
}
