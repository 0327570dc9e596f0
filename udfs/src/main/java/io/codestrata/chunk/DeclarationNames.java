package io.codestrata.chunk;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.treesitter.TSNode;

/** Reads a declaration's name off its syntax node. */
final class DeclarationNames {
  private static final int LONGEST = 120;
  private static final int DEEPEST_DECLARATOR = 8;
  private static final Pattern LAST_WORD =
      Pattern.compile("(\\w+)\\s*(?:\\[[^\\]]*])?\\s*\\)?\\s*$");

  private final Utf8Lines lines;

  DeclarationNames(Utf8Lines lines) {
    this.lines = lines;
  }

  /** The declared name, with a Go method's receiver before it; empty where there is none. */
  String of(TSNode node) {
    if (node.getType().equals("section") || node.getType().equals("rule_set")) {
      return heading(node);
    }
    TSNode name = node.getChildByFieldName("name");
    if (name.isNull()) {
      name = declarator(node);
    }
    if (name.isNull()) {
      name = node.getChildByFieldName("type");
    }
    if (name.isNull()) {
      name = firstIdentifier(node);
    }
    if (name.isNull()) {
      return "";
    }
    TSNode receiver = node.getChildByFieldName("receiver");
    return receiver.isNull() ? text(name) : receiverType(receiver) + text(name);
  }

  /** C and C++ wrap the name in declarators: pointers, functions, references. */
  private static TSNode declarator(TSNode node) {
    TSNode at = node.getChildByFieldName("declarator");
    for (int depth = 0; !at.isNull() && depth < DEEPEST_DECLARATOR; depth++) {
      TSNode next = at.getChildByFieldName("declarator");
      if (next.isNull()) {
        return at;
      }
      at = next;
    }
    return at;
  }

  private static TSNode firstIdentifier(TSNode node) {
    for (int i = 0; i < node.getNamedChildCount(); i++) {
      TSNode child = node.getNamedChild(i);
      if (child.getType().endsWith("identifier")
          || child.getType().equals("name")
          || child.getType().equals("constant")) {
        return child;
      }
    }
    return new TSNode();
  }

  private String receiverType(TSNode receiver) {
    Matcher type = LAST_WORD.matcher(text(receiver));
    return type.find() ? type.group(1) + "." : "";
  }

  /** A Markdown section's title, or a style rule's selectors. */
  private String heading(TSNode node) {
    TSNode first = node.getNamedChild(0);
    return first.isNull() ? "" : text(first).replaceAll("^#+\\s*|\\s*#*$", "");
  }

  private String text(TSNode node) {
    String text =
        lines
            .text(
                node.getStartByte(), Math.min(node.getEndByte(), node.getStartByte() + 4 * LONGEST))
            .strip()
            .lines()
            .findFirst()
            .orElse("");
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }
}
