// Finds an object of a project by its name, where the project's key says that it must be. Rust does the same in
// `objects/stub.rs`.

/** Characters of a key behind the word of its jurisdiction. */
const KEY_CHARACTERS = 11;

/** The object of a name, `<key>` or `<key>/<shard>`. */
export function namedObject(namespace, name) {
  const jurisdiction = name.split("/")[0].slice(0, -KEY_CHARACTERS);
  return (jurisdiction ? namespace.jurisdiction(jurisdiction) : namespace).getByName(name);
}
