/**
 * Rules by which our readers refuse what a runtime runs all the same, and why they are meant to. A rule that is not here
 * and refuses a file that runs is a false alarm.
 */
export const STRICTER: Readonly<Record<string, string>> = {
  gguf_alignment: 'the specification asks for a multiple of 8; llama.cpp takes every power of two',
  gguf_key_characters: 'keys are ASCII by the specification',
  gguf_key_too_long: 'keys have at most 65,535 bytes by the specification',
  gguf_special_token_id: 'llama.cpp warns and goes on without it; others read past the end of the vocabulary',
  gguf_special_token_type: 'ids of tokens are u32 by the specification, also those that llama.cpp does not ask for',
  gguf_string_utf8: 'texts are UTF-8 by the specification',
  gguf_tensor_name_characters: 'a control character ends or hides a name in what is written of it',
  gguf_token_repeated: 'llama.cpp asserts it for tokens that it compares, and others find the wrong one',
  gguf_tokenizer_length:
    'llama.cpp ignores what is behind the last token; a list of another length is of another vocabulary',
  onnx_duplicate_field: 'readers differ in which one they take',
  onnx_duplicate_initializer: 'readers differ in which one they take',
  onnx_duplicate_key: 'readers differ in which one they take',
  onnx_duplicate_output: 'names are unique by the specification',
  onnx_empty_name: 'names are not empty by the specification',
  onnx_ir_version: 'there is no such version',
  onnx_opset_missing: 'every operator is of an imported set by the specification; onnxruntime guesses',
  onnx_opset_unknown: 'there is no such version',
  onnx_tensor_both: 'readers differ in which one they take',
  onnx_text_not_utf8: 'texts are UTF-8 by protobuf',
  onnx_unknown_field: 'something could hide in it: onnxruntime does not look',
  onnx_wire_type: 'something could hide in it: onnxruntime does not look',
};
