const closers = new Set<() => Promise<void> | void>();

/** What was opened on demand says here how it is closed; whoever closes everything need not load it for that. */
export function closeAtEnd(close: () => Promise<void> | void): void {
  closers.add(close);
}

export async function onClose(): Promise<void> {
  await Promise.all([...closers].map(async (close) => close()));
}
