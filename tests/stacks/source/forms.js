// Functions in functions, native callbacks, and what a language's own syntax calls.

export function submitForm(form) {
  const readField = (field) => {
    return field.label.text; //@field
  };
  const readAll = () => {
    return readField(form.first) + 1; //@readAll
  };
  return [readAll()]; //@submit
}
export const toggle = (node) => {
  return node.dataset.open; //@toggle
};
export const listed = [
  (row) => {
    return row.listed.place; //@listed
  },
  (row) => ({ ranking: row }),
];
export function immediately() {
  (function () {
    globalThis.nothing.started = 1; //@iife
  })(); //@immediately
}
export function eachRow(rows) {
  rows.forEach((row) => {
    row.cells.first.bold = 1; //@row
  }); //@eachRow
}
export function mapNames(users) {
  return users.map(function (user) {
    return user.name.first; //@mapped
  }).length; //@mapNames
}
export function sortPrices(list) {
  list.sort((a, b) => {
    return a.price.value - b.price.value; //@compare
  }); //@sortPrices
}
export function sumUp(list) {
  return list.reduce((sum, one) => {
    return sum + one.net.sum; //@reduced
  }, 0) + 1; //@sumUp
}
export function linkify(text) {
  return text.replace(/a/, (found) => {
    return found.link.href; //@replaced
  }).length; //@linkify
}
export function reviveDates(text) {
  return [JSON.parse(text, function revive(key, value) {
    return value.date.iso; //@revive
  })]; //@reviveDates
}
export function serialise() {
  return JSON.stringify({
    toJSON() {
      return this.state.dump; //@toJSON
    },
  }).length; //@serialise
}
export function reflectCall() {
  function reflected(order) {
    return order.mirror.side; //@reflected
  }
  return [Reflect.apply(reflected, null, [{}])]; //@reflectCall
}
export function reflectNew() {
  class Mirrored {
    constructor(order) {
      this.side = order.mirrored.left; //@mirrored
    }
  }
  return [Reflect.construct(Mirrored, [{}])]; //@reflectNew
}
export function readProxy() {
  const model = new Proxy({}, {
    get(target, key) {
      return target.fields.list[key]; //@trap
    },
  });
  return model.anything + 1; //@readProxy
}
export function callBound() {
  const bound = function toBind(order) {
    return order.bound.to; //@toBind
  }.bind(null, {});
  return [bound()]; //@callBound
}
export function fillArray() {
  return Array.from([{}], function fill(one) {
    return one.filling.taste; //@fill
  }).length; //@fillArray
}
export function promised() {
  return new Promise(function executor(resolve) {
    resolve(resolve.later.value); //@executor
  }); //@promised
}
export function byDefault(options = {}, size = options.size.width /*default*/) { //@default
  return size;
}
export function unpack({ address: { street } }) { //@unpack
  return street;
}
export function tagged(parts, value) {
  return parts.raw.length + value.currency.sign; //@tagged
}
export function price(value) {
  return tagged`costs ${value} today` + 1; //@price
}
export function optional(user) {
  return user?.profile.avatar.url; //@optional
}
export function* numbers(from) {
  yield from.start.at; //@numbers
}
export function takeNumbers(from) {
  return [...numbers(from)].length; //@takeNumbers
}
export function loopOver(list) {
  let n = 0;
  for (const one of list.pages.all) n += one; //@loopOver
  return n;
}
export function customIterator() {
  const source = {
    [Symbol.iterator]() {
      return {
        next() {
          return this.cursor.step; //@next
        },
      };
    },
  };
  return Array.from(source).length; //@customIterator
}
export function asText(order) {
  const holder = {
    toString() {
      return order.text.plain; //@toString
    },
  };
  return 'is ' + holder; //@asText
}
export function useMemo(make) {
  return make() || 1; //@useMemo
}
export function App() {
  const label = useMemo(() => {
    return App.props.label; //@memo
  });
  return label + 1; //@App
}
