package io.github.conv4j.compare;

import java.util.function.Function;

/** Something of the built-in network and the same of its twin. */
record Pair<T>(T builtin, T custom) {

  <R> Pair<R> map(Function<? super T, ? extends R> function) {
    return new Pair<>(function.apply(builtin), function.apply(custom));
  }
}
