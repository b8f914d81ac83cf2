/**
 * What a run found out, as plain records: verdicts, checks, errors, curves, pictures, environment,
 * and what is in a model file.
 *
 * <p>Everything that measures writes these; everything that shows (JSON, HTML, terminal) reads them
 * and nothing else. How a run talks while it lasts is here too ({@link ProgressListener}, {@link
 * Interruption}), because whoever measures may use this package and not the terminal. JDK only.
 */
package io.github.conv4j.result;
