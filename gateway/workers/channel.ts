// Questions and answers between the process that owns the port and its workers.
import { z } from 'zod';

const questionShape = z.discriminatedUnion('what', [
  /** To a worker, once: serve. Answered with where it listens. */
  z.object({ what: z.literal('start'), name: z.string(), socketFolder: z.string() }),
  /** To a worker: finish and exit. Answered when everything is finished. */
  z.object({ what: z.literal('stop') }),
  /** To a worker: read the supergraph again. */
  z.object({ what: z.literal('reload') }),
  /** To a worker: its own metrics as JSON; from a worker: those of all, as text. */
  z.object({ what: z.literal('metrics') }),
  /** To a worker: its own; from a worker: that of all. */
  z.object({ what: z.literal('readiness') }),
]);

export type Question = z.infer<typeof questionShape>;

const messageShape = z.union([
  z.object({ ask: z.number(), question: questionShape }),
  // Before the answer with a value, which may have none and would take it for itself.
  z.object({ answer: z.number(), failure: z.string() }),
  z.object({ answer: z.number(), value: z.unknown().optional() }),
]);

type Message = z.infer<typeof messageShape>;

/** One end of the pipe between two processes, such as `process` or a worker of `node:cluster`. */
export interface Port {
  send(message: Message): void;
  onMessage(listener: (message: unknown) => void): void;
}

export interface Channel {
  /** Rejects when the other side fails, is gone, or does not answer in time; without a limit it waits. */
  ask(question: Question, timeoutMs?: number): Promise<unknown>;
  /** The other side is gone. */
  close(): void;
}

/** `answer` says what is asked of this side. Messages of others on the same pipe are left alone. */
export function openChannel(port: Port, answer: (question: Question) => Promise<unknown>): Channel {
  const waiting = new Map<number, (settle: { readonly value?: unknown; readonly failure?: string }) => void>();
  let asked = 0;
  let isClosed = false;

  async function reply(id: number, question: Question): Promise<void> {
    const message = await answer(question).then(
      (value) => ({ answer: id, value }),
      (error: unknown) => ({ answer: id, failure: error instanceof Error ? error.message : String(error) }),
    );
    if (!isClosed) port.send(message);
  }
  port.onMessage((given) => {
    const { success, data: message } = messageShape.safeParse(given);
    if (!success) return;
    if ('question' in message) void reply(message.ask, message.question);
    else waiting.get(message.answer)?.(message);
  });
  return {
    ask(question, timeoutMs) {
      if (isClosed) return Promise.reject(gone());
      const id = (asked += 1);
      return new Promise((resolve, reject) => {
        const settle = ({ value, failure }: { readonly value?: unknown; readonly failure?: string }): void => {
          waiting.delete(id);
          clearTimeout(timer);
          if (failure === undefined) resolve(value);
          else reject(new Error(failure));
        };
        const timer =
          timeoutMs && setTimeout(() => settle({ failure: `No answer within ${timeoutMs} ms.` }), timeoutMs);
        waiting.set(id, settle);
        port.send({ ask: id, question });
      });
    },
    close() {
      isClosed = true;
      for (const settle of waiting.values()) settle({ failure: gone().message });
    },
  };
}

function gone(): Error {
  return new Error('The process is gone.');
}
