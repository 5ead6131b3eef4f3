/** Names that objects of JavaScript and Python have already: a loader that keeps tensors in one of them is reprogrammed. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype', '__class__', '__dict__', '__reduce__']);

// C0, C1, and the marks that turn the direction of text, so that a name is not what it looks like
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/** What is suspicious of the name of a tensor, in words; null: nothing. Slashes within are customary. */
export function suspicionOf(name: string): string | null {
  if (RESERVED.has(name)) return 'a name that programming languages reserve';
  if (CONTROL.test(name)) return 'control characters';
  const isPath = /^[/\\~]|^[a-zA-Z]:[/\\]|\\/.test(name) || name.split('/').includes('..');
  return isPath ? 'a path' : null;
}
