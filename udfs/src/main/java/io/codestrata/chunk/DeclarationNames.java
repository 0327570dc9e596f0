package io.codestrata.chunk;

import io.codestrata.language.DeclarationRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.treesitter.TSNode;

/** Reads a declaration's name off its syntax node. */
final class DeclarationNames {
  private static final int LONGEST = 120;
  private static final int DEEPEST_DECLARATOR = 8;
  private static final Pattern LAST_WORD =
      Pattern.compile("(\\w+)\\s*(?:\\[[^\\]]*])?\\s*\\)?\\s*$");

  /** A name behind others, as in {@code Store::save}, {@code Shop.Orders}. */
  private static final Pattern QUALIFIED =
      Pattern.compile("(.*[\\w>])(?:::|[.:])(~?\\w+[?!]?)", Pattern.DOTALL);

  /** Nodes named by a text, which no dot divides. */
  private static final Set<String> TITLED =
      Set.of(
          "rule_set",
          "media_statement",
          "part",
          "chapter",
          "section",
          "subsection",
          "subsubsection");

  /** Nodes whose name stands in one of their children. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "template_declaration",
          "value_definition",
          "type_definition",
          "module_definition",
          "class_definition",
          "fun_decl",
          "function_def",
          "function_command",
          "macro_def",
          "macro_command",
          "argument_list");

  private final Utf8Lines lines;

  DeclarationNames(Utf8Lines lines) {
    this.lines = lines;
  }

  /**
   * A declaration's name.
   *
   * @param own by itself
   * @param qualified with what stands before it: a receiver, a namespace
   */
  record Name(String own, String qualified) {}

  /** The name that the node declares by the rule; empty where it declares none. */
  Optional<Name> of(TSNode node, DeclarationRule rule) {
    if (!rule.words().isEmpty() && !rule.words().contains(text(node.getNamedChild(0)))) {
      return Optional.empty();
    }
    if (!rule.steps().isEmpty()) {
      return named(text(at(node, rule.steps())));
    }
    String type = node.getType();
    if (TITLED.contains(type)) {
      String title = title(node);
      return title.isEmpty() ? Optional.empty() : Optional.of(new Name(title, title));
    }
    // `struct node *head` names a type that is declared elsewhere.
    if (type.endsWith("_specifier") && node.getChildByFieldName("body").isNull()) {
      return Optional.empty();
    }
    TSNode receiver = node.getChildByFieldName("receiver");
    Optional<Name> name = named(text(nameNode(node)));
    return receiver.isNull()
        ? name
        : name.map(own -> new Name(own.own(), receiverType(receiver) + own.own()));
  }

  private static Optional<Name> named(String text) {
    String name = unquoted(text);
    if (name.isEmpty() || name.equals("()") || name.equals("_")) {
      return Optional.empty();
    }
    Matcher qualified = QUALIFIED.matcher(name);
    return Optional.of(
        qualified.matches()
            ? new Name(
                qualified.group(2),
                qualified.group(1).replace("::", ".") + "." + qualified.group(2))
            : new Name(name, name));
  }

  /** A name in quotes, as configuration and SQL write them, without them. */
  private static String unquoted(String text) {
    boolean quoted =
        text.length() > 2
            && "\"'`".indexOf(text.charAt(0)) >= 0
            && text.charAt(0) == text.charAt(text.length() - 1);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** Where the steps lead; the null node where one leads nowhere. */
  private static TSNode at(TSNode node, List<DeclarationRule.Step> steps) {
    TSNode at = node;
    for (DeclarationRule.Step step : steps) {
      if (at.isNull()) {
        return at;
      }
      at = step.child().isEmpty() ? at.getNamedChild(step.index()) : child(at, step.child());
    }
    return at;
  }

  private static TSNode child(TSNode node, String fieldOrKind) {
    TSNode field = node.getChildByFieldName(fieldOrKind);
    if (!field.isNull()) {
      return field;
    }
    for (int i = 0; i < node.getNamedChildCount(); i++) {
      TSNode child = node.getNamedChild(i);
      if (child.getType().equals(fieldOrKind)) {
        return child;
      }
    }
    return new TSNode();
  }

  private static TSNode nameNode(TSNode node) {
    TSNode name = node.getChildByFieldName("name");
    if (name.isNull()) {
      name = declarator(node);
    }
    if (name.isNull() && node.getType().equals("let_binding")) {
      name = node.getChildByFieldName("pattern");
    }
    if (name.isNull() && node.getType().equals("impl_item")) {
      name = node.getChildByFieldName("type");
    }
    if (name.isNull()) {
      name = firstIdentifier(node);
    }
    if (name.isNull() && WRAPPERS.contains(node.getType())) {
      name = wrapped(node);
    }
    // Rust's `impl Order<T>` is about Order.
    return !name.isNull() && name.getType().equals("generic_type")
        ? name.getChildByFieldName("type")
        : name;
  }

  /** C and C++ wrap the name in declarators: pointers, functions, references. */
  private static TSNode declarator(TSNode node) {
    TSNode at = node.getChildByFieldName("declarator");
    for (int depth = 0; !at.isNull() && depth < DEEPEST_DECLARATOR; depth++) {
      TSNode next = at.getChildByFieldName("declarator");
      if (next.isNull()) {
        // These hold their declarator without a field.
        if (!at.getType().equals("reference_declarator")
            && !at.getType().equals("parenthesized_declarator")) {
          return at;
        }
        next = at.getNamedChild(0);
      }
      at = next;
    }
    return at;
  }

  private static TSNode firstIdentifier(TSNode node) {
    for (int i = 0; i < node.getNamedChildCount(); i++) {
      TSNode child = node.getNamedChild(i);
      String type = child.getType();
      if (type.endsWith("identifier")
          || type.endsWith("_name")
          || type.equals("name")
          || type.equals("constant")
          || type.equals("argument")) {
        return child;
      }
    }
    return new TSNode();
  }

  private static TSNode wrapped(TSNode node) {
    for (int i = 0; i < node.getNamedChildCount(); i++) {
      TSNode child = node.getNamedChild(i);
      if (!child.getType().contains("parameter")) {
        TSNode name = nameNode(child);
        if (!name.isNull()) {
          return name;
        }
      }
    }
    return new TSNode();
  }

  private String receiverType(TSNode receiver) {
    Matcher type = LAST_WORD.matcher(text(receiver));
    return type.find() ? type.group(1) + "." : "";
  }

  /** A section's title or a style rule's selectors. */
  private String title(TSNode node) {
    String text = text(node.getNamedChild(0));
    return text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
  }

  private String text(TSNode node) {
    if (node.isNull()) {
      return "";
    }
    int end = Math.min(node.getEndByte(), node.getStartByte() + 4 * LONGEST);
    String text = lines.text(node.getStartByte(), end).strip().replaceAll("\\s+", " ");
    if (text.length() <= LONGEST) {
      return text;
    }
    return text.substring(
        0, Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
  }
}
