"""SSIMULACRA 2.1 in NumPy, written after the published description with the Gaussian as a recursion in 64 bits.

The weights are read from the TypeScript source: they are data, and a wrong one shows against the published program.
"""
import pathlib
import re
import subprocess
import tempfile

import numpy
from PIL import Image

KERNELS = pathlib.Path(__file__).parent.parent / "src/image/quality/kernels"
ROWS = re.search(r"= \[(.*)\];", (KERNELS / "ssimulacra2-weights.ts").read_text(), re.S).group(1)
WEIGHTS = [float(number) for number in re.sub(r"//.*", "", ROWS).replace("\n", "").split(",") if number.strip()]

SIGMA = 1.5
RADIUS = round(3.2795 * SIGMA + 0.2546)
OMEGA = numpy.pi / (2 * RADIUS) * numpy.array([1, 3, 5])
OPSIN = numpy.array(
    [[0.3, 0.622, 0.078], [0.23, 0.692, 0.078], [0.24342268924547819, 0.20476744424496821, 0.5518098665095536]]
)
BIAS = 0.0037930732552754493


def cosine_weights():
    """Equations 37, 44, 50 to 56 of Charalampidis (2016)."""
    sign = numpy.array([1, -1, 1])
    p = sign / numpy.tan(OMEGA / 2)
    r = sign * p * p / numpy.sin(OMEGA)
    rho = numpy.exp(-0.5 * SIGMA**2 * OMEGA**2) / RADIUS
    d13, d35, d51 = p[0] * r[2 - 1] - r[0] * p[1], p[1] * r[2] - r[1] * p[2], p[2] * r[0] - r[2] * p[0]
    zeta = numpy.array([d35 / d13, d51 / d13, 1])
    return numpy.linalg.solve([p, r, zeta], [1, RADIUS**2 - SIGMA**2, zeta @ rho])


BETA = cosine_weights()


def blur_rows(plane):
    """y_n = n2 (x_(n-N-1) + x_(n+N-1)) - d1 y_(n-1) - y_(n-2), three times; zeros beyond the border."""
    n2, d1 = -BETA * numpy.cos(OMEGA * (RADIUS + 1)), -2 * numpy.cos(OMEGA)
    length = len(plane)
    row = lambda n: plane[n] if 0 <= n < length else numpy.zeros(plane.shape[1])
    out = numpy.zeros_like(plane)
    before = before_that = numpy.zeros((3, plane.shape[1]))
    for n in range(1 - RADIUS, length):
        now = numpy.outer(n2, row(n - RADIUS - 1) + row(n + RADIUS - 1)) - d1[:, None] * before - before_that
        before, before_that = now, before
        if n >= 0:
            out[n] = now.sum(0)
    return out


def blur(plane):
    return blur_rows(blur_rows(plane.T).T)


def linear(rgb):
    coded = rgb / 255
    return numpy.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def halve(image):
    height, width = image.shape[:2]
    image = numpy.pad(image, [(0, height % 2), (0, width % 2), (0, 0)], "edge")
    return (image[::2, ::2] + image[1::2, ::2] + image[::2, 1::2] + image[1::2, 1::2]) / 4


def positive_xyb(image):
    l, m, s = numpy.moveaxis(numpy.cbrt(image @ OPSIN.T + BIAS) - numpy.cbrt(BIAS), 2, 0)
    return 14 * (l - m) / 2 + 0.42, (l + m) / 2 + 0.01, s - (l + m) / 2 + 0.55


def norms(a, b):
    mu_a, mu_b = blur(a), blur(b)
    covariance = blur(a * b) - mu_a * mu_b
    variances = blur(a * a) - mu_a**2 + blur(b * b) - mu_b**2
    structure = 1 - (1 - (mu_a - mu_b) ** 2) * (2 * covariance + 0.0009) / (variances + 0.0009)
    edges = (1 + abs(b - mu_b)) / (1 + abs(a - mu_a)) - 1
    maps = [numpy.maximum(0, values) for values in (structure, edges, -edges)]
    return [values.mean() for values in maps] + [(values**4).mean() ** 0.25 for values in maps]


def ssimulacra2(a, b):
    a, b = linear(a), linear(b)
    scales = []
    for scale in range(6):
        if min(a.shape[:2]) < 8:
            break
        if scale:
            a, b = halve(a), halve(b)
        scales.append([norms(x, y) for x, y in zip(positive_xyb(a), positive_xyb(b))])
    in_order = [norm for channel in range(3) for scale in scales for norm in scale[channel]]
    error = 0.9562382616834844 * sum(w * n for w, n in zip(WEIGHTS, in_order))
    error = 2.326765642916932 * error - 0.020884521182843837 * error**2 + 6.248496625763138e-05 * error**3
    return 100 - 10 * error**0.6276336467831387 if error > 0 else 100


def published(a, b):
    """What the author's own program says (github.com/cloudinary/ssimulacra2, `ssimulacra2` on the PATH)."""
    with tempfile.TemporaryDirectory() as folder:
        files = [f"{folder}/{name}.png" for name in "ab"]
        for file, picture in zip(files, (a, b)):
            Image.fromarray(picture).save(file)
        run = subprocess.run(["ssimulacra2", *files], check=True, capture_output=True, text=True)
        return float(run.stdout)
