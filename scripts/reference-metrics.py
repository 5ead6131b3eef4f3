#!/usr/bin/env python3
"""Reference values for the quality kernels, from scikit-image, SciPy, NumPy, Pillow, FFmpeg and ssimulacra2.

The pictures come from a formula that test/image/quality/kernels/samples.ts repeats exactly, so no picture is stored.

    apt-get install python3-skimage python3-pil ffmpeg     (ssimulacra2 2.1 comes from its author's repository)
    /usr/bin/python3 scripts/reference-metrics.py > fixtures/metrics/reference.json
    npx prettier --write fixtures/metrics/reference.json
"""
import json
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

import numpy
import PIL
import scipy
import skimage
from PIL import Image
from scipy.signal import convolve2d
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity

sys.dont_write_bytecode = True  # no __pycache__ in scripts/
import reference_ssimulacra2


def sample(width, height, channels, seed, slope_x, slope_y, noise):
    """A wrapping ramp plus noise from a linear congruential generator (Numerical Recipes' constants), bytes."""
    out = numpy.zeros((height, width, channels), numpy.uint8)
    state = seed
    for y in range(height):
        for x in range(width):
            for c in range(channels):
                state = (state * 1664525 + 1013904223) % 2**32
                out[y, x, c] = (x * slope_x + y * slope_y + c * 40 + ((state >> 24) * noise >> 8)) & 255
    return out


def spec(seed, slope_x, slope_y, noise):
    return {"seed": seed, "slopeX": slope_x, "slopeY": slope_y, "noise": noise}


def draw(size, channels, s):
    return sample(*size, channels, s["seed"], s["slopeX"], s["slopeY"], s["noise"])


def ssim(a, b):
    settings = dict(gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255)
    return structural_similarity(a, b, **settings)


def ms_ssim(a, b):
    """The authors' program: fspecial('gaussian', 11, 1.5), filter2 'valid', 2 x 2 means at every second pixel."""
    x = numpy.arange(-5, 6)
    window = numpy.exp(-(x[:, None] ** 2 + x**2) / (2 * 1.5**2))
    window /= window.sum()
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    a, b = a.astype(float), b.astype(float)
    result = 1
    for weight in (0.0448, 0.2856, 0.3001, 0.2363, 0.1333):
        mean = lambda plane: convolve2d(plane, window, "valid")
        mu_a, mu_b = mean(a), mean(b)
        structure = (2 * (mean(a * b) - mu_a * mu_b) + c2) / (mean(a * a) - mu_a**2 + mean(b * b) - mu_b**2 + c2)
        luminance = (2 * mu_a * mu_b + c1) / (mu_a**2 + mu_b**2 + c1) if weight == 0.1333 else 1
        result *= max(0, (luminance * structure).mean()) ** weight
        a, b = (halved(plane) for plane in (a, b))
    return result


def halved(plane):
    plane = numpy.pad(plane, [(0, side % 2) for side in plane.shape], "symmetric")
    return convolve2d(plane, numpy.ones((2, 2)) / 4, "valid")[::2, ::2]


def ffmpeg(filter_name, a, b):
    """What FFmpeg's filter writes about one frame against another, e.g. {"Y": 0.9, "All": 0.9} for ssim."""
    height, width = a.shape[:2]
    with tempfile.TemporaryDirectory() as folder:
        inputs = []
        for name, plane in (("a", a), ("b", b)):
            pathlib.Path(folder, name).write_bytes(plane.tobytes())
            pixels = ["-pixel_format", "gray" if a.ndim == 2 else "rgb24", "-video_size", f"{width}x{height}"]
            inputs += ["-f", "rawvideo", *pixels, "-i", f"{folder}/{name}"]
        # plain C: the x86 code of ssim (5.1) gives another value where a row has 4n + 1 windows
        options = ["-loglevel", "error", "-cpuflags", "0"]
        command = ["ffmpeg", *options, *inputs, "-lavfi", f"{filter_name}=stats_file=-", "-f", "null", "-"]
        line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {name: float(value) for name, value in re.findall(r"(\w+):(-?[\d.]+)", line)}


def banding(a, b, run=4):
    """Every place of every row and column, one by one."""
    squares = []
    for one, two in ((a, b), (a.T, b.T)):
        for original, output in zip(one.astype(float), two.astype(float)):
            for at in range(run, len(original) - run + 1):
                (left, right), (before, after) = (
                    (line[at - run : at], line[at : at + run]) for line in (output, original)
                )
                flat = left.min() == left.max() and right.min() == right.max()
                excess = abs(right[0] - left[0]) - abs(after.mean() - before.mean())
                squares.append(max(0, excess) ** 2 if flat else 0)
    return numpy.sqrt(numpy.mean(squares))


def gmsd(a, b):
    """The authors' published steps; MATLAB's conv2(..., 'same') starts one in for an even kernel."""
    dx = numpy.array([[1, 0, -1]] * 3) / 3
    magnitudes = []
    for plane in (a.astype(float), b.astype(float)):
        half = convolve2d(plane, numpy.ones((2, 2)) / 4, "full")[1:, 1:][::2, ::2]
        magnitudes.append(numpy.hypot(convolve2d(half, dx, "same"), convolve2d(half, dx.T, "same")))
    m1, m2 = magnitudes
    return ((2 * m1 * m2 + 170) / (m1**2 + m2**2 + 170)).std()


def gradient_energy(a):
    a = a.astype(float)
    return ((a[:-1, 1:] - a[:-1, :-1]) ** 2 + (a[1:, :-1] - a[:-1, :-1]) ** 2).mean()


def block_means(a, block):
    height, width = a.shape[:2]
    return numpy.array(
        [
            [a[y : y + block, x : x + block].reshape(-1, a.shape[2]).mean(0) for x in range(0, width, block)]
            for y in range(0, height, block)
        ]
    )


def block_sizes(height, width, block):
    return numpy.array(
        [
            [min(block, height - y) * min(block, width - x) for x in range(0, width, block)]
            for y in range(0, height, block)
        ]
    )


def color_difference(a, b, block):
    d = deltaE_ciede2000(rgb2lab(block_means(a, block) / 255), rgb2lab(block_means(b, block) / 255))
    pixels = block_sizes(*a.shape[:2], block)
    return {
        "block": block,
        "mean": (d * pixels).sum() / pixels.sum(),
        "p95": numpy.percentile(numpy.repeat(d.ravel(), pixels.ravel()), 95, method="inverted_cdf"),
        "max": d.max(),
    }


def temporal(size, specs):
    o0, o1, p0, p1 = (draw(size, 1, s)[..., 0].astype(float) for s in specs)
    return {
        "width": size[0],
        "height": size[1],
        "specs": specs,
        "excess": numpy.maximum(0, abs(p1 - p0) - abs(o1 - o0)).mean(),
    }


PAIRS = {
    "noise over a ramp": [(61, 47), spec(1, 3, 2, 0), spec(2, 3, 2, 48)],
    "two noises": [(40, 33), spec(3, 0, 0, 256), spec(4, 0, 0, 256)],
    "small noise over a steep ramp": [(64, 32), spec(5, 17, 9, 8), spec(6, 17, 9, 12)],
    "flat and nearly flat": [(24, 19), spec(7, 0, 0, 1), spec(8, 0, 0, 4)],
    "another ramp": [(33, 40), spec(9, 5, 1, 20), spec(10, 1, 5, 20)],
    "one window": [(11, 11), spec(11, 7, 3, 30), spec(12, 7, 3, 90)],
}


def pair(name, size, a, b):
    luma_a, luma_b = draw(size, 1, a)[..., 0], draw(size, 1, b)[..., 0]
    rgb_a, rgb_b = draw(size, 3, a), draw(size, 3, b)
    return {
        **described(name, size, a, b),
        "luma": {
            "ssim": ssim(luma_a, luma_b),
            "ssimFast": ffmpeg("ssim", luma_a, luma_b)["Y"],
            "gmsd": gmsd(luma_a, luma_b),
            "gradientEnergies": [gradient_energy(luma_a), gradient_energy(luma_b)],
        },
        "rgb": {
            "mse": mean_squared_error(rgb_a, rgb_b),
            "psnr": peak_signal_noise_ratio(rgb_a, rgb_b, data_range=255),
            "ffmpegPsnr": ffmpeg("psnr", rgb_a, rgb_b)["psnr_avg"],
            "lumaSum": numpy.asarray(Image.fromarray(rgb_a).convert("L"), int).sum(),
            "colorDifference": [color_difference(rgb_a, rgb_b, block) for block in (1, 4, 8)],
        },
    }


LARGE_PAIRS = {
    "smallest for five scales": [(176, 176), spec(41, 1, 1, 24), spec(41, 1, 1, 40)],
    "odd sides, nearly equal": [(201, 179), spec(42, 0, 1, 20), spec(42, 0, 1, 22)],
    "odd sides, little in common": [(179, 187), spec(43, 2, 0, 90), spec(44, 2, 0, 90)],
    "a moved ramp": [(190, 180), spec(45, 1, 0, 12), spec(46, 1, 0, 12)],
}
SCORED_PAIRS = {
    **LARGE_PAIRS,
    "smallest for ssimulacra2": [(8, 8), spec(47, 3, 2, 12), spec(48, 3, 2, 20)],
    "four scales": [(40, 33), spec(49, 3, 2, 12), spec(49, 3, 2, 20)],
}


def large_pair(name, size, a, b):
    luma_a, luma_b = draw(size, 1, a)[..., 0], draw(size, 1, b)[..., 0]
    return {
        **described(name, size, a, b),
        "msSsim": ms_ssim(luma_a, luma_b),
        "ssim": ssim(luma_a, luma_b),
        "ssimFast": ffmpeg("ssim", luma_a, luma_b)["Y"],
    }


def scored_pair(name, size, a, b):
    rgb_a, rgb_b = draw(size, 3, a), draw(size, 3, b)
    return {
        **described(name, size, a, b),
        "ssimulacra2": reference_ssimulacra2.ssimulacra2(rgb_a, rgb_b),
        "published": reference_ssimulacra2.published(rgb_a, rgb_b),
    }


def described(name, size, a, b):
    return {"name": name, "width": size[0], "height": size[1], "a": a, "b": b}


def posterised(size, original, step):
    luma = draw(size, 1, original)[..., 0]
    value = banding(luma, luma - luma % step)
    return {"width": size[0], "height": size[1], "original": original, "step": step, "banding": value}


def lab_pairs(count):
    """Lab pairs from three decades of distance, with scikit-image's CIEDE2000."""
    random = numpy.random.default_rng(1976)
    first = random.uniform([0, -90, -110], [100, 100, 95], (count, 3))
    second = first + random.normal(size=(count, 3)) * numpy.repeat([[0.3], [5], [60]], count // 3, axis=0)
    first, second = first.round(3), second.round(3)
    return [[*one, *two, d] for one, two, d in zip(first.tolist(), second.tolist(), deltaE_ciede2000(first, second))]


json.dump(
    {
        "madeBy": "scripts/reference-metrics.py",
        "with": {
            "python": platform.python_version(),
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
            "scikit-image": skimage.__version__,
            "pillow": PIL.__version__,
            "ffmpeg": re.search(r"version (\S+)", subprocess.check_output(["ffmpeg", "-version"], text=True)).group(1),
            "ssimulacra2": "2.1",
        },
        "pairs": [pair(name, *rest) for name, rest in PAIRS.items()],
        "largePairs": [large_pair(name, *rest) for name, rest in LARGE_PAIRS.items()],
        "scoredPairs": [scored_pair(name, *rest) for name, rest in SCORED_PAIRS.items()],
        "posterised": [
            posterised((200, 40), spec(51, 1, 0, 0), 16),
            posterised((90, 61), spec(52, 1, 2, 3), 24),
            posterised((33, 70), spec(53, 0, 3, 6), 40),
        ],
        "temporal": [
            temporal((31, 17), [spec(21, 4, 3, 30), spec(22, 3, 4, 30), spec(23, 4, 3, 40), spec(24, 3, 4, 90)]),
            temporal((20, 20), [spec(25, 0, 0, 256), spec(26, 0, 0, 256), spec(27, 0, 0, 256), spec(28, 0, 0, 256)]),
        ],
        "labPairs": lab_pairs(30),
    },
    sys.stdout,
    default=float,
)
