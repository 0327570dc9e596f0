package io.codestrata.job;

import java.util.List;

/** Messages a user sees about generations: problem, cause, remedy. */
final class GenerationErrors {
  private GenerationErrors() {}

  static JobException unknown(String named, List<String> known) {
    return usage(
        "there is no generation "
            + named
            + (known.isEmpty()
                ? " (nothing is indexed yet)"
                : " (there are: " + names(known) + ")"));
  }

  static JobException noneServes(List<String> known) {
    return usage(
        "cannot tell which generation is meant: the database shows none of this lake (name one with"
            + " --generation: "
            + names(known)
            + ")");
  }

  static JobException otherModel(String name, String model, String configured) {
    return usage(
        "generation "
            + name
            + " is of "
            + model
            + " but the configuration says "
            + configured
            + ": vectors of two models never mix (name another generation, or set embed.provider,"
            + " embed.model and embed.dimension to its own)");
  }

  static JobException serves(String name) {
    return usage(
        "generation "
            + name
            + " serves: nothing was dropped (codestrata generations switch another one first)");
  }

  static JobException notReady(String name, String hindrance) {
    return usage("generation " + name + " cannot serve yet: " + hindrance);
  }

  static String lacks(long repositories, long all) {
    return "it lacks "
        + repositories
        + " of "
        + all
        + " repositories that the one that serves has (index them, forget them, or switch with"
        + " --partial)";
  }

  static String differs() {
    return "what is published of it is not what the lake has (codestrata verify --repair mends it)";
  }

  static String beside(String name, String model, String serving, String servingModel) {
    return "builds generation "
        + name
        + " of "
        + model
        + " beside "
        + serving
        + " of "
        + servingModel
        + ", which serves until the new one has all its repositories";
  }

  static String notYet(String name, String hindrance) {
    return "generation " + name + " does not serve yet: " + hindrance;
  }

  static String servesNow(String name, String before) {
    return "generation "
        + name
        + " serves now"
        + (before.isEmpty()
            ? ""
            : " in place of "
                + before
                + ", which stays (codestrata generations drop "
                + before
                + " frees its space)");
  }

  private static String names(List<String> known) {
    return String.join(", ", known);
  }

  private static JobException usage(String message) {
    return new JobException(JobException.Kind.USAGE, message, null);
  }
}
