package io.codestrata.job;

import io.codestrata.config.ConfigException;
import io.codestrata.config.PipelineConfig;
import io.codestrata.language.DeclarationRule;
import io.codestrata.language.GrammarRegistry;
import io.codestrata.language.UserGrammar;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Reads the grammars that the user added: each is a file {@code NAME.properties} in the grammars'
 * folder, with {@code library} (a native library beside it), {@code extensions}, {@code
 * declarations} and, where the library's C name is not NAME, {@code symbol}.
 */
public final class UserGrammars {
  private static final String ENDING = ".properties";

  private UserGrammars() {}

  /**
   * The languages and grammars of this configuration.
   *
   * @throws ConfigException where a file of the folder cannot be read or is at fault
   */
  public static GrammarRegistry registry(PipelineConfig config) throws ConfigException {
    return GrammarRegistry.of(read(config));
  }

  static List<UserGrammar> read(PipelineConfig config) throws ConfigException {
    Path folder = config.grammarsFolder();
    List<UserGrammar> grammars = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      for (Path file : files(folder)) {
        grammars.add(grammar(file));
      }
    }
    return grammars;
  }

  private static List<Path> files(Path folder) throws ConfigException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    } catch (IOException e) {
      throw JobErrors.grammar(folder, "cannot be listed: " + e.getMessage());
    }
  }

  private static UserGrammar grammar(Path file) throws ConfigException {
    String fileName = file.getFileName().toString();
    String name = fileName.substring(0, fileName.length() - ENDING.length());
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      for (String key : properties.stringPropertyNames()) {
        if (!List.of("library", "extensions", "declarations", "symbol").contains(key)) {
          throw JobErrors.grammar(file, "knows no '" + key + "'");
        }
      }
      String library = properties.getProperty("library", "");
      if (library.isBlank()) {
        throw JobErrors.grammar(file, "names no library");
      }
      List<String> declarations = words(properties.getProperty("declarations", ""));
      declarations.forEach(DeclarationRule::parse);
      return new UserGrammar(
          name,
          Files.readAllBytes(file.resolveSibling(library.strip())),
          properties.getProperty("symbol", name.replace('-', '_')).strip(),
          words(properties.getProperty("extensions", "")),
          declarations);
    } catch (IOException | IllegalArgumentException e) {
      throw JobErrors.grammar(file, "cannot be read: " + e.getMessage());
    }
  }

  private static List<String> words(String value) {
    return value.isBlank() ? List.of() : List.of(value.strip().split("\\s+"));
  }
}
