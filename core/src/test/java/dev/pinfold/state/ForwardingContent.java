package dev.pinfold.state;

/** Content that is another's, for tests that change some of what it does. */
public abstract class ForwardingContent implements ChunkContent {
  private final ChunkContent content;

  protected ForwardingContent(ChunkContent content) {
    this.content = content;
  }

  @Override
  public void put(int slot, StoredMessage message, long place) {
    content.put(slot, message, place);
  }

  @Override
  public void move(int slot, long place) {
    content.move(slot, place);
  }

  @Override
  public int size(int slot) {
    return content.size(slot);
  }

  @Override
  public long place(int slot) {
    return content.place(slot);
  }

  @Override
  public StoredMessage get(int slot) {
    return content.get(slot);
  }

  @Override
  public StoredMessage envelope(int slot) {
    return content.envelope(slot);
  }

  @Override
  public void remove(int slot) {
    content.remove(slot);
  }

  @Override
  public long removeRun(int first, int last) {
    return content.removeRun(first, last);
  }

  @Override
  public void removeAll() {
    content.removeAll();
  }

  @Override
  public Frozen freeze() {
    return content.freeze();
  }
}
