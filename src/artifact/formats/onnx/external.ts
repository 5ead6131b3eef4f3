import { statSync } from 'node:fs';
import type { Layout, Member } from '../../contents.js';
import type { AcrossFiles } from '../../layout/across.js';
import type { Problem } from '../../problem.js';
import type { ExternalData, FileStructure } from '../format.js';
import { innerPath, locationFault } from './external-path.js';

/**
 * Holds the data that models keep in other files to the artifact: each file has to be one of it, hold what is said to lie
 * there, and give no byte to two tensors. https://github.com/onnx/onnx/blob/main/docs/ExternalData.md
 */
export function judgeExternalData({ layout, files, context }: AcrossFiles): void {
  const members = new Map(layout.members.map((member) => [member.name, member]));
  for (const file of files) {
    if (file.format !== 'onnx' || file.external.length === 0) continue;
    const note = (data: ExternalData, fault: Fault): void => {
      const { rule, message, severity = 'error' } = fault;
      const at = { file: file.file, offset: data.at, part: data.tensor };
      context.problems.add({ rule, concern: 'layout', severity, ...at, message });
    };
    for (const [name, all] of byLocation(file)) {
      const member = members.get(name);
      const fault = faultOf(name, all[0]!, member, layout);
      for (const data of all) if (fault) note(data, fault);
      if (!member || (fault && fault.severity !== 'warning')) continue;
      for (const data of all) {
        const late = pastEnd(data, member);
        if (late) note(data, late);
      }
      for (const data of overlapping(all)) note(data, { rule: 'onnx_external_overlap', message: OVERLAP });
    }
  }
}

interface Fault extends Pick<Problem, 'rule' | 'message'> {
  readonly severity?: Problem['severity'];
}

const OVERLAP = 'The data begins before that of another tensor ends';

/** What each file is to hold, by its name in the artifact; what leads out by what is written. */
function byLocation({ file, external }: FileStructure): Map<string, ExternalData[]> {
  const found = new Map<string, ExternalData[]>();
  for (const data of external) {
    const name = innerPath(file, data.location) ?? `\0${data.location}`;
    const all = found.get(name);
    if (all) all.push(data);
    else found.set(name, [data]);
  }
  return found;
}

function faultOf(name: string, data: ExternalData, member: Member | undefined, layout: Layout): Fault | null {
  const { kind, problems } = layout;
  const wrong = locationFault(data.location);
  if (wrong !== null) {
    const message = `Expected a file beside the model, found ${shown(data.location)}, which ${wrong}`;
    return { rule: 'onnx_external_escape', message };
  }
  const link = problems.find(({ file }) => file !== null && (name === file || name.startsWith(`${file}/`)));
  if (link)
    return { rule: 'onnx_external_link', message: `The data lies behind ${shown(link.file!)}: ${link.message}` };
  if (!member) {
    const hint = kind === 'file' ? ': name the folder that holds both, so that both are looked at' : '';
    return { rule: 'onnx_external_missing', message: `${shown(name)} is no file of the artifact${hint}` };
  }
  const names = statSync(member.path, { throwIfNoEntry: false })?.nlink ?? 1;
  if (names < 2) return null;
  const message = `${shown(name)} has ${names} names in the file system: through another of them it can be changed`;
  return { rule: 'onnx_external_hard_link', message, severity: 'warning' };
}

function pastEnd({ offset, bytes }: ExternalData, { name, bytes: size }: Member): Fault | null {
  const end = offset + (bytes ?? 0);
  if (end <= size) return null;
  const message = `The data ends at byte ${end} of ${shown(name)}, which has ${size}`;
  return { rule: 'onnx_external_past_end', message };
}

/** Those that begin within another one before them. */
function overlapping(all: readonly ExternalData[]): ExternalData[] {
  let end = 0;
  return [...all]
    .filter(({ bytes }) => bytes !== 0)
    .sort((a, b) => a.offset - b.offset)
    .filter(({ offset, bytes }) => {
      const begins = offset < end;
      end = Math.max(end, offset + (bytes ?? Infinity));
      return begins;
    });
}

/** A name as a file has it, which may be of any length and letters. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, 120));
}
