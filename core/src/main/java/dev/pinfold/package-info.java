/** What a user of Pinfold sees: stores, queues, messages, policies and the exceptions. */
package dev.pinfold;
