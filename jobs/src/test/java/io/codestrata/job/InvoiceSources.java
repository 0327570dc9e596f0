package io.codestrata.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sources of one function a file, so that each file is one chunk with a text of its own. */
public final class InvoiceSources {
  private InvoiceSources() {}

  /** Writes {@code invoice0.py} and so on into the folder, which is made. */
  public static Path in(Path folder, int files) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < files; i++) {
      Files.writeString(folder.resolve("invoice" + i + ".py"), function(i));
    }
    return folder;
  }

  /** The text of one of the files. */
  public static String function(int number) {
    return """
        def settle_invoice_%1$d(ledger, rate):
            \"""Settles invoice %1$d by the rate of the day.\"""
            total = sum(line.amount * rate for line in ledger.lines_of(%1$d))
            return round(total + %1$d, 2)
        """
        .formatted(number);
  }
}
