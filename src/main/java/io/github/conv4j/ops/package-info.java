/**
 * Convolution, pooling and dense layers as SameDiff custom ops that run our own kernels.
 *
 * <p><b>How a Java op runs inside ND4J.</b> ND4J executes a custom op by handing its hash to the
 * native library; there is no registry for ops written in Java. Two places can be hooked:
 * SameDiff's inference session factory, which {@code SameDiff.fit} does not use (it would compute a
 * wrong number in silence), and the op executioner, through which every path goes: layers, {@code
 * SameDiff.output}, {@code calculateGradients} and {@code fit}. So we replace the executioner by a
 * subclass that runs our ops itself and passes everything else on.
 *
 * <p><b>How it gets there.</b> ND4J loads its start-up actions with {@link
 * java.util.ServiceLoader}; {@link io.github.conv4j.ops.StartupAction} is one of them, so having
 * conv4j on the class path is all a program has to do, even one that only loads a saved model.
 * Every op also makes sure when its class is first used ({@link io.github.conv4j.ops.Hook}), which
 * covers programs whose service files were lost in repackaging. The executioner field of {@code
 * Nd4j} has no setter; it is set by reflection, which works on the class path and in automatic
 * modules without any {@code --add-opens}. Only ND4J's own CPU executioner is replaced; with CUDA
 * or a program's own executioner nothing is touched, and layers use {@link
 * io.github.conv4j.ops.ComposedOps}, built of ND4J's own primitives.
 *
 * <p><b>When the hook is not live</b>, our ops refuse to compute their shape or hash with a {@link
 * io.github.conv4j.ops.HookNotLiveException}: never a wrong number. {@link
 * io.github.conv4j.ops.Hook#isLive} runs an op and looks at the result.
 *
 * <p>Op names and the order of their integer arguments are part of saved files and never change.
 * Arrow: kernels, geometry, and ND4J.
 */
package io.github.conv4j.ops;
