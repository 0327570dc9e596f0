package io.codestrata.pgvector;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows in the binary form of COPY (PostgreSQL manual, COPY, "Binary Format"); {@code
 * tsvector} and {@code vector} as their receive functions read them. A row is {@link #row} and then
 * one call a column, in the order of the COPY command.
 */
final class BinaryCopy implements AutoCloseable {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final int FLUSH_AT = 64 * 1024;

  private final CopyIn copy;
  private ByteBuffer buffer = ByteBuffer.allocate(2 * FLUSH_AT);
  private boolean finished;

  BinaryCopy(Connection connection, String table, String columns) throws SQLException {
    copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + table + " (" + columns + ") FROM STDIN (FORMAT binary)");
    buffer.put(SIGNATURE).putInt(0).putInt(0);
  }

  BinaryCopy row(int columns) throws SQLException {
    if (buffer.position() >= FLUSH_AT) {
      flush();
    }
    room(2).putShort((short) columns);
    return this;
  }

  /** NUL, which no PostgreSQL text can hold, becomes U+FFFD. */
  BinaryCopy text(String value) {
    byte[] bytes = storable(value).getBytes(StandardCharsets.UTF_8);
    room(4 + bytes.length).putInt(bytes.length).put(bytes);
    return this;
  }

  static String storable(String value) {
    return value.indexOf('\0') < 0 ? value : value.replace('\0', '\uFFFD');
  }

  BinaryCopy int4(int value) {
    room(8).putInt(4).putInt(value);
    return this;
  }

  BinaryCopy int8(long value) {
    room(12).putInt(8).putLong(value);
    return this;
  }

  BinaryCopy vector(float[] vector) {
    room(8 + 4 * vector.length).putInt(4 + 4 * vector.length);
    buffer.putShort((short) vector.length).putShort((short) 0);
    for (float value : vector) {
      buffer.putFloat(value);
    }
    return this;
  }

  /**
   * @param halves IEEE 754 halves
   */
  BinaryCopy halfvec(short[] halves) {
    room(8 + 2 * halves.length).putInt(4 + 2 * halves.length);
    buffer.putShort((short) halves.length).putShort((short) 0);
    for (short half : halves) {
      buffer.putShort(half);
    }
    return this;
  }

  BinaryCopy tsvector(Lexemes lexemes) {
    room(8);
    int lengthAt = buffer.position();
    buffer.putInt(0).putInt(lexemes.positions().size());
    for (Map.Entry<String, short[]> word : lexemes.positions().entrySet()) {
      byte[] bytes = word.getKey().getBytes(StandardCharsets.UTF_8);
      short[] places = word.getValue();
      room(bytes.length + 3 + 2 * places.length).put(bytes).put((byte) 0);
      buffer.putShort((short) places.length);
      for (short place : places) {
        buffer.putShort(place);
      }
    }
    buffer.putInt(lengthAt, buffer.position() - lengthAt - 4);
    return this;
  }

  /** Ends the COPY; returns the rows stored. */
  long finish() throws SQLException {
    room(2).putShort((short) -1);
    flush();
    finished = true;
    return copy.endCopy();
  }

  /** Gives up the COPY unless it was finished. */
  @Override
  public void close() throws SQLException {
    if (!finished && copy.isActive()) {
      copy.cancelCopy();
    }
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int wanted = Math.max(buffer.capacity() * 2, buffer.position() + bytes);
      ByteBuffer larger = ByteBuffer.allocate(wanted);
      buffer.flip();
      larger.put(buffer);
      buffer = larger;
    }
    return buffer;
  }
}
