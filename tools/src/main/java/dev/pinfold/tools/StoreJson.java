package dev.pinfold.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pinfold.archive.journal.JournalCut;
import dev.pinfold.offline.Damage;
import dev.pinfold.offline.JournalVerdict;
import dev.pinfold.offline.SeenSnapshot;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Fields that say the same in the objects of several commands. */
final class StoreJson {
  private final OutputOptions options;

  StoreJson(OutputOptions options) {
    this.options = options;
  }

  /** The field {@code journal}. */
  void journal(JsonGenerator object, JournalVerdict verdict) throws IOException {
    object.writeObjectFieldStart("journal");
    object.writeStringField("state", EnumName.of(verdict.state()));
    object.writeNumberField("lastTransaction", verdict.lastTransaction());
    object.writeArrayFieldStart("damages");
    for (Damage damage : verdict.damages()) {
      damage(object, damage);
    }
    object.writeEndArray();
    if (verdict.cut().isPresent()) {
      JournalCut cut = verdict.cut().get();
      object.writeObjectFieldStart("cut");
      object.writeStringField("file", cut.file().toString());
      object.writeNumberField("offset", cut.offset());
      object.writeNumberField("bytes", cut.bytes());
      object.writeNumberField("wholeDocuments", cut.discardedDocuments());
      object.writeStringField("reason", cut.reason());
      object.writeEndObject();
    } else {
      object.writeNullField("cut");
    }
    object.writeEndObject();
  }

  private static void damage(JsonGenerator object, Damage damage) throws IOException {
    object.writeStartObject();
    object.writeStringField("file", damage.file().toString());
    object.writeNumberField("offset", damage.offset());
    object.writeStringField("expected", damage.expected());
    object.writeStringField("found", damage.found());
    object.writeEndObject();
  }

  /** Damage, or null. */
  static void damage(JsonGenerator object, String name, Optional<Damage> damage)
      throws IOException {
    object.writeFieldName(name);
    if (damage.isPresent()) {
      damage(object, damage.get());
    } else {
      object.writeNull();
    }
  }

  /** The field {@code snapshots}. */
  void snapshots(JsonGenerator object, List<SeenSnapshot> snapshots) throws IOException {
    object.writeArrayFieldStart("snapshots");
    for (SeenSnapshot snapshot : snapshots) {
      snapshot(object, snapshot);
    }
    object.writeEndArray();
  }

  private void snapshot(JsonGenerator object, SeenSnapshot snapshot) throws IOException {
    object.writeStartObject();
    object.writeStringField("file", snapshot.file().toString());
    object.writeNumberField("transaction", snapshot.transaction());
    object.writeNumberField("bytes", snapshot.bytes());
    object.writeBooleanField("good", snapshot.isGood());
    time(object, "taken", snapshot.created());
    JsonLine.text(object, "problem", snapshot.problem().orElse(null));
    object.writeEndObject();
  }

  /** A time, or null. */
  void time(JsonGenerator object, String name, Optional<Instant> time) throws IOException {
    JsonLine.text(object, name, time.map(options::time).orElse(null));
  }
}
