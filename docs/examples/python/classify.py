# python classify.py MODEL.onnx IMAGES C H W: scores of float32 images [N, C, H, W] as JSON.
import json
import sys

import numpy as np
import onnxruntime

session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
images = np.fromfile(sys.argv[2], np.float32).reshape(-1, *map(int, sys.argv[3:]))
(scores,) = session.run(None, {session.get_inputs()[0].name: images})
print(json.dumps({"dims": scores.shape, "scores": scores.ravel().tolist()}))
