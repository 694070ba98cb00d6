// The second floor: the body goes to an object by RPC, is inserted as one row, and the answer
// waits until it is on disk. What a collector does besides is what it costs more.
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";

export class Rows extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
  }

  async insert(body) {
    this.ctx.storage.sql.exec("INSERT INTO row (body) VALUES (?)", body);
    await this.ctx.storage.sync();
  }
}

export default class extends WorkerEntrypoint {
  async fetch(request) {
    await this.env.ROWS.getByName("all").insert(await request.text());
    return new Response("ok");
  }
}
