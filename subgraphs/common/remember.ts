/**
 * The same function of texts, which works out a value once and then remembers it: for functions whose values follow from
 * the texts alone and are never changed. Remembers at most `capacity` values, then begins anew; nothing that is thrown.
 */
export function remember<Value>(
  work: (one: string, other: string) => Value,
  capacity: number,
): (one: string, other: string) => Value {
  const known = new Map<string, Map<string, Value>>();
  let size = 0;
  return (one, other) => {
    const found = known.get(one)?.get(other);
    if (found !== undefined) return found;
    const value = work(one, other);
    if (size >= capacity) {
      known.clear();
      size = 0;
    }
    const ofOne = known.get(one) ?? new Map<string, Value>();
    known.set(one, ofOne.set(other, value));
    size += 1;
    return value;
  };
}
