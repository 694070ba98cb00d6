// The collector as it is built, with doors for a test (see doors.mjs): `/doors` sets and
// tells them, `/doors/alarm/<object>/<name>` has an object's alarm ring.
import { doors, trapHere } from "./doors.mjs";
import Built, { Directory as BuiltDirectory, Project as BuiltProject, Salt as BuiltSalt } from "./built.mjs";

export default class extends Built {
  async fetch(request) {
    const [, door, what, binding, name] = new URL(request.url).pathname.split("/");
    if (door !== "doors") {
      trapHere("stateless");
      return super.fetch(request);
    }
    if (what === "alarm") return this.env[binding].getByName(name).fetch("http://object/doors/alarm");
    if (request.method === "POST") Object.assign(doors, await request.json());
    return Response.json(doors);
  }
}

const wired = (Class) =>
  class extends Class {
    async fetch(request) {
      if (new URL(request.url).pathname === "/doors/alarm") {
        await this.alarm();
        return new Response("rang");
      }
      trapHere("object");
      return super.fetch(request);
    }
  };

export const Directory = wired(BuiltDirectory);
export const Project = wired(BuiltProject);
export const Salt = wired(BuiltSalt);
