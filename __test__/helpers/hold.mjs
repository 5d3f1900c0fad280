// Answers that wait.

/**
 * Lets a sandbox's next answer to a method wait until it is let go.
 * @param {import('npm-token/sandbox').Sandbox} sandbox
 * @param {string} method
 * @returns {() => void} what lets it go
 */
export function held(sandbox, method) {
  let letGo;
  const isLetGo = new Promise((resolve) => {
    letGo = resolve;
  });
  sandbox.inject({ method, handler: (_request, next) => isLetGo.then(next) });
  return letGo;
}
