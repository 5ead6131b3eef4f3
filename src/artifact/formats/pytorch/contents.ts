import { FormatError } from '../../errors.js';
import type { Problem } from '../../problem.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { Archive, ArchiveMember } from '../zip/archive.js';
import { disguise, isZip } from '../zip/signature.js';

type Note = (problem: Pick<Problem, 'rule' | 'concern' | 'message'>, member: ArchiveMember) => void;

const DATA = 'data.pkl';

/**
 * The folder whose data.pkl torch loads: that of the first member.
 * @throws FormatError `pytorch_no_data`
 */
export function folderOf(members: readonly ArchiveMember[], { firstName }: Archive, source: ByteSource): string {
  const folder = `${firstName?.split('/')[0]}/`;
  const data = members.filter(({ name }) => isData(name));
  const own = data.find(({ name }) => name === `${folder}${DATA}`) ?? data[0];
  if (!own) {
    const found = firstName === null ? 'an archive without members' : `${members.length} other members`;
    throw new FormatError('pytorch_no_data', 0, `Expected ${DATA} in the archive ${source.name}, found ${found}`);
  }
  return own.name.slice(0, -DATA.length);
}

function isData(name: string): boolean {
  return name.toLowerCase() === DATA || name.toLowerCase().endsWith(`/${DATA}`);
}

/** Everything that torch.save does not write. */
export function noteContents(members: readonly ArchiveMember[], folder: string, note: Note): void {
  for (const member of members) {
    const { name, isStored, content } = member;
    if (!name.startsWith(folder) || name === DATA) {
      // torch refuses an archive without a folder, other readers take it
      const where = folder === '' ? 'a folder of the archive, as torch writes it' : `the folder ${folder}`;
      const message = `Expected all members in ${where}, found one outside`;
      note({ rule: 'pytorch_stray_member', concern: 'safety', message }, member);
    }
    if (isData(name) && name !== `${folder}${DATA}`) {
      const message = `Expected one ${DATA}, found a second one, and readers differ in which they load`;
      note({ rule: 'pytorch_second_data', concern: 'safety', message }, member);
    }
    const code = codeIn(name, folder);
    // torch.jit.save compresses programs, and no other member
    if (!isStored && !name.startsWith(`${folder}code/`)) {
      const found = content ? 'a compressed one' : 'a compressed one, whose content was not looked at';
      const message = `Expected stored members only, as torch writes and reads them, found ${found}`;
      note({ rule: 'pytorch_compressed', concern: 'format', message }, member);
    }
    if (code)
      note({ rule: 'pytorch_code', concern: 'safety', message: `Expected tensors only, found ${code}` }, member);
    if (content) noteDisguise(member, content, folder, note);
  }
}

/** A program that loading the archive runs or makes runnable, and that is not followed here. */
function codeIn(name: string, folder: string): string | null {
  if (name.startsWith(`${folder}code/`)) return 'a program in TorchScript, which is not followed here';
  if (name.startsWith(`${folder}.data/extern_modules`)) return 'a package with Python modules of its own';
  return /\.(?:py|pyc|pyd|so|dll|dylib|exe|sh)$/i.test(name) ? 'a program' : null;
}

function noteDisguise(member: ArchiveMember, content: ByteSource, folder: string, note: Note): void {
  const isZipped = isZip(content.read(0, 4));
  const what = isZipped ? 'a zip archive' : disguise(content);
  // numbers of a tensor can begin with two or three bytes of a signature
  if (what === null || (!isZipped && member.name.startsWith(`${folder}data/`) && !SURE.includes(what))) return;
  const message = `Expected no archives or programs within the archive, found ${what}, which is not opened`;
  note({ rule: isZipped ? 'zip_nested' : 'zip_disguised', concern: 'safety', message }, member);
}

/** Signatures of four bytes and more. */
const SURE = ['a 7z archive', 'an xz file', 'a rar archive', 'a tar archive', 'a program for Linux'];
