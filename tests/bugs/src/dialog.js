// A chunk that is loaded when it is needed.
import { BUILD } from './constant.js';

export function openDialog(name) {
  document.title = `${BUILD} ${name}`;
  return [name].map((one) => fittingRoom.open(one));
}
