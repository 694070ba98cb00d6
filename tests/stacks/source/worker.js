// A worker of the shop, which tells the page of its error.

function workHard(order) {
  return order.work.load; //@workHard
}
try {
  workHard({}); //@work
} catch ({ name, message, stack }) {
  postMessage({ name, message, stack });
}
