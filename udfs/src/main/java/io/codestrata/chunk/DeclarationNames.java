package io.codestrata.chunk;

import static io.codestrata.syntax.SyntaxTree.NONE;

import io.codestrata.language.DeclarationRule;
import io.codestrata.syntax.SyntaxTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a declaration's name off its syntax node. */
final class DeclarationNames {
  private static final int LONGEST = 120;
  private static final int DEEPEST_DECLARATOR = 8;
  private static final Pattern BLANKS = Pattern.compile("\\s+");
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
  private final SyntaxTree tree;

  DeclarationNames(Utf8Lines lines, SyntaxTree tree) {
    this.lines = lines;
    this.tree = tree;
  }

  /**
   * A declaration's name.
   *
   * @param own by itself
   * @param qualified with what stands before it: a receiver, a namespace
   */
  record Name(String own, String qualified) {}

  /** The name that the node declares by the rule; empty where it declares none. */
  Optional<Name> of(int node, DeclarationRule rule) {
    if (!rule.words().isEmpty() && !rule.words().contains(text(tree.firstNamed(node)))) {
      return Optional.empty();
    }
    if (!rule.steps().isEmpty()) {
      return named(text(at(node, rule.steps())));
    }
    String type = tree.kind(node);
    if (TITLED.contains(type)) {
      String title = title(node);
      return title.isEmpty() ? Optional.empty() : Optional.of(new Name(title, title));
    }
    // `struct node *head` names a type that is declared elsewhere.
    if (type.endsWith("_specifier") && tree.child(node, "body") == NONE) {
      return Optional.empty();
    }
    int receiver = tree.child(node, "receiver");
    Optional<Name> name = named(text(nameNode(node)));
    return receiver == NONE
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
  private int at(int node, List<DeclarationRule.Step> steps) {
    int at = node;
    for (DeclarationRule.Step step : steps) {
      if (at == NONE) {
        return at;
      }
      at = step.child().isEmpty() ? named(at, step.index()) : childNamed(at, step.child());
    }
    return at;
  }

  /** The named child of this number, from 0. */
  private int named(int node, int index) {
    int child = tree.firstNamed(node);
    for (int i = 0; i < index && child != NONE; i++) {
      child = tree.nextNamed(child, node);
    }
    return child;
  }

  private int childNamed(int node, String fieldOrKind) {
    int field = tree.child(node, fieldOrKind);
    if (field != NONE) {
      return field;
    }
    for (int child = tree.firstNamed(node); child != NONE; child = tree.nextNamed(child, node)) {
      if (tree.kind(child).equals(fieldOrKind)) {
        return child;
      }
    }
    return NONE;
  }

  private int nameNode(int node) {
    int name = tree.child(node, "name");
    if (name == NONE) {
      name = declarator(node);
    }
    if (name == NONE && tree.kind(node).equals("let_binding")) {
      name = tree.child(node, "pattern");
    }
    if (name == NONE && tree.kind(node).equals("impl_item")) {
      name = tree.child(node, "type");
    }
    if (name == NONE) {
      name = firstIdentifier(node);
    }
    if (name == NONE && WRAPPERS.contains(tree.kind(node))) {
      name = wrapped(node);
    }
    // Rust's `impl Order<T>` is about Order.
    return name != NONE && tree.kind(name).equals("generic_type") ? tree.child(name, "type") : name;
  }

  /** C and C++ wrap the name in declarators: pointers, functions, references. */
  private int declarator(int node) {
    int at = tree.child(node, "declarator");
    for (int depth = 0; at != NONE && depth < DEEPEST_DECLARATOR; depth++) {
      int next = tree.child(at, "declarator");
      if (next == NONE) {
        // These hold their declarator without a field.
        if (!tree.kind(at).equals("reference_declarator")
            && !tree.kind(at).equals("parenthesized_declarator")) {
          return at;
        }
        next = tree.firstNamed(at);
      }
      at = next;
    }
    return at;
  }

  private int firstIdentifier(int node) {
    for (int child = tree.firstNamed(node); child != NONE; child = tree.nextNamed(child, node)) {
      String type = tree.kind(child);
      if (type.endsWith("identifier")
          || type.endsWith("_name")
          || type.equals("name")
          || type.equals("constant")
          || type.equals("argument")) {
        return child;
      }
    }
    return NONE;
  }

  private int wrapped(int node) {
    for (int child = tree.firstNamed(node); child != NONE; child = tree.nextNamed(child, node)) {
      if (!tree.kind(child).contains("parameter")) {
        int name = nameNode(child);
        if (name != NONE) {
          return name;
        }
      }
    }
    return NONE;
  }

  private String receiverType(int receiver) {
    Matcher type = LAST_WORD.matcher(text(receiver));
    return type.find() ? type.group(1) + "." : "";
  }

  /** A section's title or a style rule's selectors. */
  private String title(int node) {
    String text = text(tree.firstNamed(node));
    return text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
  }

  private String text(int node) {
    if (node == NONE) {
      return "";
    }
    int end = Math.min(tree.end(node), tree.start(node) + 4 * LONGEST);
    String text = BLANKS.matcher(lines.text(tree.start(node), end).strip()).replaceAll(" ");
    if (text.length() <= LONGEST) {
      return text;
    }
    return text.substring(
        0, Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
  }
}
