package dev.pinfold;

/** Says of a failed call whether its operation happened. */
public enum Outcome {
  /** The operation did not happen, and will not: the call may be repeated. */
  NOT_DONE,
  /** The operation happened; only what followed it failed. */
  DONE,
  /** The operation may or may not have happened: look before you repeat the call. */
  UNKNOWN
}
