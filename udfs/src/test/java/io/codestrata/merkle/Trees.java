package io.codestrata.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Small manifests that collide often: few names, few contents, nested folders. */
final class Trees {
  private Trees() {}

  static ManifestEntry file(String path, String content) {
    return entry(path, "100644", content);
  }

  static ManifestEntry entry(String path, String mode, String content) {
    return new ManifestEntry(
        path, mode, ContentHash.ofFile(content.getBytes(UTF_8)), content.length());
  }

  static Manifest manifest(ManifestEntry... entries) {
    return Manifest.of(List.of(entries));
  }

  static Arbitrary<Manifest> manifests() {
    Arbitrary<String> name = Arbitraries.of("a", "a.b", "a-b", "b", "é", "\uD83D\uDE00", "z");
    Arbitrary<String> path = name.list().ofMinSize(1).ofMaxSize(3).map(n -> String.join("/", n));
    Arbitrary<String> mode = Arbitraries.of("100644", "100644", "100755", "120000");
    Arbitrary<String> content = Arbitraries.of("", "1", "2", "3");
    return Arbitraries.maps(path, mode.flatMap(m -> content.map(c -> Map.entry(m, c))))
        .ofMaxSize(12)
        .map(Trees::withoutFilesThatAreFolders);
  }

  private static Manifest withoutFilesThatAreFolders(Map<String, Map.Entry<String, String>> files) {
    Set<String> folders = new HashSet<>();
    for (String path : files.keySet()) {
      for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
        folders.add(path.substring(0, i));
      }
    }
    List<ManifestEntry> entries = new ArrayList<>();
    files.forEach(
        (path, file) -> {
          if (!folders.contains(path)) {
            entries.add(entry(path, file.getKey(), file.getValue()));
          }
        });
    return Manifest.of(entries);
  }
}
