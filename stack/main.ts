// `npm start`: the whole graph under one command.
import { enableCompileCache } from 'node:module';
import { describeStack, readCommandLine, usage } from './command-line.ts';

const startedAt = performance.now();
const commandLine = readCommandLine(process.argv.slice(2));
if (commandLine.isHelp) {
  console.log(usage);
} else {
  // Compiled code is kept between starts: it must be asked for before the code is loaded.
  enableCompileCache(`${commandLine.dataFolder}/compile-cache`);
  await run();
}

async function run(): Promise<void> {
  const [{ startStack }, { createProgress }, { explainFailure }] = await Promise.all([
    import('./start-stack.ts'),
    import('./progress.ts'),
    import('./explain-failure.ts'),
  ]);
  console.log('marketing-graph');
  const interrupted = waitForSignal();
  try {
    const stack = await startStack({
      dataFolder: commandLine.dataFolder,
      environment: process.env,
      isRemote: commandLine.isRemote,
      isSampleDataWanted: commandLine.isSampleDataWanted,
      progress: createProgress(process.stdout),
    });
    console.log(`  ready after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
    console.log(describeStack(stack));
    await interrupted;
    await stack.close();
    console.log('Stopped.');
  } catch (error) {
    console.error(`\n${explainFailure(error)}`);
    process.exitCode = 1;
  }
  // What is left, such as a parked connection of a client library, must not keep a stopped stack alive.
  process.exit();
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    const stop = () => {
      if (isStopping) process.exit(130);
      isStopping = true;
      console.log('\nStopping. Once more to stop at once.');
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
}
