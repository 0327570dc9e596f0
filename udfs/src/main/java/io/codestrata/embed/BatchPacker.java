package io.codestrata.embed;

import io.codestrata.embed.Batch.Sized;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Function;

/**
 * Packs texts into the fewest batches that a call may carry, a language together as far as that
 * costs no batch more. Bin packing by three measures at once: texts are dealt, longest first, to
 * the emptiest of as many batches as the scarcest measure needs, which for texts far smaller than a
 * batch is the optimum or one more. Every item is in one batch; an item over a limit has a batch of
 * its own, and the provider's answer decides.
 */
public final class BatchPacker {
  /** What languages apart may cost over languages mixed, in a stream. */
  private static final double COST_OF_APART = 1.02;

  private final BatchLimits limits;

  public BatchPacker(BatchLimits limits) {
    this.limits = limits;
  }

  /**
   * Packs all items.
   *
   * @param <T> any item
   * @return batches, none empty; those of one language next to each other
   */
  public <T> List<List<T>> pack(List<T> items, Function<? super T, TextSize> size) {
    List<Batch<T>> batches = new ArrayList<>();
    List<Sized<T>> rest = withoutOversized(items, size, batches);
    batches.addAll(fewest(rest));
    return batches.stream().map(Batch::items).toList();
  }

  /**
   * Packs a stream, holding back what does not fill a batch until more of it has come.
   *
   * @param lookAhead the most items held; a few times {@link BatchLimits#maxTexts()}
   * @param <T> any item
   * @return reads {@code items} as it is read
   */
  public <T> Iterator<List<T>> pack(
      Iterator<T> items, int lookAhead, Function<? super T, TextSize> size) {
    return new PackedStream<>(items, lookAhead, size);
  }

  private final class PackedStream<T> implements Iterator<List<T>> {
    private final Iterator<T> items;
    private final int lookAhead;
    private final Function<? super T, TextSize> size;
    private final Queue<Batch<T>> ready = new ArrayDeque<>();
    private List<Sized<T>> held = new ArrayList<>();

    PackedStream(Iterator<T> items, int lookAhead, Function<? super T, TextSize> size) {
      this.items = items;
      this.lookAhead = lookAhead;
      this.size = size;
    }

    @Override
    public boolean hasNext() {
      if (ready.isEmpty()) {
        fill();
      }
      return !ready.isEmpty();
    }

    @Override
    public List<T> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove().items();
    }

    private void fill() {
      List<T> read = new ArrayList<>();
      while (held.size() + read.size() < lookAhead && items.hasNext()) {
        read.add(items.next());
      }
      held.addAll(withoutOversized(read, size, ready));
      if (!items.hasNext()) {
        ready.addAll(fewest(held));
        held = new ArrayList<>();
        return;
      }
      Collection<List<Sized<T>>> languages = byLanguage(held);
      double apart = languages.stream().mapToDouble(BatchPacker.this::batchesOf).sum();
      if (apart <= COST_OF_APART * batchesOf(held)) {
        held = new ArrayList<>();
        languages.forEach(language -> held.addAll(fillWhole(language, ready)));
      }
      if (ready.isEmpty()) {
        held = fillWhole(held, ready);
      }
      if (ready.isEmpty()) {
        ready.addAll(fewest(held));
        held = new ArrayList<>();
      }
    }
  }

  /** The fewest batches; languages apart where that is as few. */
  private <T> List<Batch<T>> fewest(List<Sized<T>> items) {
    List<Batch<T>> apart = new ArrayList<>();
    List<Sized<T>> rest = new ArrayList<>();
    for (List<Sized<T>> language : byLanguage(items)) {
      rest.addAll(fillWhole(language, apart));
    }
    List<Batch<T>> inOrder = inOrder(rest);
    List<Batch<T>> dealt = inOrder.size() > atLeast(rest) ? deal(rest) : inOrder;
    apart.addAll(dealt.size() < inOrder.size() ? dealt : inOrder);
    List<Batch<T>> mixed = apart.size() > atLeast(items) ? deal(items) : apart;
    return mixed.size() < apart.size() ? mixed : apart;
  }

  private <T> List<Sized<T>> withoutOversized(
      List<T> items, Function<? super T, TextSize> size, Collection<Batch<T>> oversized) {
    List<Sized<T>> rest = new ArrayList<>(items.size());
    for (T item : items) {
      Sized<T> sized = new Sized<>(item, size.apply(item));
      if (new Batch<T>(limits).fits(sized)) {
        rest.add(sized);
      } else {
        oversized.add(Batch.of(limits, sized));
      }
    }
    return rest;
  }

  /** Languages with the most items first, each with its longest items first. */
  private static <T> List<List<Sized<T>>> byLanguage(List<Sized<T>> items) {
    Map<String, List<Sized<T>>> languages = new LinkedHashMap<>();
    for (Sized<T> item : longestFirst(items)) {
      languages.computeIfAbsent(item.size().language(), l -> new ArrayList<>()).add(item);
    }
    List<List<Sized<T>>> sorted = new ArrayList<>(languages.values());
    sorted.sort(Comparator.comparingInt(List<Sized<T>>::size).reversed());
    return sorted;
  }

  private static <T> List<Sized<T>> longestFirst(List<Sized<T>> items) {
    return items.stream().sorted(Comparator.comparingLong(Sized<T>::tokens).reversed()).toList();
  }

  /** Batches that the scarcest measure needs, with a fraction. */
  private <T> double batchesOf(List<Sized<T>> items) {
    double tokens = items.stream().mapToLong(Sized::tokens).sum();
    double bytes = items.stream().mapToLong(item -> item.size().bytes()).sum();
    return Math.max(
        items.size() / (double) limits.maxTexts(),
        Math.max(tokens / limits.maxTokens(), bytes / limits.maxBytes()));
  }

  private <T> int atLeast(List<Sized<T>> items) {
    return (int) Math.ceil(batchesOf(items));
  }

  /**
   * Fills whole batches and returns what is left. The rest is every so many-th item by length, so
   * that it is made up as all are: the longest alone would leave batches full of tokens and short
   * of texts.
   */
  private <T> List<Sized<T>> fillWhole(List<Sized<T>> items, Collection<Batch<T>> filled) {
    double batches = batchesOf(items);
    int whole = (int) batches;
    if (whole == 0) {
      return items;
    }
    List<Sized<T>> dealt = new ArrayList<>();
    List<Sized<T>> rest = new ArrayList<>();
    double left = 0;
    for (Sized<T> item : longestFirst(items)) {
      left += 1 - whole / batches;
      if (left >= 1) {
        left--;
        rest.add(item);
      } else {
        dealt.add(item);
      }
    }
    rest.addAll(deal(dealt, whole, filled));
    return rest;
  }

  /** Fills one batch after the other. */
  private <T> List<Batch<T>> inOrder(List<Sized<T>> items) {
    List<Batch<T>> batches = new ArrayList<>();
    Batch<T> last = null;
    for (Sized<T> item : items) {
      if (last == null || !last.fits(item)) {
        last = new Batch<>(limits);
        batches.add(last);
      }
      last.add(item);
    }
    return batches;
  }

  /** Deals to as few batches as may do, or one more. */
  private <T> List<Batch<T>> deal(List<Sized<T>> items) {
    List<Batch<T>> best = List.of();
    for (int more = 0; more < 2 && !items.isEmpty(); more++) {
      List<Batch<T>> batches = new ArrayList<>();
      List<Sized<T>> misfits = deal(items, atLeast(items) + more, batches);
      batches.addAll(deal(misfits));
      if (best.isEmpty() || batches.size() < best.size()) {
        best = batches;
      }
    }
    return best;
  }

  /**
   * Deals to so many batches, the longest item first, each to the one with the fewest tokens.
   *
   * @return what fits none
   */
  private <T> List<Sized<T>> deal(List<Sized<T>> items, int count, Collection<Batch<T>> batches) {
    PriorityQueue<Batch<T>> open = new PriorityQueue<>(Comparator.comparingLong(Batch<T>::tokens));
    for (int i = 0; i < count; i++) {
      open.add(new Batch<>(limits));
    }
    List<Batch<T>> all = List.copyOf(open);
    List<Sized<T>> misfits = new ArrayList<>();
    for (Sized<T> item : longestFirst(items)) {
      List<Batch<T>> tooFull = new ArrayList<>();
      while (!open.isEmpty() && !open.peek().fits(item)) {
        Batch<T> full = open.remove();
        if (!full.hasAllTexts()) {
          tooFull.add(full);
        }
      }
      if (open.isEmpty()) {
        misfits.add(item);
      } else {
        Batch<T> emptiest = open.remove();
        emptiest.add(item);
        open.add(emptiest);
      }
      open.addAll(tooFull);
    }
    all.stream().filter(batch -> !batch.isEmpty()).forEach(batches::add);
    return misfits;
  }
}
