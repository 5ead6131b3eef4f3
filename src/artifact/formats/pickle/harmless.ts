/** Globals of which somebody made sure that they run, import, open, fetch and allocate nothing beyond their data. */
interface Harmless {
  readonly module: string;
  readonly names: readonly string[];
  readonly reason: string;
  /** Whether a pickle calls it; what is only named, such as a class of elements, would allocate what it is told to. */
  readonly called?: boolean;
}

function words(text: string): string[] {
  return text.split(' ');
}

const DTYPES = words(
  'float64 float32 float16 bfloat16 float double half int64 int32 int16 int8 uint8 uint16 uint32 uint64 long int short bool complex32 complex64 complex128 cfloat cdouble qint8 quint8 qint32 quint4x2 quint2x4 float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz float8_e8m0fnu float4_e2m1fn_x2',
);
/** In the order of torch's own list of storages. */
const KINDS = words('Double Float Half BFloat16 Long Int Short Char Byte Bool');
const OTHER_KINDS = words('ComplexDouble ComplexFloat QInt8 QUInt8 QInt32 QUInt4x2 QUInt2x4');
const STORAGES = [...KINDS, ...OTHER_KINDS].map((kind) => `${kind}Storage`);
const TENSORS = KINDS.map((kind) => `${kind}Tensor`);

const LIST: readonly Harmless[] = [
  { module: 'collections', names: ['OrderedDict', 'Counter'], called: true, reason: 'containers' },
  // Python 2's spelling of the module is translated by unpicklers
  ...['builtins', '__builtin__'].map((module) => ({
    module,
    names: words('set frozenset bytearray bytes complex slice'),
    called: true,
    reason: 'values of the language itself',
  })),
  { module: '_codecs', names: ['encode'], called: true, reason: 'how protocols before 3 spell bytes' },
  { module: 'torch', names: ['Size', 'device'], called: true, reason: 'the shape of a tensor, and where it lies' },
  { module: 'torch', names: [...DTYPES, 'Tensor'], reason: 'types of tensors and their elements' },
  { module: 'torch', names: [...STORAGES, ...TENSORS], reason: 'classes of storages, as persistent ids name them' },
  { module: 'torch.cuda', names: [...STORAGES, ...TENSORS], reason: 'the same on a graphics card' },
  { module: 'torch.storage', names: words('UntypedStorage TypedStorage'), reason: 'classes of storages' },
  { module: 'torch', names: words('strided sparse_coo sparse_csr'), reason: 'constants: layouts of tensors' },
  {
    module: 'torch',
    names: words('per_tensor_affine per_tensor_symmetric per_channel_affine per_channel_symmetric'),
    reason: 'constants of quantisation',
  },
  { module: 'torch.nn.parameter', names: ['Parameter'], reason: 'the class of a tensor that is trained' },
  {
    module: 'torch.serialization',
    names: ['_get_layout'],
    called: true,
    reason: 'looks up a constant by its name in a table that cannot be changed',
  },
  {
    module: 'torch._utils',
    names: words(
      '_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter _rebuild_parameter_with_state _rebuild_qtensor _rebuild_sparse_tensor _rebuild_meta_tensor_no_storage _rebuild_device_tensor_from_numpy',
    ),
    called: true,
    reason: 'put a tensor together out of a storage that is there, sizes and strides',
  },
  {
    module: 'torch._tensor',
    names: ['_rebuild_from_type_v2'],
    called: true,
    reason: 'calls the function it is given; calls.ts sees to it that this is one of torch._utils',
  },
  // numpy 2 renamed its core; files with either name are about
  ...['numpy.core', 'numpy._core'].flatMap((core) => [
    {
      module: `${core}.multiarray`,
      names: words('_reconstruct scalar'),
      called: true,
      reason: 'put an array or a number together out of bytes',
    },
    { module: `${core}.numeric`, names: ['_frombuffer'], called: true, reason: 'puts an array together out of bytes' },
  ]),
  {
    module: 'joblib.numpy_pickle',
    names: ['NumpyArrayWrapper'],
    called: true,
    reason: 'a record of shape and type; what joblib reads behind it is followed in joblib.ts',
  },
  { module: 'numpy', names: ['dtype'], called: true, reason: 'the type of elements, from its short name' },
  { module: 'numpy', names: ['ndarray'], reason: 'the class of arrays, as _reconstruct is given it' },
  // numpy 2 has it under its public name
  ...['numpy', 'numpy.matrixlib.defmatrix'].map((module) => ({
    module,
    names: ['matrix'],
    reason: 'the class of matrices, as records of joblib name it',
  })),
  {
    module: 'numpy',
    names: words(
      'bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128',
    ),
    reason: 'types of numbers',
  },
];

/** By module, then name: joined, `a.b` of `c` could not be told from `b.c` of `a`. */
const BY_MODULE = new Map<string, Map<string, Harmless>>();
for (const entry of LIST) {
  const known = BY_MODULE.get(entry.module) ?? new Map<string, Harmless>();
  BY_MODULE.set(entry.module, known);
  for (const name of entry.names) known.set(name, entry);
}

/** Why a global is harmless; null: nobody looked at it, so it is not. A dotted name reaches into what it names: never. */
export function harmless(module: string, name: string): { readonly reason: string; readonly called?: boolean } | null {
  return BY_MODULE.get(module)?.get(name) ?? null;
}
