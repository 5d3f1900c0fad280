// One request as a fault sees it, whatever the version of HTTP: what it asks for, its being carried out, and the
// connection it came by.

/**
 * @typedef {{ method: string, path: string, headers: Record<string, string>, body: Buffer }} Received
 * @typedef {{ status: number, headers: Record<string, string>, body: Buffer }} Answer
 */

/** A connection. */
export class Line {
  /**
   * @param {import('node:net').Socket} socket where bytes are read and written
   * @param {import('node:net').Socket} wire the TCP connection, below TLS
   */
  constructor(socket, wire) {
    this.socket = socket;
    this.wire = wire;
  }

  /** Writes bytes as they are. */
  send(bytes) {
    this.socket.write(bytes);
  }

  /** Takes nothing from the connection any more, and so answers nothing that comes by it. */
  deafen() {
    this.socket.removeAllListeners('data');
    this.socket.pause();
  }

  /** Breaks the connection off, after what was written. */
  reset() {
    this.socket.write('', () => this.wire.resetAndDestroy());
  }

  /** Closes the connection in order, after what was written. */
  hangUp() {
    this.socket.end();
  }

  /** Closes the TCP connection in order, after what was written, and leaves TLS without its end. */
  cutOff() {
    this.socket.write('', () => this.wire.end());
  }
}

/**
 * The parts that all versions share. Each version adds `start`, `part` and `finish`: the head, the body, the end;
 * `announceEnd`, which tells the client that nothing comes after this answer; and `givenUp`, which waits until the client
 * does not wait for an answer any more.
 */
export class Exchange extends Line {
  #carryOut;
  #done;

  /**
   * @param {Received} request
   * @param {Line} line
   * @param {(request: Received) => Promise<Answer>} carryOut
   */
  constructor(request, line, carryOut) {
    super(line.socket, line.wire);
    this.request = request;
    this.#carryOut = carryOut;
  }

  /** Does what the request asks for, once, and gives the right answer to it. */
  carryOut() {
    this.#done ??= this.#carryOut(this.request);
    return this.#done;
  }

  /** The same with a body in any case: the right answer to a revocation may have none. */
  async carryOutWithBody() {
    const answer = await this.carryOut();
    return answer.body.length > 0 ? answer : { ...answer, ...json(200, { ok: true }) };
  }

  /** Gives a whole answer. */
  async answer(answer) {
    this.start(answer);
    this.part(answer.body);
    this.finish();
  }

  /** Writes byte after byte for ever, each well within the time a client waits for one. */
  drip(bytes) {
    let at = 0;
    const timer = setInterval(() => {
      this.part(bytes.subarray(at % bytes.length, (at % bytes.length) + 1));
      at += 1;
    }, 50);
    this.wire.once('close', () => clearInterval(timer));
  }
}

/** An answer with a JSON body. */
export function json(status, value, headers) {
  return text(status, JSON.stringify(value), { 'content-type': 'application/json', ...headers });
}

/** An answer with any body. */
export function text(status, body, headers = {}) {
  return { status, headers, body: Buffer.from(body) };
}
