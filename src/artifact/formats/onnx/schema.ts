/** How a field is stored; `ints`, `floats` and `doubles` are lists, one value a field or all packed into one. */
export type FieldKind = 'int' | 'float' | 'text' | 'bytes' | 'ints' | 'floats' | 'doubles' | 'message';

export interface FieldRule {
  readonly name: string;
  readonly kind: FieldKind;
  /** Whether it may come more than once. */
  readonly isMany: boolean;
  /** Of the message that it holds. */
  readonly message?: () => MessageRule;
}

export interface MessageRule {
  readonly title: string;
  readonly fields: ReadonlyMap<number, FieldRule>;
}

/** Messages of onnx/onnx.proto as of IR version 13: every field that there is, and no other. */
export const MODEL = message('ModelProto', {
  1: one('ir_version', 'int'),
  2: one('producer_name', 'text'),
  3: one('producer_version', 'text'),
  4: one('domain', 'text'),
  5: one('model_version', 'int'),
  6: one('doc_string', 'bytes'),
  7: one('graph', () => GRAPH),
  8: many('opset_import', () => OPSET),
  14: many('metadata_props', () => ENTRY),
  20: many('training_info', () => TRAINING),
  25: many('functions', () => FUNCTION),
  26: many('configuration', () => DEVICES),
});

export const OPSET = message('OperatorSetIdProto', { 1: one('domain', 'text'), 2: one('version', 'int') });

export const ENTRY = message('StringStringEntryProto', { 1: one('key', 'text'), 2: one('value', 'bytes') });

const TRAINING = message('TrainingInfoProto', {
  1: one('initialization', () => GRAPH),
  2: one('algorithm', () => GRAPH),
  3: many('initialization_binding', () => ENTRY),
  4: many('update_binding', () => ENTRY),
});

const DEVICES = message('DeviceConfigurationProto', {
  1: one('name', 'text'),
  2: one('num_devices', 'int'),
  3: many('device', 'text'),
});

const ANNOTATION = message('TensorAnnotation', {
  1: one('tensor_name', 'text'),
  2: many('quant_parameter_tensor_names', () => ENTRY),
});

export const GRAPH: MessageRule = message('GraphProto', {
  1: many('node', () => NODE),
  2: one('name', 'text'),
  5: many('initializer', () => TENSOR),
  10: one('doc_string', 'bytes'),
  11: many('input', () => VALUE),
  12: many('output', () => VALUE),
  13: many('value_info', () => VALUE),
  14: many('quantization_annotation', () => ANNOTATION),
  15: many('sparse_initializer', () => SPARSE),
  16: many('metadata_props', () => ENTRY),
});

export const NODE: MessageRule = message('NodeProto', {
  1: many('input', 'text'),
  2: many('output', 'text'),
  3: one('name', 'text'),
  4: one('op_type', 'text'),
  5: many('attribute', () => ATTRIBUTE),
  6: one('doc_string', 'bytes'),
  7: one('domain', 'text'),
  8: one('overload', 'text'),
  9: many('metadata_props', () => ENTRY),
  10: many('device_configurations', () => NODE_DEVICES),
});

const NODE_DEVICES = message('NodeDeviceConfigurationProto', {
  1: one('configuration_id', 'text'),
  2: many('sharding_spec', () => SHARDING),
  3: one('pipeline_stage', 'int'),
});

const SHARDING = message('ShardingSpecProto', {
  1: one('tensor_name', 'text'),
  2: many('device', 'ints'),
  3: many('index_to_device_group_map', () => DEVICE_GROUP),
  4: many('sharded_dim', () => SHARDED),
});

const DEVICE_GROUP = message('IntIntListEntryProto', { 1: one('key', 'int'), 2: many('value', 'ints') });

const SHARDED = message('ShardedDimProto', { 1: one('axis', 'int'), 2: many('simple_sharding', () => SIMPLE) });

const SIMPLE = message('SimpleShardedDimProto', {
  1: one('dim_value', 'int'),
  2: one('dim_param', 'text'),
  3: one('num_shards', 'int'),
});

export const ATTRIBUTE: MessageRule = message('AttributeProto', {
  1: one('name', 'text'),
  2: one('f', 'float'),
  3: one('i', 'int'),
  4: one('s', 'bytes'),
  5: one('t', () => TENSOR),
  6: one('g', () => GRAPH),
  7: many('floats', 'floats'),
  8: many('ints', 'ints'),
  9: many('strings', 'bytes'),
  10: many('tensors', () => TENSOR),
  11: many('graphs', () => GRAPH),
  13: one('doc_string', 'bytes'),
  14: one('tp', () => TYPE),
  15: many('type_protos', () => TYPE),
  20: one('type', 'int'),
  21: one('ref_attr_name', 'text'),
  22: one('sparse_tensor', () => SPARSE),
  23: many('sparse_tensors', () => SPARSE),
});

const SEGMENT = message('TensorProto.Segment', { 1: one('begin', 'int'), 2: one('end', 'int') });

export const TENSOR = message('TensorProto', {
  1: many('dims', 'ints'),
  2: one('data_type', 'int'),
  3: one('segment', () => SEGMENT),
  4: many('float_data', 'floats'),
  5: many('int32_data', 'ints'),
  6: many('string_data', 'bytes'),
  7: many('int64_data', 'ints'),
  8: one('name', 'text'),
  9: one('raw_data', 'bytes'),
  10: many('double_data', 'doubles'),
  11: many('uint64_data', 'ints'),
  12: one('doc_string', 'bytes'),
  13: many('external_data', () => ENTRY),
  14: one('data_location', 'int'),
  16: many('metadata_props', () => ENTRY),
});

export const SPARSE = message('SparseTensorProto', {
  1: one('values', () => TENSOR),
  2: one('indices', () => TENSOR),
  3: many('dims', 'ints'),
});

export const VALUE: MessageRule = message('ValueInfoProto', {
  1: one('name', 'text'),
  2: one('type', () => TYPE),
  3: one('doc_string', 'bytes'),
  4: many('metadata_props', () => ENTRY),
});

export const TYPE: MessageRule = message('TypeProto', {
  1: one('tensor_type', () => TENSOR_TYPE),
  4: one('sequence_type', () => ELEMENT_TYPE),
  5: one('map_type', () => MAP_TYPE),
  6: one('denotation', 'text'),
  7: one('opaque_type', () => OPAQUE),
  8: one('sparse_tensor_type', () => TENSOR_TYPE),
  9: one('optional_type', () => ELEMENT_TYPE),
});

const OPAQUE = message('TypeProto.Opaque', { 1: one('domain', 'text'), 2: one('name', 'text') });

const ELEMENT_TYPE = message('TypeProto.Sequence', { 1: one('elem_type', () => TYPE) });

const MAP_TYPE = message('TypeProto.Map', { 1: one('key_type', 'int'), 2: one('value_type', () => TYPE) });

export const TENSOR_TYPE = message('TypeProto.Tensor', { 1: one('elem_type', 'int'), 2: one('shape', () => SHAPE) });

export const SHAPE = message('TensorShapeProto', { 1: many('dim', () => DIMENSION) });

export const DIMENSION = message('TensorShapeProto.Dimension', {
  1: one('dim_value', 'int'),
  2: one('dim_param', 'text'),
  3: one('denotation', 'text'),
});

export const FUNCTION = message('FunctionProto', {
  1: one('name', 'text'),
  4: many('input', 'text'),
  5: many('output', 'text'),
  6: many('attribute', 'text'),
  7: many('node', () => NODE),
  8: one('doc_string', 'bytes'),
  9: many('opset_import', () => OPSET),
  10: one('domain', 'text'),
  11: many('attribute_proto', () => ATTRIBUTE),
  12: many('value_info', () => VALUE),
  13: one('overload', 'text'),
  14: many('metadata_props', () => ENTRY),
});

type Scalar = Exclude<FieldKind, 'message'>;

function one(name: string, kind: Scalar | (() => MessageRule)): FieldRule {
  return field(name, kind, false);
}

function many(name: string, kind: Scalar | (() => MessageRule)): FieldRule {
  return field(name, kind, true);
}

function field(name: string, kind: Scalar | (() => MessageRule), isMany: boolean): FieldRule {
  return typeof kind === 'string' ? { name, kind, isMany } : { name, kind: 'message', isMany, message: kind };
}

function message(title: string, fields: Readonly<Record<number, FieldRule>>): MessageRule {
  return { title, fields: new Map(Object.entries(fields).map(([number, rule]) => [Number(number), rule])) };
}
