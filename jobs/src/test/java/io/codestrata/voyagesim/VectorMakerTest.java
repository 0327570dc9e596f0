package io.codestrata.voyagesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors and tokens that are made up, but not at will. */
class VectorMakerTest {
  private static final String CART =
      "def total_price(items):\n    return sum(item.price for item in items)\n";
  private static final String LOGIN =
      "def verifyPassword(user, password):\n    return hash(password) == user.hash\n";

  private static float[] vector(boolean similar, String inputType, String text, int dimension) {
    return new VectorMaker(similar)
        .make(SimModel.CODE_3, inputType, text, TextHash.of(text), dimension);
  }

  private static double cosine(float[] left, float[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += (double) left[i] * right[i];
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 512, 1024, 2048})
  void questionIsNearestToTheTextThatSharesItsWords(int dimension) {
    float[] question = vector(true, "query", "how is a password verified for users", dimension);

    double login = cosine(question, vector(true, "document", LOGIN, dimension));
    double cart = cosine(question, vector(true, "document", CART, dimension));

    assertThat(login).isGreaterThan(0.2).isGreaterThan(cart + 0.15);
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 2048})
  void sameTextAsQueryAndDocumentIsNearUnlessRandom(int dimension) {
    assertThat(
            cosine(
                vector(true, "query", CART, dimension), vector(true, "document", CART, dimension)))
        .isBetween(0.9, 0.9999);
    assertThat(
            cosine(
                vector(false, "query", CART, dimension),
                vector(false, "document", CART, dimension)))
        .isBetween(-0.3, 0.3);
  }

  @Property(tries = 300)
  void anyTextHasAUnitVectorOfFiniteValues(@ForAll @StringLength(min = 1, max = 300) String text) {
    float[] vector = vector(true, "document", text, 256);

    assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-5));
    assertThat(vector).isEqualTo(vector(true, "document", text, 256));
  }

  @Property(tries = 300)
  void headHasNoMoreTokensThanAskedForAndAllOfThemWhereItCan(
      @ForAll @StringLength(min = 1, max = 300) String text) {
    int tokens = TokenCount.of(text);
    int limit = Math.max(1, tokens / 2);

    String head = TokenCount.head(text, limit);

    assertThat(text).startsWith(head);
    assertThat(TokenCount.of(head)).isEqualTo(Math.min(tokens, limit));
    assertThat(TokenCount.head(text, tokens)).isEqualTo(text);
  }
}
