"""similarity.py MEASURE PLANES WIDTH HEIGHT PAIRS: the Python peers, with the words of serve.ts on stdin and stdout."""
import json
import resource
import sys
import time

import numpy

# as in serve.ts
ENOUGH_CPU_MS, WARM_CPU_MS = 50, 1000

name, path, *sizes = sys.argv[1:]
width, height, pairs = map(int, sizes)
planes = numpy.fromfile(path, numpy.uint8).reshape(pairs, 2, height, width)

if name == "scikit-image":
    from skimage.metrics import structural_similarity

    planes = planes.astype(numpy.float32)

    def compare(a, b):
        return structural_similarity(
            a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255
        )

else:
    import cv2

    cv2.setNumThreads(1)

    def compare(a, b):
        return cv2.quality.QualitySSIM_compute(a, b)[0][0]


def one_pass():
    return [float(compare(a, b)) for a, b in planes]


def repeat(enough):
    cpu, wall, passes = time.process_time(), time.perf_counter(), 0
    while True:
        one_pass()
        passes += 1
        spent = 1000 * (time.process_time() - cpu)
        if spent >= enough:
            return {"cpuMs": spent / passes, "wallMs": 1000 * (time.perf_counter() - wall) / passes}


def answer(document):
    print(json.dumps(document), flush=True)


answer({})
warm = False
for line in sys.stdin:
    word = line.strip()
    if word == "end":
        break
    if word == "check":
        answer({"check": one_pass()})
        continue
    if not warm:
        repeat(WARM_CPU_MS)
        warm = True
    answer(repeat(ENOUGH_CPU_MS))
answer({"peakRssMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})
