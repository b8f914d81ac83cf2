/**
 * The files of data sets: which ones are known and what they must be, where they lie on this
 * machine, how they get there, and how archives of them are read without trusting them.
 *
 * <p>Nothing here knows what an image is. Arrow: files and result.
 */
package io.github.conv4j.store;
