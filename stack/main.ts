// `npm start`: the whole graph under one command.
import { enableCompileCache } from 'node:module';
import { type CommandLine, describeStack, readCommandLine, usage } from './command-line.ts';

/**
 * A terminal sends Ctrl-C to npm and to this process, and npm hands it on: one keystroke arrives twice, within
 * milliseconds. People are slower.
 */
const sameKeystrokeMs = 500;

const startedAt = performance.now();
const commandLine = readArguments();
if (commandLine === undefined || commandLine.isHelp) {
  console.log(usage);
} else {
  // Compiled code is kept between starts: it must be asked for before the code is loaded.
  enableCompileCache(`${commandLine.dataFolder}/compile-cache`);
  await run(commandLine);
}

/** Says what is wrong with the arguments and sets the exit code when they cannot be read. */
function readArguments(): CommandLine | undefined {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

async function run(commandLine: CommandLine): Promise<void> {
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
      platforms: 'ENVIRONMENT',
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
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    let stoppingSince: number | undefined;
    const stop = () => {
      if (stoppingSince !== undefined) {
        if (performance.now() - stoppingSince > sameKeystrokeMs) process.exit(130);
        return;
      }
      stoppingSince = performance.now();
      console.log('\nStopping. Once more to stop at once.');
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
}
