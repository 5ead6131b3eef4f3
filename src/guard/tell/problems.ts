const sources = new Set<() => readonly string[]>();

/** What is opened on demand says here what is wrong with it; whoever asks need not load it for that. */
export function tellsProblems(now: () => readonly string[]): void {
  sources.add(now);
}

/** What is wrong now, one sentence each. */
export function problemsNow(): string[] {
  return [...sources].flatMap((now) => now());
}
