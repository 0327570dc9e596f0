package io.codestrata.language;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What github-linguist and notebooks call a language, in our names. */
public final class LanguageNames {
  /** Those that are not ours in lower case. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("c++", "cpp"),
          Map.entry("c#", "c-sharp"),
          Map.entry("csharp", "c-sharp"),
          Map.entry("f#", "fsharp"),
          Map.entry("shell", "bash"),
          Map.entry("sh", "bash"),
          Map.entry("zsh", "bash"),
          Map.entry("objective-c", "objc"),
          Map.entry("objective-c++", "objc"),
          Map.entry("ipython", "python"),
          Map.entry("ipython3", "python"),
          Map.entry("python3", "python"),
          Map.entry("js", "javascript"),
          Map.entry("node", "javascript"),
          Map.entry("jupyter-notebook", "jupyter"),
          Map.entry("protocol-buffer", "proto"),
          Map.entry("tex", "latex"),
          Map.entry("common-lisp", "lisp"),
          Map.entry("emacs-lisp", "lisp"),
          Map.entry("batchfile", "batch"),
          Map.entry("vim-script", "vim"),
          Map.entry("viml", "vim"),
          Map.entry("systemverilog", "verilog"),
          Map.entry("terraform", "hcl"),
          Map.entry("golang", "go"),
          Map.entry("json-with-comments", "json"),
          Map.entry("motorola-68k-assembly", "m68k"));

  private static final Set<String> OURS = new HashSet<>();

  static {
    GrammarRegistry.shared().languages().forEach(language -> OURS.add(language.name()));
  }

  private LanguageNames() {}

  /** Our name of a language, empty where we have none. */
  public static Optional<String> ours(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT).replace(' ', '-');
    String known = OTHERS.getOrDefault(lower, lower);
    return OURS.contains(known) ? Optional.of(known) : Optional.empty();
  }
}
