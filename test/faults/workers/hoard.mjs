// Fills its heap.
export default () => {
  const kept = [];
  for (;;) kept.push(Array.from({ length: 1e5 }, () => kept.length));
};
