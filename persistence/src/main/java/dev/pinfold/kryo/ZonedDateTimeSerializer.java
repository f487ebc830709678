package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Seconds of the local time since 1970, nanoseconds, offset in seconds, zone. Kryo's own leaves out
 * the offset, and so moves one of the two equal hours at the end of summer time.
 */
final class ZonedDateTimeSerializer extends ImmutableSerializer<ZonedDateTime> {
  @Override
  public void write(Kryo kryo, Output output, ZonedDateTime value) {
    output.writeVarLong(value.toLocalDateTime().toEpochSecond(ZoneOffset.UTC), false);
    output.writeVarInt(value.getNano(), true);
    output.writeVarInt(value.getOffset().getTotalSeconds(), false);
    output.writeString(value.getZone().getId());
  }

  @Override
  public ZonedDateTime read(Kryo kryo, Input input, Class<? extends ZonedDateTime> type) {
    LocalDateTime local =
        LocalDateTime.ofEpochSecond(
            input.readVarLong(false), input.readVarInt(true), ZoneOffset.UTC);
    ZoneOffset offset = ZoneOffset.ofTotalSeconds(input.readVarInt(false));
    return ZonedDateTime.ofLocal(local, ZoneId.of(input.readString()), offset);
  }
}
