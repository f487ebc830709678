package dev.pinfold.tools;

/**
 * Lines of the input that are added as one.
 *
 * @param count how many they are
 */
record Lines(Place first, Place last, int count) {

  /** A line of a source, as the user calls it; the first line of each source is line 1. */
  record Place(String source, long line) {
    @Override
    public String toString() {
      return source + " line " + line;
    }
  }

  /** These and all up to others. */
  Lines to(Lines others) {
    return new Lines(first, others.last, Math.addExact(count, others.count));
  }

  /** For a sentence: a line, or a batch of several. */
  String subject() {
    return count == 1 ? toString() : "the batch of " + this;
  }

  @Override
  public String toString() {
    if (first.equals(last)) {
      return first.toString();
    }
    return first.source.equals(last.source)
        ? first.source + " lines " + first.line + " to " + last.line
        : first + " to " + last;
  }
}
