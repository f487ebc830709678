package dev.pinfold.benchmarks.engines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of equal slots, written full of zeros and forced before it is used, so that its blocks are
 * allocated and its pages are in the page cache. Slots are used round and round.
 */
final class BareFile implements AutoCloseable {
  private static final int FILL_BYTES = 16 << 10; // larger writes make larger pages: costly forces
  private static final int CHUNK_BYTES = 1 << 28;

  private final FileChannel channel;
  private final int slotBytes;
  private final long slots;
  private final int slotsPerChunk;
  private final List<MappedByteBuffer> mapped = new ArrayList<>();

  BareFile(Path file, int slotBytes, long slots) throws IOException {
    this.slotBytes = slotBytes;
    this.slots = slots;
    this.slotsPerChunk = (int) Math.max(1, Math.min(slots, CHUNK_BYTES / slotBytes));
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocateDirect(FILL_BYTES);
    for (long filled = 0; filled < slots * slotBytes; filled += FILL_BYTES) {
      channel.write(zeros.clear());
    }
    channel.force(true);
  }

  /** Maps the whole file and touches each page once. */
  void map() throws IOException {
    long chunkBytes = (long) slotsPerChunk * slotBytes;
    for (long at = 0; at < slots * slotBytes; at += chunkBytes) {
      MappedByteBuffer chunk =
          channel.map(MapMode.READ_WRITE, at, Math.min(chunkBytes, slots * slotBytes - at));
      for (int page = 0; page < chunk.limit(); page += 4096) {
        chunk.put(page, (byte) 0);
      }
      mapped.add(chunk);
    }
  }

  void put(long number, byte[] payload) {
    int slot = (int) (number % slots % slotsPerChunk);
    mapped.get((int) (number % slots / slotsPerChunk)).put(slot * slotBytes, payload);
  }

  void get(long number, byte[] payload) {
    int slot = (int) (number % slots % slotsPerChunk);
    mapped.get((int) (number % slots / slotsPerChunk)).get(slot * slotBytes, payload);
  }

  /** Writes payloads one behind the other from this slot on, and forces them. */
  void writeAndForce(long number, ByteBuffer payloads) throws IOException {
    if (number % slots + payloads.remaining() / slotBytes > slots) {
      throw new IllegalStateException("the bare file was made for " + slots + " payloads");
    }
    long at = number % slots * slotBytes;
    while (payloads.hasRemaining()) {
      at += channel.write(payloads, at);
    }
    channel.force(false);
  }

  void read(long number, byte[] payload) throws IOException {
    ByteBuffer target = ByteBuffer.wrap(payload);
    long at = number % slots * slotBytes;
    while (target.hasRemaining()) {
      int read = channel.read(target, at);
      if (read < 0) {
        throw new IOException("the bare file ends at " + at);
      }
      at += read;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
