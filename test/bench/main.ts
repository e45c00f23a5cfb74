// npm run bench -- <name>: runs one benchmark by its name.
const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = {
  ingest: async () => (await import('./ingest.ts')).benchIngest(),
};

const name = process.argv[2] ?? '';
const bench = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
if (bench === undefined) {
  console.error(`Which benchmark? ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
} else {
  await bench();
}
