package io.codestrata.job;

import io.codestrata.pgvector.SearchHit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A lake with a past, made once a JVM: {@code shop} at three revisions, {@code bank} from the first
 * run on, and a repository that is not there, so that each table has rows. Tests that only look
 * take it as it is, others a copy.
 *
 * @param installation that made it
 * @param shop its checked out repository
 * @param revisions of {@code shop}, in the order of the runs
 * @param landed a time right after each run
 * @param firstHits of {@link #QUESTION} after the first run
 */
record SampleLake(
    Installation installation,
    GitFixture shop,
    List<String> revisions,
    List<Instant> landed,
    List<SearchHit> firstHits) {
  static final String QUESTION = "where are login credentials checked";

  private static final class Shared {
    static final SampleLake LAKE = make();
  }

  static SampleLake get() {
    return Shared.LAKE;
  }

  /** The lake in another data folder, each file with its time, and an empty database. */
  Installation copyTo(Path data) throws Exception {
    try (Stream<Path> files = Files.walk(installation.lake())) {
      for (Path file : files.toList()) {
        Path target = data.resolve("lake").resolve(installation.lake().relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    return new Installation(data);
  }

  private static SampleLake make() {
    try {
      Path folder = Files.createTempDirectory("codestrata-lake-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      Installation installation = new Installation(folder.resolve("data"));
      GitFixture bank = new GitFixture(folder.resolve("bank"));
      bank.write("src/loan.py", "def interest_rate(years):\n    return years * 2\n");
      bank.commit("first");
      GitFixture shop = new GitFixture(folder.resolve("shop"));
      List<String> revisions = new ArrayList<>();
      List<Instant> landed = new ArrayList<>();
      shop.write(
          "src/auth.py",
          """
          def verify_password(user, password):
              \"\"\"Check the login credentials of a user against the stored hash.\"\"\"
              return hash_of(password) == user.password_hash
          """);
      shop.write("src/Cart.java", "class Cart { long totalPrice() { return sum(items); } }\n");
      shop.write("README.md", "# Shop\n\nA small shop.\n");
      index(installation, shop, bank, revisions, landed);
      List<SearchHit> firstHits = installation.search(QUESTION);
      shop.delete("src/auth.py");
      shop.write("src/Cart.java", "class Cart { void emptyTheBasket() { items.clear(); } }\n");
      shop.write("lib/tax.py", "def value_added_tax(price):\n    return price / 5\n");
      index(installation, shop, bank, revisions, landed);
      shop.rename("lib/tax.py", "lib/vat/tax.py");
      index(installation, shop, bank, revisions, landed);
      return new SampleLake(installation, shop, revisions, landed, firstHits);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void index(
      Installation installation,
      GitFixture shop,
      GitFixture bank,
      List<String> revisions,
      List<Instant> landed)
      throws Exception {
    shop.commit("revision " + revisions.size());
    installation.index(
        shop.path().toString(), bank.path().toString(), shop.path().resolve("nowhere").toString());
    revisions.add(shop.head());
    landed.add(Instant.now());
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
