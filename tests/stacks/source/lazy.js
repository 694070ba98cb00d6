// A part of the shop that is loaded when it is needed.

export function inChunk(order) {
  return order.chunk.size; //@inChunk
}
