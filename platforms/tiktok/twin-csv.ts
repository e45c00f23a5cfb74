// Files that the TikTok twin hands out.

/** Lines under a line of names. Every value is quoted, so that none of them needs to be looked at. */
export function writeCsv(
  columns: readonly string[],
  lines: readonly Readonly<Record<string, string | number>>[],
): string {
  const rows = [columns, ...lines.map((line) => columns.map((column) => line[column] ?? ''))];
  return rows.map((row) => `${row.map((value) => quote(String(value))).join(',')}\n`).join('');
}

function quote(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}
