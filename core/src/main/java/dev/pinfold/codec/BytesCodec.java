package dev.pinfold.codec;

import java.util.Objects;

/** Bytes as they are. */
enum BytesCodec implements Codec<byte[]> {
  INSTANCE;

  @Override
  public byte[] encode(byte[] value) {
    return value.clone();
  }

  @Override
  public byte[] decode(byte[] bytes) {
    return Objects.requireNonNull(bytes, "bytes");
  }

  @Override
  public String toString() {
    return "bytes";
  }
}
