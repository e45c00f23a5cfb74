/** Why a report is read no further. What was acknowledged before stays; the message says what to do about the rest. */
export class ReportEnd extends Error {
  override readonly name = 'ReportEnd';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
