package dev.pinfold.durable;

import java.nio.file.Path;

/** A process that opens a store, says so, and holds it until its input ends or it is killed. */
public final class HolderChild {
  private HolderChild() {}

  /**
   * Opens the store.
   *
   * @param args the store's directory
   */
  public static void main(String[] args) throws Exception {
    try (PinfoldStore store = PinfoldStore.open(Path.of(args[0]), SmallStore.OPTIONS)) {
      SmallStore.transactions(0).forEach(transaction -> transaction.accept(store));
      System.out.println("open");
      System.in.readAllBytes();
    }
  }
}
