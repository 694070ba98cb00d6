// Methods: of a class, private ones, and a getter.
export class Basket {
  #lines;
  #key = undefined;

  constructor(lines) {
    this.#lines = lines;
  }

  checkout() {
    const names = this.#lines.map((line) => line.name.trim());
    document.body.append(names.join());
  }

  get total() {
    const [first, second] = this.#lines;
    return first.price + second.price.amount;
  }

  sign() {
    const signed = this.#seal('basket');
    document.body.append(signed);
  }

  #seal(text) {
    return this.#key.seal(text);
  }
}
