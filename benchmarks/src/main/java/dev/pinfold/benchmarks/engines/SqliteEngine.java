package dev.pinfold.benchmarks.engines;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * SQLite as a queue: one table clustered by queue and number, prepared statements, one connection
 * that threads take turns with, since SQLite has one writer. Both ends are kept on the heap.
 */
public final class SqliteEngine implements Engine {
  private final EngineSetup setup;
  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement delete;
  private final PreparedStatement select;
  private final Map<String, EngineQueue> queues = new HashMap<>();

  public SqliteEngine(EngineSetup setup) throws SQLException {
    this.setup = setup;
    connection =
        DriverManager.getConnection("jdbc:sqlite:" + setup.directory().resolve("queues.sqlite"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma locking_mode = exclusive");
      statement.execute("pragma journal_mode = wal");
      statement.execute("pragma synchronous = " + (setup.forced() ? "full" : "off"));
      statement.execute(
          "create table if not exists message"
              + " (queue integer, number integer, payload blob, primary key (queue, number))"
              + " without rowid");
    }
    insert = connection.prepareStatement("insert into message values (?, ?, ?)");
    delete =
        connection.prepareStatement(
            "delete from message where queue = ? and number = ? returning payload");
    select =
        connection.prepareStatement("select payload from message where queue = ? and number = ?");
  }

  @Override
  public String describe() {
    return setup.forced()
        ? "POWER_LOSS: WAL, synchronous = FULL, fsync of the log at each commit; no sharing"
        : "PROCESS_CRASH: WAL, synchronous = OFF, the log is in the page cache on return";
  }

  /** Queues are numbered in the order of their opening, which every process repeats. */
  @Override
  public EngineQueue queue(String name) throws SQLException {
    synchronized (connection) {
      EngineQueue known = queues.get(name);
      if (known == null) {
        known = new SqliteQueue(queues.size());
        queues.put(name, known);
      }
      return known;
    }
  }

  @Override
  public void settle() throws SQLException {
    synchronized (connection) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("pragma wal_checkpoint(restart)"); // the log is written from its start
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      insert.close();
      delete.close();
      select.close();
      connection.close();
    } catch (SQLException e) {
      throw new IOException("SQLite did not close", e);
    }
  }

  private final class SqliteQueue implements EngineQueue {
    private final int id;
    private long oldest;
    private long next;

    SqliteQueue(int id) throws SQLException {
      this.id = id;
      try (PreparedStatement ends =
          connection.prepareStatement(
              "select (select min(number) from message where queue = ?),"
                  + " (select max(number) from message where queue = ?)")) {
        ends.setInt(1, id);
        ends.setInt(2, id);
        try (ResultSet row = ends.executeQuery()) {
          oldest = row.getLong(1);
          next = row.getObject(2) == null ? 0 : row.getLong(2) + 1;
        }
      }
    }

    @Override
    public void add(byte[] payload) throws SQLException {
      synchronized (connection) {
        put(payload, next);
        next++;
      }
    }

    @Override
    public void addAll(byte[][] payloads) throws SQLException {
      synchronized (connection) {
        connection.setAutoCommit(false);
        long number = next;
        for (byte[] payload : payloads) {
          put(payload, number++);
        }
        connection.commit();
        connection.setAutoCommit(true);
        next = number;
      }
    }

    private void put(byte[] payload, long number) throws SQLException {
      insert.setInt(1, id);
      insert.setLong(2, number);
      insert.setBytes(3, payload);
      insert.executeUpdate();
    }

    @Override
    public byte[] take() throws SQLException {
      synchronized (connection) {
        byte[] payload = payload(delete, oldest);
        if (payload != null) {
          oldest++;
        }
        return payload;
      }
    }

    @Override
    public int takeAll(byte[][] into) throws SQLException {
      synchronized (connection) {
        connection.setAutoCommit(false);
        int count = 0;
        while (count < into.length && (into[count] = payload(delete, oldest + count)) != null) {
          count++;
        }
        connection.commit();
        connection.setAutoCommit(true);
        oldest += count;
        return count;
      }
    }

    @Override
    public byte[] peek() throws SQLException {
      synchronized (connection) {
        return payload(select, oldest);
      }
    }

    /** The statement steps to its end before its row set is closed: only then is it committed. */
    private byte[] payload(PreparedStatement statement, long number) throws SQLException {
      statement.setInt(1, id);
      statement.setLong(2, number);
      try (ResultSet row = statement.executeQuery()) {
        byte[] payload = row.next() ? row.getBytes(1) : null;
        if (payload != null && row.next()) {
          throw new IllegalStateException("two messages of number " + number);
        }
        return payload;
      }
    }
  }
}
