/**
 * The main job on the shipped fixtures: compress each with every engine of this machine, validate every output, print
 * the table, write proof/report.html. One setting of each engine is too harsh on purpose, so that a failure is seen.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mediaOf } from '../src/cli/media.js';
import { imageChecks } from '../src/image/checks/index.js';
import { close, ENGINES, guard, type CompressParameters, type Engine, type Report } from '../src/index.js';
import { renderHtml } from '../src/report/html.js';
import { renderJson } from '../src/report/json.js';
import { renderTerminal } from '../src/report/terminal.js';

/** What is asked for, in the words of `pressproof compress`; engines that cannot do it are not asked. */
const SETTINGS: readonly { readonly flags: string; readonly parameters: CompressParameters }[] = [
  { flags: '', parameters: {} },
  { flags: '--colors 64', parameters: { colors: 64 } },
  { flags: '--frame-ratio 0.5', parameters: { frameRatio: 0.5 } },
  { flags: '--lossy 30', parameters: { lossy: 30 } },
  { flags: '--colors 3', parameters: { colors: 3 } },
];

// what fails here is in the table; the library would log each as a line of JSON between the lines of progress
process.env['PRESSPROOF_LOG_LEVEL'] ??= 'error';

const root = fileURLToPath(new URL('..', import.meta.url));
const fixtures = join(root, 'fixtures', 'gif');
const proof = join(root, 'proof');

const reports: Report[] = [];
const labels: string[] = [];
await rm(proof, { recursive: true, force: true });
const names = (await readdir(fixtures)).filter((name) => name.endsWith('.gif'));
for (const engine of await availableEngines()) {
  for (const { flags, parameters } of SETTINGS.filter((setting) => canDo(engine, setting.parameters))) {
    const label = `${engine.name} ${flags}`.trim();
    const folder = join(proof, label.replaceAll(/[^\w.]+/g, '-'));
    await mkdir(folder, { recursive: true });
    process.stderr.write(`${label}: ${names.length} files\n`);
    for (const name of names) {
      const compress = guard(engine, { mode: 'alert', onReport: (report) => void reports.push(report) });
      await compress(relativeToHere(join(fixtures, name)), relativeToHere(join(folder, name)), parameters);
      labels.push(label);
    }
  }
}
await close();

const input = {
  reports,
  labels,
  title: `Proof of ${names.length} fixtures`,
  generatedAt: new Date().toISOString(),
  rules: imageChecks,
  media: await Promise.all(reports.map(mediaOf)),
};
await writeFile(join(proof, 'report.html'), renderHtml(input));
await writeFile(join(proof, 'report.jsonl'), renderJson(input));
const { isTTY, columns = 120 } = process.stdout;
process.stdout.write(renderTerminal({ reports, labels, color: isTTY && !process.env.NO_COLOR, width: columns }));
process.stderr.write(`\nThe report: ${pathToFileURL(join(proof, 'report.html')).href}\n`);
process.stderr.write(`The outputs: ${relativeToHere(proof)}, as ${basename(proof)}/ENGINE-SETTING/NAME.gif\n`);
// outputs that fail are what the proof is for; only one that could not be judged makes the job itself fail
process.exitCode = reports.some(({ verdict }) => verdict === 'inconclusive') ? 3 : 0;

async function availableEngines(): Promise<Engine[]> {
  const versions = await Promise.all(ENGINES.map((engine) => engine.version()));
  return ENGINES.filter((_, index) => versions[index]?.available);
}

function canDo({ capabilities }: Engine, parameters: CompressParameters): boolean {
  return Object.keys(parameters).every((name) => capabilities.some(({ parameter }) => parameter === name));
}

function relativeToHere(path: string): string {
  return relative(process.cwd(), path);
}
