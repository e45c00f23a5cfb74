/** A row that must be there: what refers to it is shown only once it has been seen, and no row is ever deleted. */
export function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('A row that another refers to is missing.');
  return row;
}
