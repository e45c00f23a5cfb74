/** What JSON may not hold as it is: quotes, backslashes, control characters, and halves of surrogate pairs. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const special = /["\\\u0000-\u001f\ud800-\udfff]/;

/**
 * A string as JSON. Where `isPlain` it is known to need no escape, and is not even read; otherwise looking for what needs
 * one costs a fraction of escaping what does not.
 */
export function quote(text: string, isPlain: boolean): string {
  return isPlain || !special.test(text) ? `"${text}"` : JSON.stringify(text);
}
