/**
 * Thrown where a process must not start, because of something that whoever runs it has to put right. Its message says what was
 * expected, what came and what to do, and is printed as it is, without a stack.
 */
export class StartRefusal extends Error {
  /** What is refused, in one word that does not change. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = 'StartRefusal';
    this.code = code;
  }
}
