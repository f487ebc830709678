package dev.pinfold.tools.demo;

import java.util.Map;

/**
 * What the picture shows at a moment.
 *
 * @param active whose turn it is
 * @param process the number of its process
 * @param doing what that does
 */
record Scene(
    Earthquakes data,
    Ledger ledger,
    Map<Role, Integer> kills,
    int killsWanted,
    Role active,
    long process,
    String doing) {}
