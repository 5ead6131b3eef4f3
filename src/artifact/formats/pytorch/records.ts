import type { ByteSource } from '../../source/byte-source.js';
import type { ReadContext } from '../format.js';
import type { ArchiveMember } from '../zip/archive.js';

/** What torch.save says of an archive in members of some characters. */
export interface TorchRecords {
  readonly byteOrder: string | null;
  readonly version: string | null;
}

/** Bytes of a record that are looked at; those of torch have up to 20. */
const SHORT = 64;

/** Versions of the archive that torch reads (caffe2/serialize/versions.h). */
const OLDEST = 1;
const NEWEST = 10;

/** Reads `byteorder` and `version` as torch does: what it refuses, or takes for something else than `little`, is an error. */
export function readRecords(
  members: readonly ArchiveMember[],
  folder: string,
  { name: file }: ByteSource,
  { problems }: ReadContext,
): TorchRecords {
  // miniz, by which torch looks them up, does not tell upper from lower case
  const recordOf = (name: string): ArchiveMember | undefined =>
    members.find((member) => member.name.toLowerCase() === `${folder}${name}`.toLowerCase());
  const wrong = (rule: string, message: string, member?: ArchiveMember): null => {
    const place = { file, offset: member?.at ?? 0, part: member?.name ?? null };
    problems.add({ rule, concern: 'format', severity: 'error', ...place, message });
    return null;
  };

  const order = recordOf('byteorder');
  // archives of torch before 2.1 have none
  const byteOrder = order ? textOf(order) : 'little';
  if (order && byteOrder !== 'little') {
    const found =
      byteOrder === 'big' ? 'the highest first, which is not read' : `${shown(byteOrder)}, which torch refuses`;
    wrong('pytorch_byteorder', `Expected numbers with the lowest byte first (little), found ${found}`, order);
  }

  const record = recordOf('.data/version') ?? recordOf('version');
  if (!record) return { byteOrder, version: wrong('pytorch_version', 'Expected a version in the archive, found none') };
  const text = textOf(record);
  // as std::stoull: space and a sign before, anything behind
  const number = Number(/^[ \t-\r]*\+?(\d+)/.exec(text ?? '')?.[1] ?? NaN);
  if (!(number >= OLDEST && number <= NEWEST)) {
    wrong('pytorch_version', `Expected a version from ${OLDEST} to ${NEWEST}, found ${shown(text)}`, record);
  }
  return { byteOrder, version: text === null ? null : text.trim() };
}

/** null: longer than any that torch writes, or not looked at. */
function textOf({ content, size }: ArchiveMember): string | null {
  if (!content || size > SHORT) return null;
  return Buffer.from(content.read(0, SHORT)).toString('latin1');
}

function shown(text: string | null): string {
  return text === null ? 'another record' : JSON.stringify(text);
}
