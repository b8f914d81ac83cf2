package io.github.conv4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java examples compile as they stand, and its links lead somewhere. */
class ReadmeExamplesTest {

  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\((?!http)([^)#]+)\\)");

  @TempDir private Path folder;

  @Test
  void javaExamplesCompile() throws IOException {
    List<JavaFileObject> sources = new ArrayList<>();
    Matcher example = EXAMPLE.matcher(readme());
    while (example.find()) {
      sources.add(source("Example" + sources.size(), example.group(1)));
    }
    assertThat(sources).hasSizeGreaterThanOrEqualTo(3);
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(messages, null, null, options, null, sources)
            .call();
    assertThat(compiled).as(messages.toString()).isTrue();
  }

  @Test
  void linksLeadToFiles() throws IOException {
    Matcher link = LINK.matcher(readme());
    List<String> targets = new ArrayList<>();
    while (link.find()) {
      targets.add(link.group(1));
    }
    assertThat(targets).isNotEmpty().allSatisfy(target -> assertThat(Path.of(target)).exists());
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("README.md"));
  }

  /** An example as the body of a method, its imports before. */
  private static JavaFileObject source(String name, String example) {
    String imports = lines(example, true);
    String body = lines(example, false);
    String code =
        imports + "class " + name + " { void run() throws Exception {\n" + body + "\n} }\n";
    return new SimpleJavaFileObject(
        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return code;
      }
    };
  }

  private static String lines(String example, boolean imports) {
    return example
        .lines()
        .filter(line -> line.startsWith("import ") == imports)
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
