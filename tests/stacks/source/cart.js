// Functions and classes that fail. `//@x` names the place in its line, so that the recorder
// knows from a build's source map where in the source a frame really is.

export function loadCart(cart) {
  return cart.items.length + 1; //@load
}
export function openCart(cart) {
  return loadCart(cart) + 1; //@open
}
export function tailCall(cart) {
  return loadCart(cart); //@tail
}
export function demand(value, what) {
  if (!value) throw new Error('missing ' + what); //@require
  return value;
}
export function payCard(order) {
  return demand(order.card, 'card') + 1; //@card
}
export function shipOrder(order) {
  return demand(order.address, 'address') + 1; //@ship
}

export class Basket {
  constructor(lines, strict) {
    if (strict) this.count = lines.list.size; //@construct
  }
  #weigh(line) {
    return line.weight.grams; //@weigh
  }
  addLine(line) {
    return line.product.id; //@add
  }
  weighAll(line) {
    return this.#weigh(line) + 1; //@weighAll
  }
  get total() {
    return this.sums.net; //@total
  }
  set discount(value) {
    this.rate = value.percent.of; //@discount
  }
  static parse(text) {
    return text.header.version; //@parse
  }
  static of(lines) {
    return [new Basket(lines, true)]; //@of
  }
  static isWhole(other) {
    return other.#weigh(1) + 1; //@brand
  }
  static {
    this.boot = function () {
      return this.settings.locale; //@boot
    };
  }
  ['empty' + 'All']() {
    return this.shelf.row; //@computed
  }
  [Symbol.toPrimitive]() {
    return this.price.amount; //@primitive
  }
  onDrop = (event) => {
    return event.dropped.target; //@drop
  };
  async save(order) {
    await null;
    return order.customer.name; //@save
  }
  async *pages(first) {
    yield first.page.next; //@pages
  }
  *rows() {
    yield this.table.rows; //@rows
  }
}

export function setDiscount(basket, value) {
  basket.discount = value; //@setDiscount
  return basket;
}

export class GiftBasket extends Basket {
  constructor(gift) {
    super(gift, true); //@super
  }
}

export const store = {
  checkout: function (order) {
    return order.payment.method; //@checkout
  },
  refund(order) {
    return order.receipt.number; //@refund
  },
  cancel: (order) => {
    return order.reason.code; //@cancel
  },
  get stock() {
    return this.shelves.left; //@stock
  },
  'odd name'(order) {
    return order.odd.part; //@odd
  },
  [Symbol.iterator]() {
    return this.lines.head; //@iterator
  },
};
store.restock = function (order) {
  return order.supplier.phone; //@restock
};
store.audit = wrapped(function (order) {
  return order.auditor.stamp; //@audit
});
export function wrapped(inner) {
  return function () {
    const result = inner.apply(this, arguments); //@wrapped
    return result;
  };
}
export const tax = (function () {
  function rate(country) {
    return country.tax.rate; //@rate
  }
  return {
    rateOf(country) {
      return rate(country) + 1; //@rateOf
    },
  };
})();
Basket.prototype.legacy = function (order) {
  return order.legacy.id; //@legacy
};
export function Widget(options) {
  this.theme = options.theme.dark; //@widget
}
Widget.prototype.draw = function (canvas) {
  return canvas.context.line; //@draw
};
export const shop = { ui: {} };
shop.ui.Dialog = class {
  show(owner) {
    return owner.window.focus; //@show
  }
};
shop.ui.hint = function (text) {
  return text.hint.trim; //@hint
};
