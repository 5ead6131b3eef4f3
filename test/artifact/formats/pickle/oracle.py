"""What Python's own unpicklers do with pickles, one in hex a line; nothing that a pickle names is imported or run."""

import io
import json
import pickle
import pickletools
import resource
import sys

resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))


class Stub:
    """Stands in for whatever is named: takes any arguments, state and items."""

    def __init__(self, *args, **kwargs):
        pass

    def __new__(cls, *args, **kwargs):
        return object.__new__(cls)

    def __setstate__(self, state):
        pass

    def __setitem__(self, key, value):
        pass

    def append(self, item):
        pass

    def extend(self, items):
        pass

    def add(self, item):
        pass


def named(base, data):
    names = []

    class Watched(base):
        def find_class(self, module, name):
            names.append([module, name])
            return Stub

        def persistent_load(self, pid):
            return Stub()

    try:
        Watched(io.BytesIO(data)).load()
        return names, None
    except BaseException as error:
        return names, type(error).__name__


def opcodes(data):
    try:
        return [[op.name, at] for op, _, at in pickletools.genops(data)]
    except Exception:
        return None


for line in sys.stdin:
    data = bytes.fromhex(line)
    c, error = named(pickle.Unpickler, data)
    python, other = named(pickle._Unpickler, data)
    print(json.dumps({"opcodes": opcodes(data), "c": c, "cError": error, "python": python, "pythonError": other}))
