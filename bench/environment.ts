/** Settings of the machine that cost each start of one program and not of another: reading certificates takes Node 30 ms. */
const EXTRAS = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'NODE_V8_COVERAGE', 'NODE_DEBUG'];

/** The environment in which contestants run: what people have by default. */
export function withoutExtras(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !EXTRAS.includes(name)));
}
