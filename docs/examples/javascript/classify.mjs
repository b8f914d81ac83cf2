// node classify.mjs MODEL.onnx IMAGES C H W: scores of float32 images [N, C, H, W] as JSON.
import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';

const [model, images, ...size] = process.argv.slice(2);
const session = await ort.InferenceSession.create(await readFile(model));
const pixels = new Float32Array(new Uint8Array(await readFile(images)).buffer);
const shape = [-1, ...size.map(Number)];
shape[0] = pixels.length / shape.slice(1).reduce((a, b) => a * b);
const input = new ort.Tensor('float32', pixels, shape);
const result = await session.run({ [session.inputNames[0]]: input });
const { dims, data } = result[session.outputNames[0]];
console.log(JSON.stringify({ dims, scores: Array.from(data) }));
