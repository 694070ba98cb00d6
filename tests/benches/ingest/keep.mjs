// The third floor: the body's issue, one of a thousand, counts it in its row, and 150 bytes of the
// body become a row beside the issue's others, which is what a collector writes of an event of
// many issues that it keeps whole. The answer waits until both rows are on disk.
import { DurableObject } from "cloudflare:workers";

export { default } from "./write.mjs";

/** Bytes of an issue's row beside its count, as the collector's had in this benchmark. */
const REST_OF_ISSUE = "x".repeat(300);
/** Bytes that the collector kept of an event here, beside its stack, which is stored once an issue. */
const KEPT_OF_EVENT = 150;

export class Issues extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS issue (
        id TEXT PRIMARY KEY, events INTEGER NOT NULL, rest TEXT NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS event (
        issue TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (issue, number)
      ) WITHOUT ROWID`,
    );
  }

  async insert(body) {
    const { sql } = this.ctx.storage;
    const issue = /"name":"(\w+)/.exec(body)?.[1] ?? "";
    const { events } = sql
      .exec(
        "INSERT INTO issue VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET events = events + 1 RETURNING events",
        issue,
        REST_OF_ISSUE,
      )
      .one();
    sql.exec("INSERT INTO event VALUES (?, ?, ?)", issue, events, body.slice(0, KEPT_OF_EVENT));
    await this.ctx.storage.sync();
  }
}
