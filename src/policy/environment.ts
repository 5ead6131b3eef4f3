/** Variables by name, as in process.env. Passed in, so that policy stays a pure function of what it is given. */
export type Environment = Readonly<Record<string, string | undefined>>;
