package dev.pinfold.archive.journal;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * Memory outside the heap, mapped or allocated, that is given back when this is closed rather than
 * at some collection: a mapping has to be gone before its segment is forced (docs/design/0007).
 * Using the buffer, or a slice or duplicate of it, afterwards fails, and before JDK 22 kills the
 * JVM: callers make sure that nobody does. Not thread-safe; the buffer is as thread-safe as any.
 *
 * <p>From JDK 22 on the memory is an {@code Arena}'s; before that {@code Unsafe.invokeCleaner}
 * frees it, of which later JDKs warn. So no release needs a flag, and none prints anything.
 */
final class NativeBytes implements AutoCloseable {
  private static final Memory MEMORY =
      Runtime.version().feature() >= 22 ? new ArenaMemory() : new CleanerMemory();

  private ByteBuffer buffer;
  private final AutoCloseable owner;

  private NativeBytes(ByteBuffer buffer, AutoCloseable owner) {
    this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
    this.owner = owner;
  }

  /** Zeroed memory. */
  static NativeBytes allocate(int bytes) {
    return MEMORY.allocate(bytes);
  }

  /** A mapping of a file's first bytes; it outlives the channel. */
  static NativeBytes map(FileChannel channel, MapMode mode, int bytes) throws IOException {
    return bytes == 0 ? allocate(0) : MEMORY.map(channel, mode, bytes);
  }

  /** The whole memory, little-endian; null once closed. */
  ByteBuffer buffer() {
    return buffer;
  }

  /** Gives the memory back; a second time does nothing. */
  @Override
  public void close() {
    if (buffer == null) {
      return;
    }
    buffer = null;
    try {
      owner.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("cannot free native memory", e);
    }
  }

  private interface Memory {
    NativeBytes allocate(int bytes);

    NativeBytes map(FileChannel channel, MapMode mode, int bytes) throws IOException;
  }

  /** Up to JDK 21. */
  private static final class CleanerMemory implements Memory {
    private final MethodHandle invokeCleaner = find();

    private static MethodHandle find() {
      try {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        var field = unsafe.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        return MethodHandles.lookup()
            .findVirtual(
                unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
            .bindTo(field.get(null));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a JVM without the module jdk.unsupported", e);
      }
    }

    @Override
    public NativeBytes allocate(int bytes) {
      return owned(ByteBuffer.allocateDirect(bytes));
    }

    @Override
    public NativeBytes map(FileChannel channel, MapMode mode, int bytes) throws IOException {
      return owned(channel.map(mode, 0, bytes));
    }

    private NativeBytes owned(ByteBuffer buffer) {
      return new NativeBytes(buffer, () -> Handles.call(() -> invokeCleaner.invoke(buffer)));
    }
  }

  /** From JDK 22 on: {@code java.lang.foreign}, which the class files for JDK 17 cannot name. */
  private static final class ArenaMemory implements Memory {
    private final MethodHandle newArena;
    private final MethodHandle allocate;
    private final MethodHandle map;
    private final MethodHandle asByteBuffer;

    ArenaMemory() {
      try {
        Class<?> arena = Class.forName("java.lang.foreign.Arena");
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        var lookup = MethodHandles.lookup();
        newArena = lookup.findStatic(arena, "ofShared", MethodType.methodType(arena));
        allocate =
            lookup.findVirtual(
                arena, "allocate", MethodType.methodType(segment, long.class, long.class));
        map =
            lookup.findVirtual(
                FileChannel.class,
                "map",
                MethodType.methodType(segment, MapMode.class, long.class, long.class, arena));
        asByteBuffer =
            lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("JDK 22 or later without java.lang.foreign", e);
      }
    }

    @Override
    public NativeBytes allocate(int bytes) {
      AutoCloseable arena = arena();
      Object segment = Handles.call(() -> allocate.invoke(arena, (long) bytes, 8L));
      return owned(segment, arena);
    }

    @Override
    public NativeBytes map(FileChannel channel, MapMode mode, int bytes) throws IOException {
      AutoCloseable arena = arena();
      try {
        Object segment = Handles.callIo(() -> map.invoke(channel, mode, 0L, (long) bytes, arena));
        return owned(segment, arena);
      } catch (IOException | RuntimeException | Error e) {
        Handles.call(
            () -> {
              arena.close();
              return null;
            });
        throw e;
      }
    }

    private AutoCloseable arena() {
      return (AutoCloseable) Handles.call(newArena::invoke);
    }

    private NativeBytes owned(Object segment, AutoCloseable arena) {
      return new NativeBytes((ByteBuffer) Handles.call(() -> asByteBuffer.invoke(segment)), arena);
    }
  }

  /** Calls whose signature says only {@code Throwable}. */
  private static final class Handles {
    interface Call {
      Object run() throws Throwable;
    }

    static Object call(Call call) {
      try {
        return callIo(call);
      } catch (IOException e) {
        throw new IllegalStateException("native memory", e);
      }
    }

    static Object callIo(Call call) throws IOException {
      try {
        return call.run();
      } catch (IOException | RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("native memory", e);
      }
    }
  }
}
