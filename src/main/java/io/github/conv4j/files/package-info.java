/** Files written whole or not at all, and what went wrong in one line. Arrow: result, JDK. */
package io.github.conv4j.files;
