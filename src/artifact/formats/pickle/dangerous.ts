/** What globals that attacks are known to use would do. All others that are not on the list of harmless ones fail too. */
const MODULES: readonly (readonly [modules: string, what: string])[] = [
  ['os posix nt subprocess _posixsubprocess commands popen2 pty', 'runs programs or changes files'],
  ['sys signal gc inspect ctypes _ctypes cffi', 'reaches into the running interpreter'],
  ['importlib _frozen_importlib imp zipimport pkgutil runpy', 'imports and runs any module'],
  ['pip pip._internal ensurepip setuptools distutils venv', 'installs packages'],
  ['code codeop pdb bdb profile cProfile trace timeit doctest idlelib lib2to3', 'runs code that it is given as text'],
  ['socket ssl http urllib urllib2 requests httplib aiohttp ftplib smtplib telnetlib xmlrpc', 'opens connections'],
  ['webbrowser antigravity', 'opens a browser'],
  ['shutil tempfile pathlib glob fileinput io _io codecs', 'reads or changes files'],
  ['pickle _pickle cPickle dill cloudpickle marshal shelve jsonpickle joblib', 'loads further objects that run code'],
  ['multiprocessing concurrent asyncio threading _thread', 'starts processes or threads'],
  ['operator _operator functools types itertools', 'puts calls of other functions together'],
  ['numpy.testing numpy.f2py numpy.distutils', 'runs code that it is given as text'],
  ['logging', 'sets up handlers that are called and write files'],
  ['sqlite3 _sqlite3', 'loads libraries and opens files'],
];

/** `module name`: what stands in a module most of which is harmless. */
const NAMES: Readonly<Record<string, string>> = {
  'builtins eval': 'runs code that it is given as text',
  'builtins exec': 'runs code that it is given as text',
  'builtins execfile': 'runs a file',
  'builtins compile': 'makes code out of text',
  'builtins open': 'opens files',
  'builtins file': 'opens files',
  'builtins getattr': 'reaches any function of any object',
  'builtins setattr': 'replaces functions of the running program',
  'builtins delattr': 'removes functions of the running program',
  'builtins __import__': 'imports any module',
  'builtins globals': 'reaches all names of the running program',
  'builtins locals': 'reaches all names of the running program',
  'builtins vars': 'reaches all names of an object',
  'builtins apply': 'calls any function',
  'builtins map': 'calls any function',
  'builtins filter': 'calls any function',
  'builtins breakpoint': 'starts a debugger',
  'builtins input': 'waits for a person, and runs what they type under Python 2',
  'torch.storage _load_from_bytes': 'unpickles further bytes without any check',
  'torch load': 'unpickles another file without any check',
  'torch.serialization load': 'unpickles another file without any check',
  'torch.hub load': 'downloads and runs code',
  'torch.utils.collect_env run': 'runs a command',
  'torch.jit load': 'loads a program',
  'numpy load': 'unpickles another file',
  'pandas read_pickle': 'unpickles another file',
  'pandas read_csv': 'opens any address',
  'uuid _get_command_stdout': 'runs a command',
};

const BY_MODULE = new Map(
  MODULES.flatMap(([modules, what]) => modules.split(' ').map((module): [string, string] => [module, what])),
);

/** What a global is known to do where it is known to be dangerous; null: it is merely not known. */
export function dangerOf(module: string, name: string): string | null {
  // Python 2's name
  const own = module === '__builtin__' ? 'builtins' : module;
  const named = Object.hasOwn(NAMES, `${own} ${name}`) ? NAMES[`${own} ${name}`] : undefined;
  if (named !== undefined) return named;
  // a module within a dangerous one is as dangerous
  const parts = module.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const what = BY_MODULE.get(parts.slice(0, length).join('.'));
    if (what !== undefined) return what;
  }
  return null;
}
