/**
 * The obviously right model of a store, and random scripts that drive a store and the model side by
 * side. Published as core's test-jar: another module runs the same scripts on its own store by
 * implementing {@link dev.pinfold.model.StoreUnderTest}.
 */
package dev.pinfold.model;
