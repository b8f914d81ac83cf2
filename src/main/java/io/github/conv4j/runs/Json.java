package io.github.conv4j.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.conv4j.files.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The JSON files of a run: records, every component a key. */
final class Json {

  /** Keys that came later, with what it means if a file has none. */
  private static final Map<Class<?>, Map<String, JsonNode>> LATER_KEYS =
      Map.of(
          Manifest.class,
          Map.of("validationImages", IntNode.valueOf(0), "testImages", IntNode.valueOf(0)),
          RunResult.class,
          Map.of("testAccuracy", NullNode.getInstance()));

  /** Keys of later versions are passed over; missing ones are not. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private Json() {}

  static String text(Object record) {
    try {
      return MAPPER.writeValueAsString(record) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + record.getClass() + " as JSON", e);
    }
  }

  static <T> T parse(String text, Class<T> type, String where) {
    try {
      JsonNode tree = MAPPER.readTree(text);
      if (tree instanceof ObjectNode object) {
        LATER_KEYS.getOrDefault(type, Map.of()).forEach(object::putIfAbsent);
      }
      T value = MAPPER.treeToValue(tree, type);
      if (value != null) {
        return value;
      }
      throw new RunException(where + ": expected a JSON object, found null");
    } catch (JsonProcessingException e) {
      throw new RunException(
          where
              + ": expected what conv4j wrote, found something else ("
              + Causes.line(e)
              + "); the file was changed or belongs to another version",
          e);
    }
  }

  static <T> T read(Path file, Class<T> type) {
    try {
      return parse(Files.readString(file), type, file.toString());
    } catch (IOException e) {
      throw new RunException(
          file
              + ": expected a file of a run, found that it cannot be read ("
              + Causes.line(e)
              + "); is this a run folder?",
          e);
    }
  }
}
