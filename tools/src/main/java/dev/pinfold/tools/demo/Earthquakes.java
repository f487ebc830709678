package dev.pinfold.tools.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The data: what the USGS recorded in some days of January and February 2018, in its order. */
final class Earthquakes {
  private static final String RESOURCE = "earthquakes.ndjson";
  private static final JsonFactory JSON = new JsonFactory();

  private final List<Earthquake> all;
  private final Map<String, Earthquake> byJson = new HashMap<>();

  private Earthquakes(List<Earthquake> all) {
    this.all = List.copyOf(all);
    for (Earthquake quake : all) {
      if (byJson.put(quake.json(), quake) != null) {
        throw new IllegalStateException("line " + quake.line() + " is in the data twice");
      }
    }
  }

  static Earthquakes load() throws IOException {
    try (InputStream in = Earthquakes.class.getResourceAsStream(RESOURCE)) {
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      List<Earthquake> all = new ArrayList<>();
      for (String json = lines.readLine(); json != null; json = lines.readLine()) {
        all.add(new Earthquake(all.size() + 1, magnitude(json), json));
      }
      return new Earthquakes(all);
    }
  }

  /** Reads the magnitude out of an earthquake's JSON. */
  static double magnitude(String json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME && parser.currentName().equals("mag")) {
          parser.nextToken();
          return parser.getDoubleValue();
        }
      }
    }
    throw new IOException("an earthquake without magnitude: " + json);
  }

  int size() {
    return all.size();
  }

  Earthquake line(int line) {
    return all.get(line - 1);
  }

  List<Earthquake> all() {
    return all;
  }

  /** The earthquake whose line these bytes are, or null. */
  Earthquake of(byte[] payload) {
    return byJson.get(new String(payload, StandardCharsets.UTF_8));
  }

  /** How many of them belong into a queue at the end. */
  int countFor(String queue) {
    return (int) all.stream().filter(quake -> quake.destination().equals(queue)).count();
  }
}
