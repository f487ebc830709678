/** Memory that ends at any allocation, and what a store holds then. */
package dev.pinfold.durable.memory;
