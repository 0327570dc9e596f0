package io.codestrata.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchPackerTest {
  private static final BatchLimits VOYAGE = new BatchLimits(128, 120_000, 960_000, 32_000);
  private static final BatchLimits VOYAGE_FULL = new BatchLimits(1_000, 120_000, 960_000, 32_000);
  private static final BatchLimits TEI = new BatchLimits(32, 16_384, 1_000_000, 8_192);

  /** As many texts as tokens bind, so that long and short must be mixed. */
  private static final BatchLimits BALANCED = new BatchLimits(60, 12_000, 60_000, 8_192);

  private static final List<BatchLimits> ALL = List.of(VOYAGE, VOYAGE_FULL, TEI, BALANCED);

  /** Sizes of this project's chunks, made once. */
  private static final List<TextSize> REAL =
      RealChunks.ALL.stream()
          .map(
              chunk ->
                  new TextSize(
                      chunk.language(),
                      new EstimatedTokenCount().of(chunk.text()),
                      chunk.text().getBytes(StandardCharsets.UTF_8).length))
          .toList();

  @Test
  void textsThatFitTogetherAreOneBatch() {
    assertThat(pack(sizes(3, 3, 4), new BatchLimits(10, 10, 100, 10))).hasSize(1);
  }

  @Test
  void textOverALimitHasABatchOfItsOwn() {
    BatchLimits limits = new BatchLimits(10, 6, 100, 10);
    TextSize manyTokens = new TextSize("java", 99, 1);
    TextSize manyBytes = new TextSize("java", 1, 101);
    List<TextSize> items = List.of(new TextSize("java", 1, 1), manyTokens, manyBytes);

    assertThat(pack(items, limits)).hasSize(3).contains(List.of(manyTokens), List.of(manyBytes));
  }

  @Test
  void nothingIsNoBatch() {
    assertThat(pack(List.of(), VOYAGE)).isEmpty();
    assertThat(new BatchPacker(VOYAGE).pack(List.<TextSize>of().iterator(), 9, t -> t).hasNext())
        .isFalse();
  }

  @Test
  void streamThatEndedHasNoNext() {
    Iterator<List<TextSize>> batches =
        new BatchPacker(VOYAGE).pack(sizes(1).iterator(), 9, size -> size);
    batches.next();

    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void tokensThatOverflowAnIntAreCountedRight() {
    assertThat(
            pack(
                sizes(Integer.MAX_VALUE, Integer.MAX_VALUE),
                new BatchLimits(10, Integer.MAX_VALUE, Long.MAX_VALUE, 1)))
        .hasSize(2);
  }

  @Test
  void limitsThatAreNoneMakeOneBatch() {
    assertThat(pack(sizes(5, 6, 7), new BatchLimits(10, Long.MAX_VALUE, Long.MAX_VALUE, 1)))
        .hasSize(1);
  }

  @Test
  void languagesStayApartWhereThatCostsNoBatch() {
    List<TextSize> items = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      items.add(new TextSize(i % 2 == 0 ? "java" : "python", 10, 10));
    }

    List<List<TextSize>> batches = pack(items, new BatchLimits(4, 1_000, 1_000, 100));

    assertThat(batches).hasSize(2).allSatisfy(batch -> assertThat(languages(batch)).hasSize(1));
  }

  @Test
  void languagesAreMixedWhereThatSavesABatch() {
    List<TextSize> items =
        List.of(
            new TextSize("java", 10, 1),
            new TextSize("java", 10, 1),
            new TextSize("java", 10, 1),
            new TextSize("go", 10, 1));

    assertThat(pack(items, new BatchLimits(4, 1_000, 1_000, 100))).hasSize(1);
  }

  @Test
  void shortTextsFillUpBatchesThatLongOnesLeaveShortOfTexts() {
    List<TextSize> items = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      items.add(new TextSize("java", 90, 90));
      items.add(new TextSize("properties", 10, 10));
    }

    assertThat(pack(items, new BatchLimits(2, 100, 100, 100))).hasSize(100);
  }

  @Test
  void realChunksAreMostlyOfOneLanguageABatch() {
    List<List<TextSize>> batches = pack(REAL, TEI);

    long pure = batches.stream().filter(batch -> languages(batch).size() == 1).count();
    assertThat(pure).isGreaterThan(batches.size() * 8L / 10);
  }

  @Property(tries = 300)
  void everyItemIsInOneBatchAndNoneIsOverALimit(
      @ForAll("anySizes") List<TextSize> items,
      @ForAll @IntRange(min = 1, max = 5) int maxTexts,
      @ForAll @IntRange(min = 1, max = 100) int maxTokens,
      @ForAll @IntRange(min = 1, max = 300) int maxBytes,
      @ForAll @IntRange(min = 1, max = 30) int lookAhead) {
    BatchLimits limits = new BatchLimits(maxTexts, maxTokens, maxBytes, 100);

    check(items, pack(items, limits), limits);
    check(items, stream(items, limits, lookAhead), limits);
  }

  @Property(tries = 60)
  void realChunksArePackedWithinFivePercentOfTheFewest(
      @ForAll @IntRange(min = 1, max = 6_000) int count,
      @ForAll @IntRange(min = 0, max = 3) int which,
      @ForAll long seed) {
    BatchLimits limits = ALL.get(which);
    List<TextSize> items = sample(count, seed);

    List<List<TextSize>> batches = pack(items, limits);

    check(items, batches, limits);
    assertThat(batches.size()).isLessThanOrEqualTo((int) Math.ceil(1.05 * fewest(items, limits)));
  }

  @Property(tries = 30)
  void streamOfRealChunksIsPackedWithinFivePercentOfTheFewest(
      @ForAll @IntRange(min = 3_000, max = 12_000) int count,
      @ForAll @IntRange(min = 0, max = 3) int which,
      @ForAll long seed) {
    BatchLimits limits = ALL.get(which);
    List<TextSize> items = sample(count, seed);

    List<List<TextSize>> batches = stream(items, limits, 20 * limits.maxTexts());

    check(items, batches, limits);
    assertThat(batches.size()).isLessThanOrEqualTo((int) Math.ceil(1.05 * fewest(items, limits)));
  }

  @Property(tries = 50)
  void streamHoldsNoMoreThanItsLookAhead(
      @ForAll("anySizes") List<TextSize> items,
      @ForAll @IntRange(min = 1, max = 30) int lookAhead) {
    int[] read = {0};
    int given = 0;
    Iterator<TextSize> counted = items.stream().peek(item -> read[0]++).iterator();
    Iterator<List<TextSize>> batches =
        new BatchPacker(new BatchLimits(4, 60, 200, 50)).pack(counted, lookAhead, size -> size);

    while (batches.hasNext()) {
      // The iterator itself reads one ahead to know whether there is one.
      assertThat(read[0] - given).isLessThanOrEqualTo(lookAhead + 1);
      given += batches.next().size();
    }
    assertThat(given).isEqualTo(items.size());
  }

  @Provide
  Arbitrary<List<TextSize>> anySizes() {
    return Combinators.combine(
            Arbitraries.of("java", "python", "go"),
            Arbitraries.longs().between(0, 50),
            Arbitraries.longs().between(0, 120))
        .as(TextSize::new)
        .list()
        .ofMaxSize(60);
  }

  private static void check(
      List<TextSize> items, List<List<TextSize>> batches, BatchLimits limits) {
    Set<TextSize> left = Collections.newSetFromMap(new IdentityHashMap<>());
    left.addAll(items);
    int packed = 0;
    for (List<TextSize> batch : batches) {
      assertThat(batch).isNotEmpty();
      packed += batch.size();
      batch.forEach(left::remove);
      if (batch.size() > 1) {
        assertThat(batch.size()).isLessThanOrEqualTo(limits.maxTexts());
        assertThat(sum(batch, true)).isLessThanOrEqualTo(limits.maxTokens());
        assertThat(sum(batch, false)).isLessThanOrEqualTo(limits.maxBytes());
      }
    }
    assertThat(left).isEmpty();
    assertThat(packed).isEqualTo(items.size());
  }

  private static int fewest(List<TextSize> items, BatchLimits limits) {
    return (int)
        Math.max(
            ceilDiv(items.size(), limits.maxTexts()),
            Math.max(
                ceilDiv(sum(items, true), limits.maxTokens()),
                ceilDiv(sum(items, false), limits.maxBytes())));
  }

  private static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }

  private static long sum(List<TextSize> items, boolean tokens) {
    return items.stream().mapToLong(size -> tokens ? size.tokens() : size.bytes()).sum();
  }

  private static Set<String> languages(List<TextSize> batch) {
    return batch.stream().map(TextSize::language).collect(Collectors.toSet());
  }

  /** Copies, so that each is an item of its own. */
  private static List<TextSize> sample(int count, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> REAL.get(random.nextInt(REAL.size())))
        .map(size -> new TextSize(size.language(), size.tokens(), size.bytes()))
        .toList();
  }

  private static List<TextSize> sizes(long... tokens) {
    List<TextSize> sizes = new ArrayList<>();
    for (long count : tokens) {
      sizes.add(new TextSize("java", count, count));
    }
    return sizes;
  }

  private static List<List<TextSize>> pack(List<TextSize> items, BatchLimits limits) {
    return new BatchPacker(limits).pack(items, size -> size);
  }

  private static List<List<TextSize>> stream(
      List<TextSize> items, BatchLimits limits, int lookAhead) {
    List<List<TextSize>> batches = new ArrayList<>();
    new BatchPacker(limits)
        .pack(items.iterator(), lookAhead, size -> size)
        .forEachRemaining(batches::add);
    return batches;
  }
}
