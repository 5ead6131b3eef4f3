// A coordinator that is going to be killed: node parent.mjs TASK SETTINGS
const { openCrew } = await import('../../../dist/batch/crew/crew.js');
const [task, settings] = process.argv.slice(2).map((text) => JSON.parse(text));
const reply = await openCrew({ width: 1, settings }).run(task, new AbortController().signal);
console.log(JSON.stringify(reply));
