package dev.pinfold.benchmarks.engines;

import static dev.pinfold.Durability.MEMORY;
import static dev.pinfold.Durability.POWER_LOSS;
import static dev.pinfold.Durability.PROCESS_CRASH;

import dev.pinfold.Durability;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The engines by name, with what each can do and which jars only it needs. A child process gets the
 * jars of its own engine alone.
 */
public enum EngineKind {
  PINFOLD("pinfold", "Pinfold", Set.of(MEMORY, PROCESS_CRASH, POWER_LOSS), true) {
    @Override
    public Engine open(EngineSetup setup) {
      return new PinfoldEngine(setup);
    }
  },
  CHRONICLE(
      "chronicle",
      "raw Chronicle Queue",
      Set.of(PROCESS_CRASH, POWER_LOSS),
      false,
      "chronicle-",
      "affinity",
      "posix") {
    @Override
    public Engine open(EngineSetup setup) {
      return new ChronicleEngine(setup);
    }
  },
  ROCKSDB("rocksdb", "RocksDB", Set.of(PROCESS_CRASH, POWER_LOSS), false, "rocksdbjni") {
    @Override
    public Engine open(EngineSetup setup) throws Exception {
      return new RocksEngine(setup);
    }
  },
  LMDB(
      "lmdb",
      "LMDB",
      Set.of(PROCESS_CRASH, POWER_LOSS),
      false,
      "lmdbjava",
      "jnr-",
      "jffi",
      "asm-") {
    @Override
    public Engine open(EngineSetup setup) {
      return new LmdbEngine(setup);
    }
  },
  SQLITE("sqlite", "SQLite", Set.of(PROCESS_CRASH, POWER_LOSS), false, "sqlite-jdbc") {
    @Override
    public Engine open(EngineSetup setup) throws Exception {
      return new SqliteEngine(setup);
    }
  },
  MVSTORE("mvstore", "H2 MVStore", Set.of(PROCESS_CRASH, POWER_LOSS), false, "h2-mvstore") {
    @Override
    public Engine open(EngineSetup setup) {
      return new MvStoreEngine(setup);
    }
  },
  ARTEMIS(
      "artemis",
      "Artemis journal",
      Set.of(PROCESS_CRASH, POWER_LOSS),
      true,
      "artemis-",
      "activemq-",
      "netty-",
      "jctools-",
      "commons-beanutils",
      "commons-collections",
      "commons-logging") {
    @Override
    public Engine open(EngineSetup setup) throws Exception {
      return new ArtemisEngine(setup);
    }
  },
  PREVAYLER("prevayler", "Prevayler", Set.of(PROCESS_CRASH, POWER_LOSS), false, "prevayler-") {
    @Override
    public Engine open(EngineSetup setup) throws Exception {
      return new PrevaylerEngine(setup);
    }
  },
  TAPE("tape", "Square Tape", Set.of(POWER_LOSS), false, "tape-") {
    @Override
    public Engine open(EngineSetup setup) {
      return new TapeEngine(setup);
    }
  },
  REDIS(
      "redis",
      "Redis",
      Set.of(PROCESS_CRASH, POWER_LOSS),
      true,
      "jedis-",
      "redis-authx",
      "commons-pool2",
      "gson-",
      "json-") {
    @Override
    public Engine open(EngineSetup setup) throws Exception {
      return new RedisEngine(setup);
    }

    @Override
    public Optional<String> missing() {
      return RedisServer.missing();
    }
  },
  BLOCKING_DEQUE("blocking-deque", "LinkedBlockingDeque", Set.of(MEMORY), false) {
    @Override
    public Engine open(EngineSetup setup) {
      return DequeEngine.linkedBlocking();
    }
  },
  CONCURRENT_DEQUE("concurrent-deque", "ConcurrentLinkedDeque", Set.of(MEMORY), false) {
    @Override
    public Engine open(EngineSetup setup) {
      return DequeEngine.concurrentLinked();
    }
  },
  BARE("bare", "the bare machine", Set.of(PROCESS_CRASH, POWER_LOSS), false) {
    @Override
    public Engine open(EngineSetup setup) throws Exception {
      return BareEngine.open(setup);
    }
  };

  private final String id;
  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // always Set.of
  private final Set<Durability> durabilities;

  private final boolean asynchronous;

  @SuppressWarnings("ImmutableEnumChecker") // always List.of
  private final List<String> jars;

  EngineKind(
      String id, String title, Set<Durability> durabilities, boolean asynchronous, String... jars) {
    this.id = id;
    this.title = title;
    this.durabilities = durabilities;
    this.asynchronous = asynchronous;
    this.jars = List.of(jars);
  }

  /** Opens the engine. */
  public abstract Engine open(EngineSetup setup) throws Exception;

  /** Why it cannot run on this machine, if it cannot. */
  public Optional<String> missing() {
    return Optional.empty();
  }

  /** Its name on the command line and in the raw results. */
  public String id() {
    return id;
  }

  /** Its name for people. */
  public String title() {
    return title;
  }

  /** Whether it can give this durability. */
  public boolean gives(Durability durability) {
    return durabilities.contains(durability);
  }

  /** Whether it has adds that are acknowledged later. */
  public boolean isAsynchronous() {
    return asynchronous;
  }

  /** Whether messages lie on the heap until they are taken, whatever their durability. */
  public boolean keepsBacklogOnHeap() {
    return switch (this) {
      case ARTEMIS, PREVAYLER, BLOCKING_DEQUE, CONCURRENT_DEQUE -> true;
      default -> false;
    };
  }

  /** Whether a process for this engine needs this jar. */
  public boolean needs(String jar) {
    return jars.stream().anyMatch(jar::startsWith)
        || Arrays.stream(values()).noneMatch(kind -> kind.jars.stream().anyMatch(jar::startsWith));
  }

  /** The engine of this name. */
  public static EngineKind of(String id) {
    return Arrays.stream(values())
        .filter(kind -> kind.id.equals(id))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no engine \"" + id + "\"; there are " + ids()));
  }

  /** All names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(EngineKind::id).toList();
  }
}
