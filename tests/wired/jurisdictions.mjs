// Namespaces of objects that have the jurisdictions `eu` and `fedramp`, as the platform has them: a name names
// another object in each. The runtime of one machine has none. What a key says of its jurisdiction has to be
// asked for: whoever names such an object without it is refused.

/** Characters of a key behind its jurisdiction. */
const KEY_CHARACTERS = 11;

// The module looks at the name of the class.
class DurableObjectNamespace {
  #all;
  #word;

  constructor(all, word = "") {
    this.#all = all;
    this.#word = word;
  }

  #named(name) {
    const told = name.split("/")[0].slice(0, -KEY_CHARACTERS);
    if (told !== this.#word) throw new Error(`${name} is not in ${this.#word || "no jurisdiction"}`);
    return `${this.#word}:${name}`;
  }

  getByName(name) {
    return this.#all.getByName(this.#named(name));
  }

  idFromName(name) {
    return this.#all.idFromName(this.#named(name));
  }

  jurisdiction(word) {
    if (word !== "eu" && word !== "fedramp") throw new Error(`no jurisdiction ${word}`);
    return new DurableObjectNamespace(this.#all, word);
  }
}

/** What is bound, with jurisdictions where the variable `TEST_JURISDICTIONS` asks for them. */
export function withJurisdictions(env) {
  if (!env.TEST_JURISDICTIONS) return env;
  const bound = (name) => ({ value: new DurableObjectNamespace(env[name]) });
  return Object.create(env, { PROJECT: bound("PROJECT"), SOURCES: bound("SOURCES"), OUTBOX: bound("OUTBOX") });
}
