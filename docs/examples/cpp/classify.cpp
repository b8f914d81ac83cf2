// classify MODEL.onnx IMAGES C H W: scores of float32 images [N, C, H, W], one line for each.
// g++ -std=c++17 classify.cpp -I ONNXRUNTIME/include -L ONNXRUNTIME/lib -lonnxruntime -o classify
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include <onnxruntime_cxx_api.h>

int main(int, char** argv) {
  Ort::Env env;
  Ort::Session session(env, argv[1], Ort::SessionOptions{});
  std::ifstream file(argv[2], std::ios::binary);
  std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  std::int64_t size = std::atoll(argv[3]) * std::atoll(argv[4]) * std::atoll(argv[5]);
  std::int64_t count = bytes.size() / sizeof(float) / size;
  std::vector<std::int64_t> shape{count, std::atoll(argv[3]), std::atoll(argv[4]), std::atoll(argv[5])};
  auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  auto input = Ort::Value::CreateTensor<float>(memory, reinterpret_cast<float*>(bytes.data()),
                                               count * size, shape.data(), shape.size());
  Ort::AllocatorWithDefaultOptions allocator;
  auto in = session.GetInputNameAllocated(0, allocator), out = session.GetOutputNameAllocated(0, allocator);
  const char *inputs[] = {in.get()}, *outputs[] = {out.get()};
  auto scores = session.Run(Ort::RunOptions{}, inputs, &input, 1, outputs, 1);
  const float* score = scores[0].GetTensorData<float>();
  auto classes = scores[0].GetTensorTypeAndShapeInfo().GetShape()[1];
  for (std::int64_t i = 0; i < count * classes; i++) {
    std::printf("%.9g%c", score[i], (i + 1) % classes ? ' ' : '\n');
  }
}
