package dev.pinfold.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pinfold.MessageTooLargeException;
import org.junit.jupiter.api.Test;

class StoredMessageTest {
  @Test
  void aSizeThatIsNoIntIsRefused() {
    assertThat(StoredMessage.sizeOf(1, Integer.MAX_VALUE - 1)).isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(() -> StoredMessage.sizeOf(1 << 30, 1 << 30))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessageContaining("2147483648");
  }

  @Test
  void anEnvelopeIsAllButThePayload() {
    StoredMessage message = new StoredMessage(7, 8, 9, new byte[3], new byte[4]);
    StoredMessage envelope = message.withoutPayload();
    assertThat(envelope.looksLike(message)).isTrue();
    assertThat(envelope.size()).isEqualTo(7);
    assertThat(envelope.payload()).isNull();
  }
}
