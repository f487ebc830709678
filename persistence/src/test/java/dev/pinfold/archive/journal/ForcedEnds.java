package dev.pinfold.archive.journal;

import dev.pinfold.archive.files.Device;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The machine's device, which notes how far each segment was forced. */
final class ForcedEnds implements Device {
  private final Map<Integer, Integer> ends = new ConcurrentHashMap<>();

  @Override
  public void forceRange(Path file, MappedByteBuffer mapping, int offset, int bytes)
      throws IOException {
    SYSTEM.forceRange(file, mapping, offset, bytes);
    note(file, offset + bytes);
  }

  @Override
  public void forceFile(Path file, FileChannel channel) throws IOException {
    SYSTEM.forceFile(file, channel);
    note(file, Math.toIntExact(channel.size()));
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    SYSTEM.forceDirectory(directory);
  }

  private void note(Path file, int end) {
    SegmentName.parse(file).ifPresent(segment -> ends.merge(segment, end, Math::max));
  }

  /** Up to where a segment is on the device, 0 for nothing. */
  int of(int segment) {
    return ends.getOrDefault(segment, 0);
  }

  /** The segments of which something is. */
  Set<Integer> segments() {
    return ends.keySet();
  }
}
