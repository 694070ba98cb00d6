// The first floor: a Worker that reads nothing and answers at once. No collector can be cheaper.
export default {
  fetch() {
    return new Response("ok");
  },
};
