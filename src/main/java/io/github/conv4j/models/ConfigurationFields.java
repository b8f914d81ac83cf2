package io.github.conv4j.models;

import java.util.Set;

/** Fields of a configuration's JSON that say how Deeplearning4j reads what is in them. */
public final class ConfigurationFields {

  /** Says which class an object is. */
  public static final String CLASS = "@class";

  /** The same, of a distribution. */
  public static final String TYPE = "type";

  /** Fields that name a class. */
  public static final Set<String> CLASSES = Set.of(CLASS, TYPE);

  /** Fields that hold lists of names, of layers or parameters. */
  public static final Set<String> NAME_LISTS =
      Set.of(
          "networkInputs",
          "networkOutputs",
          "topologicalOrderStr",
          "variables",
          "params",
          "dataSetFeatureMapping",
          "dataSetLabelMapping",
          "dataSetFeatureMaskMapping",
          "dataSetLabelMaskMapping",
          "lossVariables");

  /** A field that holds a list of names for each vertex. */
  public static final String INPUT_LISTS = "vertexInputs";

  /**
   * A field of vertices that SameDiff computes, such as attention; its inputs are a list of names.
   */
  public static final String VERTEX_PARAMETERS = "vertexParams";

  /** The list in it. */
  public static final String VERTEX_INPUTS = "inputs";

  private ConfigurationFields() {}
}
