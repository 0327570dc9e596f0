package io.codestrata.rules;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells minified code and data by how their lines look. Each threshold is one that no file written
 * by hand among those we know reaches; github-linguist takes 110 characters a line for minified.
 */
final class ContentShape {
  private static final Set<String> MINIFIABLE =
      Set.of("js", "mjs", "cjs", "css", "json", "webmanifest", "map");
  private static final int SMALLEST_MINIFIED = 1_000;
  private static final int LINE_OF_MINIFIED = 110;
  private static final int LONG_LINE = 400;
  private static final int OTHER_LINES = 40;

  private static final Set<String> TABLES =
      Set.of(
          "csv",
          "tsv",
          "tab",
          "psv",
          "jsonl",
          "ndjson",
          "geojson",
          "topojson",
          "arff",
          "fasta",
          "fastq",
          "vcf",
          "gpx",
          "kml",
          "obj",
          "ply",
          "stl");
  private static final int LARGE_TABLE = 65_536;

  private static final Set<String> TREES =
      Set.of("json", "yaml", "yml", "xml", "plist", "rdf", "owl", "xmi", "dae");
  private static final int LARGE_TREE = 262_144;
  private static final int LINES_LOOKED_AT = 5_000;
  private static final int FEW_LINES = 20;
  private static final int LONGEST_LINE = 300;
  private static final Pattern MARKUP_TEXT = Pattern.compile(">[^<]*+");
  private static final Pattern VALUE = Pattern.compile("(^\\s*+|[:=]\\s*+)\"[^\"]*+\"(?!\\s*:)");
  private static final Pattern PLAIN_VALUE = Pattern.compile("(:|^\\s*+-)\\s++[^\\s\\[{\"].*+");

  /** Six words in a row: what somebody wrote, however regular the records around it. */
  private static final Pattern SENTENCE = Pattern.compile("(?:[\\p{L}'-]++,? ){5}\\p{L}");

  private static final Pattern NUMBER = Pattern.compile("[0-9][0-9.eE+-]*+");

  private static final int LARGE_DRAWING = 20_000;
  private static final int LARGE_LIST = 262_144;
  private static final int WORDS_OF_A_LIST = 2;
  private static final Pattern BLANKS = Pattern.compile("\\s++");

  private ContentShape() {}

  /** Whether it is code or configuration without its line ends. */
  static Optional<String> minified(String extension, byte[] utf8) {
    if (!MINIFIABLE.contains(extension) || utf8.length < SMALLEST_MINIFIED) {
      return Optional.empty();
    }
    LineLengths lines = LineLengths.of(utf8, LONG_LINE);
    boolean dense = lines.blankBytes() * 10L < utf8.length;
    boolean fewLongLines =
        lines.longBytes() * 10L >= utf8.length * 8L && lines.shortLines() <= OTHER_LINES;
    return dense && (lines.median() > LINE_OF_MINIFIED || fewLongLines)
        ? Optional.of("lines of " + lines.median() + " bytes, the longest of " + lines.longest())
        : Optional.empty();
  }

  /** Whether it is rows or numbers rather than code. */
  static Optional<String> data(String extension, byte[] utf8) {
    int size = utf8.length;
    if (extension.equals("svg")) {
      return told(size > LARGE_DRAWING, "a drawing of " + size + " bytes");
    }
    if (TABLES.contains(extension)) {
      return told(size > LARGE_TABLE, "a table of " + size + " bytes");
    }
    if (size <= LARGE_TABLE) {
      return Optional.empty();
    }
    if (extension.equals("sql")) {
      return told(RowBytes.ofSql(utf8) * 10L >= size * 9L, "rows to insert, " + size + " bytes");
    }
    if (RowBytes.ofNumbers(utf8) * 10L >= size * 9L) {
      return Optional.of("numbers, " + size + " bytes");
    }
    if (extension.equals("txt") && size > LARGE_LIST) {
      return told(isList(utf8), "a list of words, " + size + " bytes");
    }
    return TREES.contains(extension) && size > LARGE_TREE
        ? told(repeatsItself(utf8), "records alike, " + size + " bytes")
        : Optional.empty();
  }

  private static Optional<String> told(boolean isData, String what) {
    return isData ? Optional.of(what) : Optional.empty();
  }

  private static boolean isList(byte[] utf8) {
    List<String> lines = RowBytes.lines(utf8, LINES_LOOKED_AT, LONGEST_LINE);
    long few =
        lines.stream().filter(line -> BLANKS.split(line.strip()).length <= WORDS_OF_A_LIST).count();
    return few * 10L >= lines.size() * 9L;
  }

  /** Whether its lines, less their values, are of few kinds: records one after the other. */
  private static boolean repeatsItself(byte[] utf8) {
    List<String> lines = RowBytes.lines(utf8, LINES_LOOKED_AT, LONGEST_LINE);
    if (lines.size() < FEW_LINES) {
      return true;
    }
    Set<String> kinds = new HashSet<>();
    int sentences = 0;
    for (String line : lines) {
      sentences += SENTENCE.matcher(line).find() ? 1 : 0;
      String kind = MARKUP_TEXT.matcher(line).replaceAll(">");
      kind = VALUE.matcher(kind).replaceAll("$1\"\"");
      kind = PLAIN_VALUE.matcher(kind).replaceAll("$1 ");
      kinds.add(NUMBER.matcher(kind).replaceAll("0").strip());
    }
    return kinds.size() * 20 < lines.size() && sentences * 5 < lines.size();
  }
}
