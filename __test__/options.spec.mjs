// `index.d.ts` and the addon know the same options, and each is described.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import {
  auditTokens,
  checkToken,
  createToken,
  listTokens,
  revokeToken,
  revokeTokens,
  rotateToken,
  streamed,
  withTemporaryToken,
} from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { rawServer } from './helpers/raw.mjs';

const file = fileURLToPath(new URL('../index.d.ts', import.meta.url));
const program = ts.createProgram([file], { noEmit: true, types: ['node'], strict: true });
const checker = program.getTypeChecker();
const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
const addon = {
  listTokens,
  streamTokens: streamed,
  checkToken,
  auditTokens,
  createToken,
  revokeToken,
  revokeTokens,
  rotateToken,
  withTemporaryToken: (options) => withTemporaryToken(options, assert.fail),
};
const INTERFACES = {
  listTokens: 'ListTokensOptions',
  streamTokens: 'StreamTokensOptions',
  checkToken: 'CheckTokenOptions',
  auditTokens: 'AuditTokensOptions',
  createToken: 'CreateTokenOptions',
  revokeToken: 'RevokeTokenOptions',
  revokeTokens: 'RevokeTokensOptions',
  rotateToken: 'RotateTokenOptions',
  withTemporaryToken: 'TemporaryTokenOptions',
};

/** The properties of an exported interface, inherited ones too. */
function properties(name) {
  const symbol = exported.find((one) => one.name === name);
  return checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
}

const comment = (symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker));
const tag = (symbol, name) => symbol.getJsDocTags(checker).find((one) => one.name === name);

for (const [name, declared] of Object.entries(INTERFACES)) {
  describe(`the options of ${name}`, () => {
    const options = properties(declared);

    it('are some', () => {
      assert.ok(options.length >= 20);
    });

    for (const option of options) {
      it(`${option.name} is described, with its default`, () => {
        assert.ok(comment(option).length > 10, 'a comment');
        assert.ok(ts.displayPartsToString(tag(option, 'default')?.text).length > 0, 'a default');
      });

      it(`${option.name} is known to the addon`, async (t) => {
        const server = await rawServer(t);
        // No option takes a symbol: one that is known is refused for its type, by its name.
        const error = await failure(addon[name]({ [option.name]: Symbol('x') }));
        assert.equal(error.code, 'ERR_INVALID_ARG_TYPE', error.message);
        assert.ok(error.message.startsWith(`\`${option.name}\` must be `), error.message);
        assert.equal(server.connections(), 0);
      });
    }

    it('are all the addon knows', async () => {
      // Names of the other functions' options, of npm's flags, and of the error's own fields.
      const known = new Set(options.map((option) => option.name));
      const others = new Set(Object.values(INTERFACES).flatMap((one) => properties(one).map((option) => option.name)));
      for (const stranger of [
        'scope',
        'prefix',
        'global',
        'json',
        'password',
        'description',
        'dryRun',
        'code',
        ...others,
      ]) {
        if (known.has(stranger)) continue;
        const error = await failure(addon[name]({ [stranger]: 'x' }));
        assert.equal(error.code, 'ERR_INVALID_ARG_VALUE', stranger);
        assert.ok(error.message.startsWith(`\`${stranger}\` is not an option of \`${name}\``), error.message);
      }
    });
  });
}

describe('an unknown option', () => {
  const slips = [
    { call: 'createToken', written: 'tokendescription', meant: 'tokenDescription' },
    { call: 'createToken', written: 'token-description', meant: 'tokenDescription' },
    { call: 'createToken', written: 'packages_all', meant: 'packagesAll' },
    { call: 'createToken', written: 'bypass-2fa', meant: 'bypass2fa' },
    { call: 'createToken', written: 'readonly', meant: 'readOnly' },
    { call: 'createToken', written: 'CIDR', meant: 'cidr' },
    { call: 'streamTokens', written: 'expires-within', meant: 'expiresWithin' },
    { call: 'listTokens', written: 'authtoken', meant: 'authToken' },
    { call: 'listTokens', written: 'strict-ssl', meant: 'strictSsl' },
    { call: 'listTokens', written: 'noproxy', meant: 'noProxy' },
    { call: 'revokeToken', written: 'Name', meant: 'name' },
    { call: 'revokeTokens', written: 'all-except-current', meant: 'allExceptCurrent' },
    { call: 'withTemporaryToken', written: 'read-only', meant: 'readOnly' },
    { call: 'revokeTokens', written: 'dryrun', meant: 'dryRun' },
    { call: 'revokeTokens', written: 'unused-since', meant: 'unusedSince' },
    { call: 'rotateToken', written: 'keep-old', meant: 'keepOld' },
  ];
  for (const { call, written, meant } of slips) {
    it(`${written} of ${call} is refused with the one that is meant`, async () => {
      const error = await failure(addon[call]({ [written]: 'x' }));
      assert.equal(error.code, 'ERR_INVALID_ARG_VALUE');
      assert.ok(error.message.endsWith(`did you mean \`${meant}\`?`), error.message);
    });
  }
});

describe('what is exported', () => {
  it('is described, each property too', () => {
    for (const symbol of exported) {
      const isInternal = tag(symbol, 'internal') !== undefined;
      if (isInternal) continue;
      assert.ok(comment(symbol).length > 10, symbol.name);
      if (!(symbol.flags & ts.SymbolFlags.Interface)) continue;
      for (const property of properties(symbol.name)) {
        const own = property.declarations?.every((declaration) =>
          declaration.getSourceFile().fileName.endsWith('index.d.ts'),
        );
        if (own) assert.ok(comment(property).length > 3, `${symbol.name}.${property.name}`);
      }
    }
  });

  it('is free of type errors', () => {
    const problems = ts
      .getPreEmitDiagnostics(program)
      .filter((problem) => problem.file?.fileName === program.getSourceFile(file).fileName);
    assert.deepEqual(
      problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
      [],
    );
  });

  it('has the functions, each with its options and its result', () => {
    const signature = (name) => {
      const symbol = exported.find((one) => one.name === name);
      const type = checker.getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration);
      return checker.signatureToString(type.getCallSignatures()[0]);
    };
    assert.equal(signature('listTokens'), '(options?: ListTokensOptions | undefined): Promise<Token[]>');
    assert.equal(
      signature('streamTokens'),
      '(options?: StreamTokensOptions | undefined): AsyncGenerator<Token, void, undefined>',
    );
    assert.equal(signature('checkToken'), '(options?: CheckTokenOptions | undefined): Promise<CheckedToken>');
    assert.equal(signature('auditTokens'), '(options?: AuditTokensOptions | undefined): Promise<AuditFinding[]>');
    assert.equal(signature('createToken'), '(options: CreateTokenOptions): Promise<CreatedToken>');
    assert.equal(signature('revokeToken'), '(options: RevokeTokenOptions): Promise<RevokedToken>');
    assert.equal(signature('rotateToken'), '(options: RotateTokenOptions): Promise<Rotation>');
    assert.equal(signature('revokeTokens'), '(options: RevokeTokensOptions): Promise<Revocation[]>');
    assert.equal(
      signature('withTemporaryToken'),
      '<T>(options: TemporaryTokenOptions, fn: (token: TemporaryToken) => T | PromiseLike<T>): Promise<T>',
    );
  });
});
