package io.codestrata.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A page that stands alone: its style and its plots are in it, nothing is fetched and nothing runs.
 * What it is given is text and shown as such, whatever it holds; only {@link #markup} is not
 * escaped.
 */
final class HtmlPage {
  private static final int BAR = 22;
  private static final int LABEL_WIDTH = 220;
  private static final int PLOT_WIDTH = 420;
  private static final int VALUE_WIDTH = 200;
  private static final int COLUMNS_WIDTH = 720;
  private static final int COLUMNS_HEIGHT = 90;
  private static final int MOST_COLUMN_WIDTH = 24;
  private static final String FILL = "#4477aa";
  private static final String PALE_FILL = "#b7c9de";
  private static final String STYLE =
      "body{font:15px/1.45 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
          + "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;"
          + "padding:.3em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
          + "td:first-child{min-width:7em}td.n,th.n{text-align:right;white-space:nowrap}code{font-size:13px}h2{margin-top:1.8em}"
          + "svg{max-width:100%;height:auto}svg text{font:13px system-ui,sans-serif}"
          + ".hit{color:#157347;font-weight:600}";

  private final StringBuilder page = new StringBuilder(16_384);

  /**
   * A bar that lies.
   *
   * @param name stands before it
   * @param share of the plot's width, 0 to 1
   * @param value stands behind it
   */
  record Bar(String name, double share, String value) {}

  /**
   * A column of a row of them.
   *
   * @param name shown where one points at it
   * @param height from 0, in any unit
   * @param value its height, as it is told
   * @param marked whether it is the one that the page is about
   */
  record Column(String name, double height, String value, boolean marked) {}

  HtmlPage(String title) {
    page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
        .append(escaped(title))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body>\n<h1>")
        .append(escaped(title))
        .append("</h1>\n");
  }

  void heading(String text) {
    page.append("<h2>").append(escaped(text)).append("</h2>\n");
  }

  void paragraph(String text) {
    page.append("<p>").append(escaped(text)).append("</p>\n");
  }

  /** HTML as it is: the caller has escaped what is not its own. */
  void markup(String html) {
    page.append(html);
  }

  /** A heading and bars below each other. */
  void bars(String title, List<Bar> bars) {
    heading(title);
    page.append(
        String.format(
            Locale.ROOT,
            "<svg role=\"img\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\">",
            LABEL_WIDTH + PLOT_WIDTH + VALUE_WIDTH,
            bars.size() * BAR + 4));
    int y = 2;
    for (Bar bar : bars) {
      double width = Math.min(1, bar.share()) * PLOT_WIDTH;
      page.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"%d\" y=\"%d\""
                  + " width=\"%.1f\" height=\"%d\" fill=\"%s\"/><text x=\"%.1f\""
                  + " y=\"%d\">%s</text>%n",
              LABEL_WIDTH - 8,
              y + BAR - 7,
              escaped(bar.name()),
              LABEL_WIDTH,
              y + 2,
              width,
              BAR - 6,
              FILL,
              LABEL_WIDTH + width + 6,
              y + BAR - 7,
              escaped(bar.value())));
      y += BAR;
    }
    page.append("</svg>\n");
  }

  /** A line of text and columns beside each other, the oldest first. */
  void columns(String title, List<Column> columns) {
    double highest = columns.stream().mapToDouble(Column::height).max().orElse(0);
    double width = Math.min(MOST_COLUMN_WIDTH, (double) COLUMNS_WIDTH / columns.size());
    paragraph(title);
    page.append(
        String.format(
            Locale.ROOT,
            "<svg role=\"img\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\">"
                + "<path d=\"M0 %3$d H%1$d\" stroke=\"#999\"/>",
            COLUMNS_WIDTH,
            COLUMNS_HEIGHT + 2,
            COLUMNS_HEIGHT + 1));
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      double height = highest == 0 ? 0 : column.height() / highest * COLUMNS_HEIGHT;
      page.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\">"
                  + "<title>%s: %s</title></rect>%n",
              i * width,
              COLUMNS_HEIGHT + 1 - height,
              Math.max(1, width - 2),
              height,
              column.marked() ? FILL : PALE_FILL,
              escaped(column.name()),
              escaped(column.value())));
    }
    page.append("</svg>\n");
  }

  /** A table of text; columns of nothing but figures stand to the right. */
  void table(List<String> head, List<List<String>> rows) {
    List<String> classes = new ArrayList<>();
    for (int i = 0; i < head.size(); i++) {
      int column = i;
      boolean figures = rows.stream().allMatch(row -> row.get(column).matches("[$\\d.,% -]*"));
      classes.add(figures && !rows.isEmpty() ? " class=\"n\"" : "");
    }
    page.append("<table>").append(row("th", head, classes));
    rows.forEach(row -> page.append(row("td", row, classes)));
    page.append("</table>\n");
  }

  private static String row(String tag, List<String> cells, List<String> classes) {
    StringBuilder row = new StringBuilder("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      row.append('<').append(tag).append(classes.get(i)).append('>');
      row.append(cells.get(i).lines().map(HtmlPage::escaped).collect(Collectors.joining("<br>")));
      row.append("</").append(tag).append('>');
    }
    return row.append("</tr>\n").toString();
  }

  /** Says that a table shows only the first rows. */
  void more(int shown, int rows, String where) {
    if (rows > shown) {
      paragraph(String.format(Locale.ROOT, "The first %d of %,d %s.", shown, rows, where));
    }
  }

  /** The whole page. */
  String end() {
    return page.append("</body></html>\n").toString();
  }

  /** Text as HTML shows it, also within quotes; without control characters. */
  static String escaped(String text) {
    return Printable.line(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
