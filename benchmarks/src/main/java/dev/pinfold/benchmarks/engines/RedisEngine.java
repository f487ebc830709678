package dev.pinfold.benchmarks.engines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import redis.clients.jedis.Jedis;

/**
 * Redis with its append-only file, in a process of its own beside ours, over loopback: a list per
 * queue, RPUSH and LPOP, a connection per thread.
 */
public final class RedisEngine implements Engine {
  private static final int TIMEOUT_MILLIS = 120_000;

  private final EngineSetup setup;
  private final RedisServer server;
  private final Queue<Jedis> opened = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<Jedis> connection = ThreadLocal.withInitial(this::connect);

  public RedisEngine(EngineSetup setup) throws IOException {
    this.setup = setup;
    Path directory = setup.directory();
    server = RedisServer.start(directory, setup.forced());
  }

  private Jedis connect() {
    Jedis jedis = new Jedis("127.0.0.1", server.port(), TIMEOUT_MILLIS);
    opened.add(jedis);
    return jedis;
  }

  @Override
  public String describe() {
    return setup.forced()
        ? "POWER_LOSS: appendfsync always, fdatasync before the answers of one turn of its loop;"
            + " clients share it; messages in the server's memory"
        : "PROCESS_CRASH: appendfsync everysec, in the page cache before the answer; messages in the"
            + " server's memory";
  }

  @Override
  public EngineQueue queue(String name) {
    return new RedisQueue(name.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    opened.forEach(Jedis::close);
    server.close();
  }

  private final class RedisQueue implements EngineQueue {
    private final byte[] key;

    RedisQueue(byte[] key) {
      this.key = key;
    }

    @Override
    public void add(byte[] payload) {
      connection.get().rpush(key, payload);
    }

    @Override
    public void addAll(byte[][] payloads) {
      connection.get().rpush(key, payloads);
    }

    @Override
    public byte[] take() {
      return connection.get().lpop(key);
    }

    @Override
    public int takeAll(byte[][] into) {
      List<byte[]> taken = connection.get().lpop(key, into.length);
      if (taken == null) {
        return 0;
      }
      for (int i = 0; i < taken.size(); i++) {
        into[i] = taken.get(i);
      }
      return taken.size();
    }

    @Override
    public byte[] peek() {
      return connection.get().lindex(key, 0);
    }

    @Override
    public AsyncAdds async(int onTheWay) {
      return new RedisWindow(connection.get().getConnection(), key, onTheWay);
    }
  }
}
