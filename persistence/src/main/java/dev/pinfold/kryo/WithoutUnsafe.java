package dev.pinfold.kryo;

/**
 * Keeps Kryo from touching {@code sun.misc.Unsafe} where the JVM would print a warning for it, that
 * is from JDK 24 on (JEP 498). Kryo does so once, when its class {@code Util} is initialised,
 * unless the system property {@value #PROPERTY} is {@code false}; nothing of it is used here. So
 * that class is initialised with the property set for a moment.
 *
 * <p>Other users of Kryo in the same class loader then go without Unsafe too, which only makes
 * Kryo's own FieldSerializer slower. A program that minds sets the property itself: then nothing is
 * done. Nothing can be done either once another user has initialised the class.
 */
final class WithoutUnsafe {
  private static final String PROPERTY = "kryo.unsafe";
  private static final String INITIALISED = "com.esotericsoftware.kryo.util.Util";
  private static final int FIRST_THAT_WARNS = 24;

  static {
    if (Runtime.version().feature() >= FIRST_THAT_WARNS && System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, "false");
      try {
        Class.forName(INITIALISED);
      } catch (ClassNotFoundException e) {
        throw new LinkageError("Kryo lacks its class " + INITIALISED, e);
      } finally {
        System.clearProperty(PROPERTY);
      }
    }
  }

  private WithoutUnsafe() {}

  /** Does it, the first time that it is called. */
  static void initialise() {}
}
