/** How the archive's files and directories are made. */
package dev.pinfold.archive.files;
