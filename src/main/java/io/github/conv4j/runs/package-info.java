/**
 * Runs: trainings as folders that survive whatever ends the process.
 *
 * <p>A run folder holds {@code config.json} (every option of the command line, defaults included),
 * {@code network.json} (the network as Deeplearning4j writes it), {@code manifest.json} (hashes of
 * the data, versions, machine, threads, seed), {@code metrics.jsonl} (a line per step and per
 * epoch), {@code checkpoints} (the two newest, and the best) and, in the end, {@code result.json}.
 * It comes into being in one step, with the checkpoint of step 0 inside, so a run that exists can
 * be resumed.
 *
 * <p><strong>Exact resume.</strong> A checkpoint is one file, written whole or not at all: the
 * network with its updater and counters, the {@link io.github.conv4j.train.TrainingState}, the hash
 * of the configuration, and length and hash of {@code metrics.jsonl} at that moment. Resuming cuts
 * the metrics to that length and trains on; all that is random is a function of seed, epoch and
 * step, so weights and metrics become those of a run that was never cut off, on the same machine
 * with the same number of threads.
 *
 * <p>Arrow: train, models, nets, data, files and result.
 */
package io.github.conv4j.runs;
