package dev.pinfold.kryo;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.KryoBufferUnderflowException;

/**
 * An Input over one array that never believes a length. Kryo's own allocates an array or a string
 * of whatever length the bytes claim and finds out afterwards that they are not there; and where
 * the bytes of a string are malformed it leaves characters of a former string in their place.
 */
final class BoundedInput extends Input {
  BoundedInput() {
    super(new byte[0]);
  }

  BoundedInput over(byte[] bytes, int from) {
    setBuffer(bytes, from, bytes.length - from);
    return this;
  }

  /** A count of elements that take at least the given bytes each. */
  int checked(int count, int leastBytesEach) {
    long left = limit - (long) position;
    if (count < 0 || (long) count * leastBytesEach > left) {
      throw new KryoBufferUnderflowException(
          "a length of "
              + count
              + " at byte "
              + position
              + ", where "
              + left
              + " bytes are left of "
              + limit);
    }
    return count;
  }

  void requireEnd() {
    if (position != limit) {
      throw new KryoException((limit - position) + " bytes follow the value at byte " + position);
    }
  }

  @Override
  public String readString() {
    if (!readVarIntFlag()) {
      return super.readString(); // ASCII: ends at a flag, grows with the bytes read
    }
    int at = position;
    int lengthAndOne = readVarIntFlag(true);
    if (lengthAndOne == 0) {
      return null;
    }
    char[] chars = new char[checked(lengthAndOne - 1, 1)];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = readUtf8Char(at);
    }
    return new String(chars);
  }

  /**
   * Kryo writes each char by itself, in one to three bytes, also the halves of a surrogate pair.
   */
  private char readUtf8Char(int stringAt) {
    int first = readByteUnsigned();
    return switch (first >> 4) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> (char) first;
      case 12, 13 -> (char) ((first & 0x1F) << 6 | continuation(stringAt));
      case 14 ->
          (char) ((first & 0x0F) << 12 | continuation(stringAt) << 6 | continuation(stringAt));
      default -> throw malformed(stringAt);
    };
  }

  private int continuation(int stringAt) {
    int next = readByteUnsigned();
    if ((next & 0xC0) != 0x80) {
      throw malformed(stringAt);
    }
    return next & 0x3F;
  }

  private static KryoException malformed(int stringAt) {
    return new KryoException("a string at byte " + stringAt + " that is not well-formed UTF-8");
  }

  @Override
  public StringBuilder readStringBuilder() {
    String text = readString();
    return text == null ? null : new StringBuilder(text);
  }

  @Override
  public byte[] readBytes(int length) {
    return super.readBytes(checked(length, 1));
  }

  @Override
  public int[] readInts(int length) {
    return super.readInts(checked(length, Integer.BYTES));
  }

  @Override
  public int[] readInts(int length, boolean optimizePositive) {
    return super.readInts(checked(length, 1), optimizePositive);
  }

  @Override
  public long[] readLongs(int length) {
    return super.readLongs(checked(length, Long.BYTES));
  }

  @Override
  public long[] readLongs(int length, boolean optimizePositive) {
    return super.readLongs(checked(length, 1), optimizePositive);
  }

  @Override
  public float[] readFloats(int length) {
    return super.readFloats(checked(length, Float.BYTES));
  }

  @Override
  public double[] readDoubles(int length) {
    return super.readDoubles(checked(length, Double.BYTES));
  }

  @Override
  public short[] readShorts(int length) {
    return super.readShorts(checked(length, Short.BYTES));
  }

  @Override
  public char[] readChars(int length) {
    return super.readChars(checked(length, Character.BYTES));
  }

  @Override
  public boolean[] readBooleans(int length) {
    return super.readBooleans(checked(length, 1));
  }
}
