package dev.pinfold;

/**
 * A payload cannot be encoded, or stored bytes cannot be decoded by the codec in use. A message
 * that cannot be decoded stays in its queue; its bytes remain readable with {@link
 * dev.pinfold.codec.Codecs#bytes()}.
 */
public final class CodecException extends PinfoldException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what went wrong, where, and what to do next; not null
   * @param cause what led to it, or null
   */
  public CodecException(String message, Throwable cause) {
    super(Outcome.NOT_DONE, message, cause);
  }
}
