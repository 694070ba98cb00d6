// The collector as it is built, with doors for a test (see doors.mjs): `/doors` sets them and
// answers their state, `/doors/alarm/<object>/<name>` has an object's alarm ring, `/doors/outbound`
// fetches an address.
//
// Places where an object can be held: a request before it is handled and after its answer
// (`/Write`, `/Write done`), the alarm alike (`alarm`, `alarm done`), and a write
// before and after its flush (`written`, `flushed`).
import { countRows, doors, holdHere, trapHere } from "./doors.mjs";
import { withJurisdictions } from "./jurisdictions.mjs";
import Built, { Directory as BuiltDirectory, Project as BuiltProject, Salt as BuiltSalt, Sources as BuiltSources, Outbox as BuiltOutbox } from "./built.mjs";

/** What the runtime says of an address that is fetched by its own way out. */
async function outbound(address) {
  try {
    return new Response(`reached: ${(await fetch(address)).status}`);
  } catch (error) {
    return new Response(`refused: ${error.message}`);
  }
}

export default {
  async fetch(request, env, ctx) {
    const bound = withJurisdictions(env);
    const [, door, what, binding, ...name] = new URL(request.url).pathname.split("/");
    if (door !== "doors") {
      trapHere("stateless");
      return Built.fetch(request, bound, ctx);
    }
    if (what === "alarm") return bound[binding].getByName(name.join("/")).fetch("http://object/doors/alarm");
    if (what === "outbound") return outbound(await request.text());
    if (request.method === "POST") Object.assign(doors, await request.json());
    return Response.json(doors);
  },

  scheduled(controller, env, ctx) {
    return Built.scheduled(controller, withJurisdictions(env), ctx);
  },
};

const wired = (Class) =>
  class extends Class {
    #counted;

    constructor(ctx, env) {
      super(ctx, withJurisdictions(env));
      this.#counted = countRows(ctx.storage.sql);
      const sync = ctx.storage.sync.bind(ctx.storage);
      ctx.storage.sync = async () => {
        await holdHere("written");
        await sync();
        await holdHere("flushed");
      };
    }

    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === "/doors/alarm") {
        await this.alarm();
        return new Response("rang");
      }
      trapHere("object");
      await holdHere(pathname);
      const answer = await super.fetch(request);
      this.#counted();
      await holdHere(`${pathname} done`);
      return answer;
    }

    async alarm() {
      await holdHere("alarm");
      await super.alarm();
      await holdHere("alarm done");
    }
  };

export const Directory = wired(BuiltDirectory);
export const Project = class extends wired(BuiltProject) {
  async write(deliveries) {
    trapHere("object");
    await holdHere("/Write");
    const answers = await super.write(deliveries);
    await holdHere("/Write done");
    return answers;
  }
};
export const Salt = wired(BuiltSalt);
export const Sources = wired(BuiltSources);
export const Outbox = wired(BuiltOutbox);
