package io.github.conv4j.result;

import java.util.Map;

/**
 * The machine and the software a run was made on.
 *
 * @param conv4jVersion version of this program
 * @param os operating system, version, architecture
 * @param cpu processor model
 * @param cores processors available to the JVM
 * @param memoryMiB physical memory
 * @param java Java runtime and version
 * @param maxHeapMiB heap limit of the JVM
 * @param dl4jVersion Deeplearning4j version
 * @param backend ND4J backend and natives classifier
 * @param blas BLAS library as ND4J names it
 * @param variables environment variables that change speed, such as OMP_NUM_THREADS
 */
public record Environment(
    String conv4jVersion,
    String os,
    String cpu,
    int cores,
    long memoryMiB,
    String java,
    long maxHeapMiB,
    String dl4jVersion,
    String backend,
    String blas,
    Map<String, String> variables) {

  /** Copies the map. */
  public Environment {
    variables = Map.copyOf(variables);
  }
}
