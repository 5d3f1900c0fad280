// Answers to a list, made once and then kept, so that what is measured does not wait for the registry to make them.
import { row } from './rows.mjs';

const PER_PAGE = 10;

/**
 * Gives what makes the body of a page. Pages have 10 tokens, or as many as are asked for and allowed.
 * @param {{ tokens: number, cap?: number }} options `cap`: the most a page may have
 */
export function pages({ tokens, cap = Number.POSITIVE_INFINITY }) {
  const rows = Array.from({ length: tokens }, (_, index) => JSON.stringify(row(index)));
  const kept = new Map();

  return (query, base) => {
    const asked = new URLSearchParams(query);
    const perPage = Math.min(Number(asked.get('perPage') ?? PER_PAGE), cap);
    const page = Number(asked.get('page') ?? 0);
    const id = `${base} ${page} ${perPage}`;
    if (!kept.has(id)) kept.set(id, body(page, perPage, base));
    return kept.get(id);
  };

  function body(page, perPage, base) {
    const urlOf = (number) => `${base}-/npm/v1/tokens?page=${number}&perPage=${perPage}`;
    const urls = {};
    if ((page + 1) * perPage < tokens) urls.next = urlOf(page + 1);
    if (page > 0) urls.prev = urlOf(page - 1);
    const objects = rows.slice(page * perPage, (page + 1) * perPage).join(',');
    return Buffer.from(`{"objects":[${objects}],"total":${tokens},"urls":${JSON.stringify(urls)}}`);
  }
}
