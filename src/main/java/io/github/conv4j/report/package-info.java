/**
 * Shows a finished comparison: {@code report.json} for programs and {@code report.html} for people.
 *
 * <p>Reads the records of {@code result} and nothing else; measures nothing and decides nothing.
 * The page is one file that needs no network: style, drawings and pictures are all inside it.
 *
 * <p>Inside: {@link io.github.conv4j.report.HtmlReport} assembles the page from sections; sections
 * use one class per kind of chart; every tag and every text goes through {@code Markup}, which
 * escapes. Depends on {@code result} only.
 */
package io.github.conv4j.report;
