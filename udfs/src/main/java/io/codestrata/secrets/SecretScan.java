package io.codestrata.secrets;

import com.google.re2j.Matcher;
import io.codestrata.secrets.Allowlist.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One look at one text: keywords tell which rules may match and where, and patterns run over those
 * windows alone. Windows of a rule that touch are one, so a rule passes over no character twice.
 */
final class SecretScan implements KeywordAutomaton.Hits {
  /** Of the name that a keyword stands in, so much before the keyword belongs to the match. */
  private static final int LONGEST_NAME = 50;

  /** How far before a token the name may begin that it is assigned to. */
  private static final int BEFORE_VALUE = 200;

  /** What may end a secret: one character, or an escape of two. */
  private static final int AFTER = 2;

  private final SecretRules rules;
  private final String text;
  private final String path;
  private final TextRuns runs;
  private final int[] windowStart;
  private final int[] windowEnd;
  private final List<Span> spans = new ArrayList<>();

  /** A secret's place, before its line is known. */
  record Span(String rule, int start, int end) {}

  SecretScan(SecretRules rules, String text, String path) {
    this.rules = rules;
    this.text = text;
    this.path = path;
    this.runs = new TextRuns(text);
    this.windowStart = new int[rules.all().size()];
    this.windowEnd = new int[rules.all().size()];
    Arrays.fill(windowEnd, -1);
  }

  /** Places of secrets, in no order and maybe overlapping. */
  List<Span> spans() {
    rules.keywords().scan(text, this);
    for (int rule : rules.withoutKeyword()) {
      look(rule, 0, text.length());
    }
    for (int rule = 0; rule < windowEnd.length; rule++) {
      flush(rule);
    }
    return spans;
  }

  @Override
  public void hit(int word, int end) {
    for (Trigger trigger : rules.triggers(word)) {
      int start = end - trigger.keyword();
      if (end > windowEnd[trigger.rule()] && (!trigger.wordStart() || !runs.isInsideWord(start))) {
        open(trigger, start, end);
      }
    }
  }

  private void open(Trigger trigger, int start, int end) {
    switch (trigger.reach()) {
      case NAME, NAME_OF_ANY -> {
        int valueEnd = runs.assigned(end, trigger.reach() == Trigger.Reach.NAME_OF_ANY);
        if (valueEnd >= 0) {
          window(trigger.rule(), runs.nameStart(start, LONGEST_NAME) - 1, valueEnd + AFTER);
        }
      }
      case VALUE -> {
        if (runs.token(start)) {
          window(trigger.rule(), runs.tokenStart() - BEFORE_VALUE, runs.tokenEnd() + AFTER);
        }
      }
      case TOKEN -> {
        if (runs.token(start)) {
          window(trigger.rule(), runs.tokenStart() - 1, runs.tokenEnd() + AFTER);
        }
      }
      case WORD -> {
        runs.word(start);
        window(trigger.rule(), runs.wordStart() - 1, runs.wordEnd() + AFTER);
      }
      case TEXT -> window(trigger.rule(), 0, text.length());
    }
  }

  private void window(int rule, int start, int end) {
    int from = Math.max(0, start);
    if (from > windowEnd[rule]) {
      flush(rule);
      windowStart[rule] = from;
    }
    windowEnd[rule] = Math.max(windowEnd[rule], Math.min(text.length(), end));
  }

  private void flush(int rule) {
    if (windowEnd[rule] >= 0) {
      look(rule, windowStart[rule], windowEnd[rule]);
    }
  }

  private void look(int index, int from, int to) {
    SecretRule rule = rules.all().get(index);
    if (rule.path().isPresent() && !rule.path().get().matcher(path).find()) {
      return;
    }
    Matcher matcher =
        rule.pattern().matcher(to - from == text.length() ? text : text.substring(from, to));
    while (matcher.find()) {
      int group = rule.groupOf(matcher);
      Candidate candidate =
          new Candidate(
              text,
              path,
              runs.nameStart(from + matcher.start(), LONGEST_NAME),
              from + matcher.end(),
              from + matcher.start(group),
              from + matcher.end(group));
      String secret = candidate.secret();
      if (rule.isRandom(secret)
          && !Redactions.isRedacted(secret)
          && rule.allowlists().stream().noneMatch(list -> list.allows(candidate))) {
        spans.add(new Span(rule.id(), candidate.start(), candidate.end()));
      }
    }
  }
}
