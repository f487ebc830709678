package dev.pinfold.archive.journal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/**
 * Frees a mapping or a direct buffer at once rather than at some collection. Using the buffer, or a
 * slice or duplicate of it, afterwards kills the JVM: callers make sure that nobody does.
 *
 * <p>With the flags that writing needs anyway ({@link RuntimeCheck}) the buffer's own cleaner is
 * asked. Without them, as in tools that only read, {@code Unsafe.invokeCleaner} is, of which JDK 24
 * and later warn. Where neither is to be had the collector frees the memory later.
 */
final class Unmapper {
  private static final MethodHandle FREE = find();

  private Unmapper() {}

  /**
   * Frees a buffer.
   *
   * @param buffer a buffer as it was mapped or allocated, not a slice or duplicate; null does
   *     nothing
   */
  static void free(ByteBuffer buffer) {
    if (buffer == null || FREE == null) {
      return;
    }
    try {
      FREE.invokeExact(buffer);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot unmap", e);
    }
  }

  private static MethodHandle find() {
    try {
      return ownCleaner();
    } catch (ReflectiveOperationException | RuntimeException e) {
      return unsafeCleaner();
    }
  }

  /** As {@code ((DirectBuffer) buffer).cleaner().clean()}. */
  private static MethodHandle ownCleaner() throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle cleaner =
        lookup.unreflect(Class.forName("sun.nio.ch.DirectBuffer").getMethod("cleaner"));
    MethodHandle clean = lookup.unreflect(cleaner.type().returnType().getMethod("clean"));
    return MethodHandles.filterReturnValue(cleaner, clean)
        .asType(MethodType.methodType(void.class, ByteBuffer.class));
  }

  private static MethodHandle unsafeCleaner() {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field field = unsafe.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(field.get(null));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
