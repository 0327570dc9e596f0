package io.codestrata.pgvector;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The benchmark's vectors on disk, since a million of them are more than its heap.
 *
 * @param path of the file
 * @param count vectors in it
 */
record VectorFile(Path path, int count, int dimension) {
  private static final int NEAREST = 10;
  private static final int VECTORS_A_CLUSTER = 200;
  private static final byte[] SIGNATURE =
      "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

  /** Queries of the same mixture, and the chunk hashes of the ten nearest vectors of each. */
  record Truth(List<float[]> queries, List<List<String>> nearest) {}

  /** Writes the file; each vector is compared with each query on the way. */
  Truth make(long seed, int queryCount) throws IOException {
    VectorMixture mixture =
        new VectorMixture(dimension, Math.max(1, count / VECTORS_A_CLUSTER), seed);
    List<float[]> queries = new ArrayList<>();
    float[] byDimension = new float[dimension * queryCount];
    for (int q = 0; q < queryCount; q++) {
      float[] query = mixture.next();
      queries.add(query);
      for (int d = 0; d < dimension; d++) {
        byDimension[d * queryCount + q] = query[d];
      }
    }
    float[][] scores = new float[queryCount][NEAREST];
    int[][] rows = new int[queryCount][NEAREST];
    for (float[] best : scores) {
      Arrays.fill(best, -2);
    }
    float[] products = new float[queryCount];
    ByteBuffer bytes = ByteBuffer.allocate(4 * dimension);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 20)) {
      for (int row = 0; row < count; row++) {
        float[] vector = mixture.next();
        bytes.asFloatBuffer().put(vector);
        out.write(bytes.array());
        Arrays.fill(products, 0);
        for (int d = 0; d < dimension; d++) {
          float value = vector[d];
          int from = d * queryCount;
          for (int q = 0; q < queryCount; q++) {
            products[q] += value * byDimension[from + q];
          }
        }
        for (int q = 0; q < queryCount; q++) {
          if (products[q] > scores[q][NEAREST - 1]) {
            insert(scores[q], rows[q], products[q], row);
          }
        }
      }
    }
    return new Truth(
        queries, Arrays.stream(rows).map(best -> List.of(VectorBenchmark.hashes(best))).toList());
  }

  private static void insert(float[] scores, int[] rows, float score, int row) {
    int at = NEAREST - 1;
    while (at > 0 && scores[at - 1] < score) {
      scores[at] = scores[at - 1];
      rows[at] = rows[at - 1];
      at--;
    }
    scores[at] = score;
    rows[at] = row;
  }

  /** The rows of the table, or one part of several, read as they are asked for. */
  Iterator<ChunkVector> rows(String model, int part, int parts) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 20);
    return new Iterator<>() {
      private int row = part * (count / parts);
      private final int end = part == parts - 1 ? count : (part + 1) * (count / parts);
      private boolean begun;

      @Override
      public boolean hasNext() {
        return row < end;
      }

      @Override
      public ChunkVector next() {
        try {
          if (!begun) {
            in.skipNBytes(4L * dimension * row);
            begun = true;
          }
          float[] vector = new float[dimension];
          ByteBuffer.wrap(in.readNBytes(4 * dimension)).asFloatBuffer().get(vector);
          return new ChunkVector(VectorBenchmark.hash(row++), model, vector);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  /** The same rows as one file in the binary form of COPY. */
  Path copyFile(String model) throws IOException {
    Path file = path.resolveSibling("copy");
    byte[] key = model.getBytes(StandardCharsets.UTF_8);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
      out.write(SIGNATURE);
      out.writeLong(0);
      for (Iterator<ChunkVector> rows = rows(model, 0, 1); rows.hasNext(); ) {
        ChunkVector row = rows.next();
        byte[] hash = row.chunkHash().getBytes(StandardCharsets.UTF_8);
        out.writeShort(3);
        out.writeInt(hash.length);
        out.write(hash);
        out.writeInt(key.length);
        out.write(key);
        out.writeInt(4 + 4 * dimension);
        out.writeShort(dimension);
        out.writeShort(0);
        ByteBuffer bytes = ByteBuffer.allocate(4 * dimension);
        bytes.asFloatBuffer().put(row.vector());
        out.write(bytes.array());
      }
      out.writeShort(-1);
    }
    return file;
  }
}
