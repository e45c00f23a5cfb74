/** What JSON can say. Money and other 64-bit integers travel in it as decimal strings. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}
