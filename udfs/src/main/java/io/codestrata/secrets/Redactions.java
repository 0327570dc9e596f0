package io.codestrata.secrets;

import com.google.re2j.Pattern;
import io.codestrata.secrets.SecretScan.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The places of a text that are replaced, in order and apart. Places that overlap are one, named by
 * the rule that knows more than a name.
 */
final class Redactions {
  private static final Pattern REDACTED = Pattern.compile("(?:\\[redacted:[a-z0-9-]+\\])+");
  private static final String VAGUE = "generic-api-key";

  private final List<Span> spans;

  private Redactions(List<Span> spans) {
    this.spans = spans;
  }

  /** Whether this is what a secret was replaced by. */
  static boolean isRedacted(String secret) {
    return secret.startsWith("[redacted:") && REDACTED.matches(secret);
  }

  private static String placeholder(String rule) {
    return "[redacted:" + rule + "]";
  }

  static Redactions of(List<Span> found) {
    List<Span> sorted = new ArrayList<>(found);
    sorted.sort(
        Comparator.comparingInt(Span::start)
            .thenComparing(Comparator.comparingInt(Span::end).reversed())
            .thenComparing(span -> span.rule().equals(VAGUE))
            .thenComparing(Span::rule));
    List<Span> apart = new ArrayList<>();
    for (Span span : sorted) {
      int last = apart.size() - 1;
      if (last >= 0 && span.start() < apart.get(last).end()) {
        apart.set(last, union(apart.get(last), span));
      } else {
        apart.add(span);
      }
    }
    return new Redactions(apart);
  }

  private static Span union(Span a, Span b) {
    return new Span(
        a.rule().equals(VAGUE) ? b.rule() : a.rule(), a.start(), Math.max(a.end(), b.end()));
  }

  boolean isEmpty() {
    return spans.isEmpty();
  }

  /** The text with each place replaced. */
  String applyTo(String text) {
    StringBuilder redacted = new StringBuilder(text.length());
    int kept = 0;
    for (Span span : spans) {
      redacted.append(text, kept, span.start()).append(placeholder(span.rule()));
      kept = span.end();
    }
    return redacted.append(text, kept, text.length()).toString();
  }

  /** These and others that were found in the text that {@link #applyTo} gave. */
  Redactions plus(List<Span> foundInRedacted) {
    List<Span> all = new ArrayList<>(spans);
    for (Span span : foundInRedacted) {
      all.add(new Span(span.rule(), original(span.start(), false), original(span.end(), true)));
    }
    return of(all);
  }

  /** Where a position of the redacted text is in the original; within a placeholder, its edge. */
  private int original(int position, boolean isEnd) {
    int shift = 0;
    for (Span span : spans) {
      int start = span.start() + shift;
      int end = start + placeholder(span.rule()).length();
      if (position < end && position > start) {
        return isEnd ? span.end() : span.start();
      }
      if (position <= start) {
        break;
      }
      shift = end - span.end();
    }
    return position - shift;
  }

  /** What users are told. */
  List<SecretFinding> findings(String text) {
    List<SecretFinding> findings = new ArrayList<>();
    int line = 1;
    int counted = 0;
    for (Span span : spans) {
      line += (int) text.substring(counted, span.start()).chars().filter(c -> c == '\n').count();
      counted = span.start();
      findings.add(new SecretFinding(span.rule(), line, span.start(), span.end()));
    }
    return findings;
  }

  /** Whether the same places are replaced, in the same words. */
  boolean isSameAs(Redactions other) {
    return spans.equals(other.spans);
  }
}
