package io.github.conv4j.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a {@link DoctorCheck} found.
 *
 * @param status how good it is
 * @param found what is there
 * @param fix what to do about it; null if nothing
 */
record Finding(Status status, String found, @JsonInclude(JsonInclude.Include.NON_NULL) String fix) {

  /** How good it is. */
  enum Status {
    /** As it should be. */
    @JsonProperty("ok")
    OK,
    /** conv4j works, but less well than it could. */
    @JsonProperty("warn")
    WARN,
    /** conv4j cannot work. */
    @JsonProperty("fail")
    FAIL
  }

  static Finding ok(String found) {
    return new Finding(Status.OK, found, null);
  }

  static Finding warn(String found, String fix) {
    return new Finding(Status.WARN, found, fix);
  }

  static Finding fail(String found, String fix) {
    return new Finding(Status.FAIL, found, fix);
  }
}
