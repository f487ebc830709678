package dev.pinfold.benchmarks.engines;

import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * Adds that are sent before earlier ones are answered. Jedis' own pipeline waits for all answers
 * once it reads any, and leaves the server with nothing to do meanwhile; here, when as many as may
 * be are on the way, only the oldest tenth is waited for. For one thread, whose connection nothing
 * else may use until {@link #await}.
 */
final class RedisWindow implements AsyncAdds {
  private final Connection connection;
  private final byte[] key;
  private final int size;
  private final int step;
  private int unanswered;

  RedisWindow(Connection connection, byte[] key, int size) {
    this.connection = connection;
    this.key = key;
    this.size = size;
    this.step = Math.max(1, size / 10);
  }

  @Override
  public void add(byte[] payload) {
    if (unanswered == size) {
      read(step);
    }
    connection.sendCommand(Command.RPUSH, key, payload);
    unanswered++;
  }

  @Override
  public void await() {
    read(unanswered);
  }

  /** Sends what Jedis still holds, and throws what the server refused. */
  private void read(int answers) {
    for (int i = 0; i < answers; i++) {
      connection.getIntegerReply();
      unanswered--;
    }
  }
}
