import { parseArgs } from 'node:util';

/**
 * Reads the arguments: `--quick`, `--only NAME,…`, `--json FILE`. A case has several names where it is one of a group:
 * `growth` stands for `growth-1000` and the like.
 * @param {string[]} args
 * @param {string[]} names of all cases
 */
export function readOptions(args, names) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
    },
  });
  const wanted = values.only.flatMap((list) => list.split(','));
  const isOf = (group) => (name) => name === group || name.startsWith(`${group}-`);
  const unknown = wanted.find((group) => !names.some(isOf(group)));
  if (unknown !== undefined) throw new Error(`there is no case \`${unknown}\`: ${names.join(', ')}`);
  const chosen = wanted.length === 0 ? names : names.filter((name) => wanted.some((group) => isOf(group)(name)));
  return { extent: values.quick ? 'quick' : 'full', chosen, json: values.json };
}
