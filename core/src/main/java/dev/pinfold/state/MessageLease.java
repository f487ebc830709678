package dev.pinfold.state;

/**
 * What a queue knows of a message that was leased: until when (milliseconds since 1970, 0 when it
 * was released) and how often it was handed out.
 */
public record MessageLease(long untilMillis, int deliveryCount) {}
