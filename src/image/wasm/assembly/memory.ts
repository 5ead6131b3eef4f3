/** First byte that is free for the caller: below it lie the module's own constants. */
export function heapBase(): usize {
  return __heap_base;
}
