package dev.pinfold.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pinfold.MessageQueue;
import dev.pinfold.QueuePolicy;
import dev.pinfold.archive.files.SimulatedDisk;
import dev.pinfold.codec.Codec;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What waits for a force keeps no payload: it is in the journal. */
class AsyncHeapTest {
  private WeakReference<byte[]> encoded;

  @Test
  void aFutureThatWaitsForTheForceKeepsNoPayload() throws Exception {
    CountDownLatch goesOn = new CountDownLatch(1);
    Codec<byte[]> codec =
        new Codec<>() {
          @Override
          public byte[] encode(byte[] payload) {
            byte[] bytes = payload.clone();
            encoded = new WeakReference<>(bytes);
            return bytes;
          }

          @Override
          public byte[] decode(byte[] bytes) {
            return bytes;
          }
        };
    try (Scratch scratch = new Scratch()) {
      SimulatedDisk disk = new SimulatedDisk(scratch.resolve("disk"));
      try (PinfoldStore store = PowerLoss.open(disk, SmallStore.OPTIONS)) {
        MessageQueue<byte[]> queue = store.queue("q", codec, QueuePolicy.POWER_LOSS);
        disk.before(
            (kind, path) -> {
              if (kind == SimulatedDisk.Kind.RANGE) {
                try {
                  goesOn.await();
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
              }
            });
        CompletableFuture<Long> future = queue.addAsync(new byte[1000]);
        assertThat(future).isNotDone();
        for (int i = 0; i < 20 && encoded.get() != null; i++) {
          System.gc();
        }
        boolean gone = encoded.get() == null;
        goesOn.countDown();
        assertThat(future.get()).isEqualTo(1);
        assertThat(gone).isTrue();
      }
    }
  }
}
