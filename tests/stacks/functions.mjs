// The name of the function that a place of a script is in, as the language itself names
// functions (ECMAScript, NamedEvaluation), read from the syntax tree.

import { parse } from 'acorn';

/** Each script's functions, by its text: `{ start, end, name }`. */
const known = new Map();

function keyOf({ key, computed }, code) {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (!computed) return String(key.name ?? key.value);
  const text = code.slice(key.start, key.end);
  return text.startsWith('Symbol.') ? `[${text}]` : joined(text);
}

/** `"empty" + "All"` is `emptyAll`. */
function joined(text) {
  return text.replace(/["'`+ ]/g, '');
}

function functionsOf(code) {
  const found = [];
  const visit = (node, name) => {
    if (!node || typeof node.type !== 'string') return;
    const add = (of) => found.push({ start: of.start, end: of.end, name: node.id?.name ?? name ?? '-' });
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        add(node);
        for (const each of node.params) visit(each);
        return visit(node.body);
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const own = node.id?.name ?? name ?? '-';
        for (const each of node.body.body) {
          if (each.type === 'MethodDefinition') {
            const key = each.kind === 'constructor' ? own : keyOf(each, code);
            found.push({ start: each.start, end: each.end, name: key });
            visit(each.value.body);
            for (const one of each.value.params) visit(one);
          } else if (each.type === 'PropertyDefinition') visit(each.value, keyOf(each, code));
          else if (each.type === 'StaticBlock') {
            found.push({ start: each.start, end: each.end, name: '<static_initializer>' });
            for (const one of each.body) visit(one);
          }
        }
        return visit(node.superClass);
      }
      case 'VariableDeclarator':
        return visit(node.init, node.id.name);
      case 'AssignmentExpression':
        visit(node.left);
        if (node.left.type === 'Identifier') return visit(node.right, node.left.name);
        // The language gives it no name; engines may say what it was assigned to.
        return visit(node.right, node.left.property ? `?${node.left.property.name ?? node.left.property.value}` : undefined);
      case 'AssignmentPattern':
        return visit(node.right, node.left.name);
      case 'Property':
        return visit(node.value, keyOf(node, code));
      default:
        for (const each of Object.values(node)) {
          if (Array.isArray(each)) {
            for (const one of each) visit(one);
          } else if (each && typeof each.type === 'string') visit(each);
        }
    }
  };
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }));
  return found;
}

/** The innermost function around a place, by line and column from 1; `-` where it has no name. */
export function functionAt(code, line, column) {
  if (!known.has(code)) known.set(code, functionsOf(code));
  const starts = code.split('\n', line);
  const at = starts.slice(0, -1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  const around = known.get(code).filter(({ start, end }) => start <= at && at < end);
  return around.sort((a, b) => a.end - a.start - (b.end - b.start))[0]?.name ?? '-';
}
