package dev.pinfold.tools.demo;

import java.util.Map;

/** What the picture shows at a moment. */
record Scene(
    Earthquakes data,
    Ledger ledger,
    Map<Role, Integer> kills,
    int killsWanted,
    Child child,
    String doing) {}
