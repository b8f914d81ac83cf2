package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkupTest {

  @Test
  void escapesTextAndAttributes() {
    String html = new Markup().leaf("p", "a < b & c", "title", "\"quoted\" 'so'").finish();
    assertThat(html).isEqualTo("<p title=\"&quot;quoted&quot; &#39;so&#39;\">a &lt; b &amp; c</p>");
  }

  @Test
  void replacesWhatXmlCannotHoldAndWhatReordersText() {
    assertThat(Markup.escape("a\u0000b\u001Bc\uFFFFd\uD800e\u202Ef"))
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf");
    assertThat(Markup.escape("tab\tline\nκ 卷积 😀")).isEqualTo("tab\tline\nκ 卷积 😀");
  }

  @Test
  void rejectsTagsThatDoNotMatch() {
    assertThatThrownBy(() -> new Markup().open("p").close("div"))
        .hasMessage("expected to close p, asked for div");
    assertThatThrownBy(() -> new Markup().close("div"))
        .hasMessage("expected to close nothing, asked for div");
    assertThatThrownBy(() -> new Markup().open("p").finish()).hasMessageContaining("still open");
    assertThatThrownBy(() -> new Markup().empty("p", "class"))
        .hasMessageContaining("attribute without a value");
  }
}
