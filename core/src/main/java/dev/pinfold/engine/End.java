package dev.pinfold.engine;

/** The two ends of a queue. */
enum End {
  OLDEST,
  NEWEST
}
