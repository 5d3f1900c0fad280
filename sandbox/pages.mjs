/** @typedef {import('./router.mjs').Route} Route */

/**
 * Pages for the person at the browser, the same for every dialect, and the current one-time code for scripts.
 * @param {import('./index.mjs').Context} context
 * @returns {Route[]}
 */
export function pageRoutes({ signIns, twoFactor }) {
  const approve = (_request, { id }) => {
    if (!signIns.has(id)) return page(404, 'Unknown sign-in', 'It was used already, or never asked for.');
    signIns.approve(id);
    return page(200, 'Signed in', 'You can close this page: the command goes on by itself.');
  };
  const showCode = () => page(200, 'One-time code', `<code>${twoFactor.currentOtp()}</code>`);

  return [
    ['GET', '/auth/cli/:id', approve],
    ['POST', '/auth/cli/:id', approve],
    ['GET', '/login/:id', showCode],
    ['GET', '/-/sandbox/otp', () => ({ body: { otp: twoFactor.currentOtp() } })],
  ];
}

function page(status, title, text) {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>\n`,
  };
}
