package io.codestrata.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A tar archive's bytes, of which a reader may take only so many from one entry's content to the
 * next: it holds an entry's headers in memory, whatever their length.
 */
final class BoundedHeaders extends FilterInputStream {
  private static final long MOST_BYTES = 1 << 20;

  private long left = MOST_BYTES;

  BoundedHeaders(InputStream tar) {
    super(tar);
  }

  /**
   * An entry's headers are read: so much of content may follow, and be skipped, before the next.
   */
  void contentFollows(long bytes) {
    left = bytes + MOST_BYTES;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    take(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    take(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    take(skipped);
    return skipped;
  }

  private void take(long bytes) throws IOException {
    left -= bytes;
    if (left < 0) {
      throw new IOException("an entry's headers have more than " + MOST_BYTES + " bytes");
    }
  }
}
