/**
 * What a run found out, as plain records: verdicts, checks, errors, curves, pictures, environment.
 *
 * <p>Everything that measures writes these; everything that shows (JSON, HTML, terminal) reads them
 * and nothing else. JDK only.
 */
package io.github.conv4j.result;
