package dev.pinfold.tools;

import dev.pinfold.kryo.KryoMap;
import dev.pinfold.kryo.KryoObject;
import java.lang.reflect.Array;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Values decoded without their classes as a line for people, much as Java prints records: {@code
 * Order[id="o-7", items=[Item[name="tea", pieces=2]], sums={"EUR"=5}, at=2026-11-23T20:00:00Z]}.
 */
final class PlainLine {
  private final StringBuilder line = new StringBuilder();
  private final int enough; // characters, after which nothing is begun

  private PlainLine(int enough) {
    this.enough = enough;
  }

  /**
   * @param enough when the line has as many characters, its rest may be left out
   */
  static String of(Object value, int enough) {
    PlainLine line = new PlainLine(enough);
    line.add(value);
    return line.line.toString();
  }

  private void add(Object value) {
    if (value instanceof KryoObject object) {
      line.append(simpleName(object.className())).append('[');
      String separator = "";
      for (Map.Entry<String, Object> field : object.fields().entrySet()) {
        line.append(separator).append(field.getKey()).append('=');
        add(field.getValue());
        separator = ", ";
        if (isEnough()) {
          return;
        }
      }
      line.append(']');
    } else if (value instanceof KryoMap map) {
      add(map);
    } else if (value instanceof List<?> list) {
      addElements(list.toArray());
    } else if (value != null && PlainJson.isOptional(value)) {
      add(PlainJson.content(value));
    } else if (value instanceof BitSet bits) {
      add(bits);
    } else if (value instanceof byte[] bytes) {
      int shown = Math.min(bytes.length, enough);
      line.append("0x").append(HexFormat.of().formatHex(bytes, 0, shown));
    } else if (value != null && value.getClass().isArray()) {
      addElements(value);
    } else if (value instanceof String || value instanceof Character) {
      addQuoted(value.toString());
    } else {
      line.append(value == null ? "null" : PlainText.of(value));
    }
  }

  private boolean isEnough() {
    return line.length() >= enough;
  }

  private void addElements(Object array) {
    line.append('[');
    for (int i = 0; i < Array.getLength(array) && !isEnough(); i++) {
      line.append(i == 0 ? "" : ", ");
      add(Array.get(array, i));
    }
    line.append(']');
  }

  private void add(KryoMap map) {
    line.append('{');
    String separator = "";
    for (Map.Entry<Object, Object> entry : map.entries()) {
      line.append(separator);
      add(entry.getKey());
      line.append('=');
      add(entry.getValue());
      separator = ", ";
      if (isEnough()) {
        return;
      }
    }
    line.append('}');
  }

  private void add(BitSet bits) {
    line.append('{');
    String separator = "";
    for (int i = bits.nextSetBit(0); i >= 0 && !isEnough(); i = bits.nextSetBit(i + 1)) {
      line.append(separator).append(i);
      separator = ", ";
    }
    line.append('}');
  }

  private void addQuoted(String text) {
    line.append('"');
    for (int i = 0; i < text.length() && !isEnough(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\');
      }
      line.append(c);
    }
    line.append('"');
  }

  /** The name within its package and its outer class. */
  private static String simpleName(String className) {
    int end = Math.max(className.lastIndexOf('.'), className.lastIndexOf('$'));
    return end == className.length() - 1 ? className : className.substring(end + 1);
  }
}
