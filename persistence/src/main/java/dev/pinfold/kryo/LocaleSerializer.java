package dev.pinfold.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import java.util.Locale;

/** Language, country and variant, as by Kryo, which would leave out the rest without a word. */
final class LocaleSerializer extends DefaultSerializers.LocaleSerializer {
  @Override
  public void write(Kryo kryo, Output output, Locale locale) {
    if (!locale.getScript().isEmpty() || locale.hasExtensions()) {
      throw new KryoException(
          "the locale "
              + locale.toLanguageTag()
              + ", whose script and extensions would be lost: keep its language tag instead");
    }
    super.write(kryo, output, locale);
  }
}
