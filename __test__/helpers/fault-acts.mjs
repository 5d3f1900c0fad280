// What faults do to a request that has arrived, in the terms that both versions of HTTP share.

/** At a request that has arrived completely. */
export const request = (act) => ({ at: 'request', act });

/** Answers in place of the registry, which has done nothing. */
export const instead = (answer) => request((exchange) => exchange.answer(answer));

/** Answers in place of the registry, which has done what it was asked. */
export const afterwards = (answer) => done((exchange) => exchange.answer(answer));

/** Changes the registry's answer, which has a body. */
export const changed = (change) => done(async (exchange, answer) => exchange.answer(await change(answer)));

/** Does something in place of the answer, once the registry has done what it was asked. */
export const done = (act) => request(async (exchange) => act(exchange, await exchange.carryOutWithBody()));

/** Gives the head of the right answer and a share of its body, and then does something else. */
export const begun = (act, share = 0) =>
  done((exchange, answer) => {
    exchange.start(answer);
    exchange.part(answer.body.subarray(0, Math.floor(answer.body.length * share)));
    return act(exchange, answer);
  });

/** Does something first, and then gives the right answer. */
export const preceded = (act) =>
  done((exchange, answer) => {
    act(exchange);
    return exchange.answer(answer);
  });

/** Gives the body of an answer that is begun, and ends it. */
export const finished = (exchange, { body }) => {
  exchange.part(body);
  exchange.finish();
};

export const reset = (exchange) => exchange.reset();
export const hangUp = (exchange) => exchange.hangUp();
export const nothing = () => {};
