import { isAbsolute, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FileRef, Report } from '../core/report.js';
import type { Place } from './problems.js';
import { subjectName } from './summary.js';

/** What was judged: the output of a pair, the file of a lone subject. */
export function judgedFile({ subject }: Report): FileRef | undefined {
  return subject.output ?? subject.file ?? subject.original;
}

/** A location object of SARIF 2.1.0, 3.28. @param index - of the judged file among the log's artifacts */
export function location(report: Report, index: number, { file, offset, part }: Place) {
  const path = judgedFile(report)?.path ?? null;
  if (path === null) return { logicalLocations: [{ name: subjectName(report), kind: 'resource' }] };
  const within = memberOf(report, path, file);
  // GitHub shows no location without a line, and knows no byte offsets; those in archives are not the file's own
  const isOwn = offset !== null && !within.isArchived;
  const region = { startLine: 1, ...(isOwn && { byteOffset: offset, byteLength: 1 }) };
  const artifactLocation = within.path === path ? { ...uriOf(path), index } : uriOf(within.path);
  const logicalLocations = logicalOf(file, part, offset);
  return { physicalLocation: { artifactLocation, region }, ...(logicalLocations.length > 0 && { logicalLocations }) };
}

/** The file that a problem is in: of a folder one of its members, of an archive the archive. */
function memberOf({ subject }: Report, path: string, file: string | null): { path: string; isArchived: boolean } {
  const [own = '', ...archived] = (file ?? '').split('!');
  const inFolder = subject.members !== undefined && own !== '';
  return { path: inFolder ? join(path, own) : path, isArchived: archived.length > 0 };
}

/** Archive members, tensors, keys and nodes: they have names and no lines. */
function logicalOf(file: string | null, part: string | null, offset: number | null) {
  if (file?.includes('!') === true) {
    const place = [file, part ?? [], offset === null ? [] : `byte ${offset}`].flat().join(', ');
    return [{ name: part ?? file, fullyQualifiedName: place, kind: 'member' }];
  }
  return part === null ? [] : [{ name: part, kind: 'element' }];
}

/** Relative paths stay relative to the folder the tool ran in, which code scanning takes for the repository's root. */
export function uriOf(path: string): { uri: string; uriBaseId?: string } {
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  // a lone surrogate in a name has no URI encoding
  const uri = path
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split(sep)
    .map(encodeURIComponent)
    .join('/');
  return { uri, uriBaseId: '%SRCROOT%' };
}
