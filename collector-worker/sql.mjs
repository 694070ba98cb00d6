// Runs a statement of an object's database for the Rust module, in one call: its rows go back as one
// text, since a call for every value costs more than most statements.

/**
 * The rows that a statement wrote, and those that it found, as JSON; where a blob is among the values,
 * which JSON has no word for, both as they are.
 * @param {{ exec(statement: string, ...args: unknown[]): { raw(): Iterable<unknown[]>, rowsWritten: number } }} sql
 * @param {string} statement
 * @param {unknown[]} args
 */
export function run(sql, statement, args) {
  const cursor = sql.exec(statement, ...args);
  const rows = [...cursor.raw()];
  const all = [cursor.rowsWritten, rows];
  return rows.some((row) => row.some((value) => value instanceof ArrayBuffer)) ? all : JSON.stringify(all);
}
