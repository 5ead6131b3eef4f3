// Preloaded into worker processes: what an item does to them is the name of its input.
const kept = [];
const FAULTS = {
  'exit.gif': () => process.exit(7),
  'crash.gif': () => process.kill(process.pid, 'SIGSEGV'),
  'throw.gif': () => {
    throw new TypeError('a bug of ours');
  },
  'hang.gif': () => {
    for (;;);
  },
  'memory.gif': () => {
    for (;;) kept.push(Array(1e6).fill(kept));
  },
};

// only beside the worker's own listener: what comes before it is kept for the first that listens
process.on('newListener', function listen(event) {
  if (event !== 'message') return;
  process.off('newListener', listen);
  process.on('message', ({ task }) => {
    const fault = FAULTS[task?.item.entry.name];
    // once the worker has said that it has the item
    if (fault) setImmediate(() => fault());
  });
});
