// One of several processes that share the port: it does what the one that owns the port says.
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { type RunningGateway, startGateway } from '../gateway.ts';
import { readinessShape } from '../telemetry/health.ts';
import { renderedMetricsShape } from '../telemetry/metrics.ts';
import { type Channel, openChannel, type Question } from './channel.ts';
import type { SharedPort } from './shared-port.ts';

const askTimeoutMs = 5_000;

/** Serves until it is told to stop, by the owner of the port or by a signal; then the process exits. */
export function runWorker(config: Config, logger: Logger): void {
  let gateway: RunningGateway | undefined;
  const channel = openChannel(
    {
      send: (message) => void process.send?.(message),
      onMessage: (listener) => void process.on('message', listener),
    },
    answer,
  );
  async function start({ name, socketFolder }: Extract<Question, { what: 'start' }>) {
    const sharedPort = createSharedPort(name, socketFolder, channel);
    gateway = await startGateway({ config, logger: logger.child({ worker: name }), sharedPort });
    return { url: gateway.url, webSocketUrl: gateway.webSocketUrl };
  }
  async function answer(question: Question): Promise<unknown> {
    switch (question.what) {
      case 'start':
        return start(question);
      case 'stop':
        return gateway?.close();
      case 'reload':
        return gateway?.reload();
      case 'metrics':
        return gateway?.collectMetrics();
      case 'readiness':
        return gateway?.checkReadiness();
    }
  }
  const leave = async (): Promise<void> => {
    await gateway?.close();
    process.exit(0);
  };
  // The owner of the port is gone, or somebody wants this one process to go.
  process.once('disconnect', () => void leave());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void leave());
  // A terminal tells the whole group; the owner of the port passes it on.
  process.on('SIGHUP', () => {});
}

function createSharedPort(name: string, socketFolder: string, channel: Channel): SharedPort {
  return {
    name,
    socketPathOf: (other) => join(socketFolder, `${other}.sock`),
    renderMetrics: async () => renderedMetricsShape.parse(await channel.ask({ what: 'metrics' }, askTimeoutMs)),
    checkReadiness: async () => readinessShape.parse(await channel.ask({ what: 'readiness' }, askTimeoutMs)),
  };
}
