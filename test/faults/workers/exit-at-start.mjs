// Dies before it is ready, without an error event.
process.exit(7);
export default () => undefined;
