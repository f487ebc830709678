package dev.pinfold.durable;

import dev.pinfold.archive.files.Device;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A device before which the process dies once it was called so often. */
final class DyingDevice implements Device {
  /** What nobody catches. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }

  private final AtomicInteger left;

  DyingDevice(int calls) {
    this.left = new AtomicInteger(calls);
  }

  private void live() {
    if (left.getAndDecrement() <= 0) {
      throw new Death();
    }
  }

  @Override
  public void forceRange(Path file, MappedByteBuffer mapping, int offset, int bytes)
      throws IOException {
    live();
    Device.SYSTEM.forceRange(file, mapping, offset, bytes);
  }

  @Override
  public void forceFile(Path file, FileChannel channel) throws IOException {
    live();
    Device.SYSTEM.forceFile(file, channel);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    live();
    Device.SYSTEM.forceDirectory(directory);
  }
}
