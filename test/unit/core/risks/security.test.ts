import { describe, expect, it } from 'vitest';
import { analysisOf, risksIn } from '../../../support/aRiskyRelease';

describe('security', () => {
  it.each([
    ['src/a.ts', "const key = 'AKIAIOSFODNN7ABCDEFG';\n", ['secret-in-code src/a.ts:1']],
    ['docs/a.ts', "const key = 'AKIAIOSFODNN7ABCDEFG';\n", []],
    ['src/a.ts', "const key = 'AKIAIOSFODNN7EXAMPLE';\n", []],
    ['src/a.ts', "const image = 'https://b.example/a.png?X-Amz-Credential=AKIAIOSFODNN7ABCDEFG%2F2025';\n", []],
    ['src/a.ts', "const token = 'ghp_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij';\n", []],
    ['.claude/a.sh', 'key=AKIAIOSFODNN7ABCDEFG\n', []],
    ['deploy/a.pem', '-----BEGIN OPENSSH PRIVATE KEY-----\n', ['secret-in-code deploy/a.pem:1']],
    ['src/a.ts', 'const key = "-----BEGIN PRIVATE KEY-----\\nMIIE";\n', ['secret-in-code src/a.ts:1']],
    ['GUIDE.md', '| `KEY` | for access | `-----BEGIN OPENSSH PRIVATE KEY-----...` |\n', []],
    ['src/a.ts', 'const c = cookie({ httpOnly: false });\n', ['loosened-browser-protection src/a.ts:1']],
    ['src/a.ts', "app.use(cors({ origin: '*' }));\n", ['loosened-browser-protection src/a.ts:1']],
    ['src/a.ts', "app.use(cors({ origin: 'https://shop.example' }));\n", []],
    ['app/a.py', '@csrf_exempt\ndef a(request): b()\n', ['loosened-browser-protection app/a.py:1']],
    [
      'a/A.java',
      'class A { void a(H h) { h.csrf(AbstractHttpConfigurer::disable); } }\n',
      ['loosened-browser-protection a/A.java:1'],
    ],
    [
      'a/A.java',
      'class A { void a(H h) { h.csrf(AbstractHttpConfigurer::disable).sessionManagement((s) -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS)); } }\n',
      [],
    ],
    ['a/a.go', 'package a\nvar c = tls.Config{InsecureSkipVerify: true}\n', ['certificate-check-off a/a.go:2']],
    ['a/a.go', 'package a\n// InsecureSkipVerify: true\n', []],
    ['app/a.py', 'cursor.execute(f"SELECT * FROM a WHERE b = {c}")\n', ['sql-from-text app/a.py:1']],
    ['src/a.ts', 'db.query(`SELECT 1 FROM a WHERE b = ${c}`);\n', ['sql-from-text src/a.ts:1']],
    ['src/a.ts', 'db.query(`SELECT 1 FROM a WHERE b = $1`, [c]);\n', []],
  ])('%s %j', (path, text, expected) => {
    expect(risksIn({ head: { [path]: text } })).toEqual(expected);
  });

  it.each([
    ['a constant', 'app/a.py', 'cursor.execute(f"SELECT * FROM {ORDERS_TABLE} WHERE id = %s", [a])\n'],
    [
      'a clause of literals',
      'app/a.py',
      'w = []\nif a:\n    w.append("a = %s")\nq = " AND ".join(w)\ndb.execute(f"SELECT 1 FROM a WHERE {q}", b)\n',
    ],
    [
      'an allowed name',
      'app/a.py',
      'if sort not in ALLOWED:\n    raise ValueError()\ndb.execute(f"SELECT 1 FROM a ORDER BY {sort}")\n',
    ],
    [
      'placeholders',
      'app/a.py',
      'marks = ",".join(["?"] * len(ids))\ndb.execute(f"DELETE FROM a WHERE id IN ({marks})", ids)\n',
    ],
    [
      'a choice',
      'src/a.ts',
      "const order = desc ? 'DESC' : 'ASC';\ndb.query(`SELECT 1 FROM a ORDER BY b ${order}`);\n",
    ],
    [
      'placeholders',
      'src/a.ts',
      "const marks = ids.map(() => '?').join(',');\ndb.query(`SELECT 1 FROM a WHERE b IN (${marks})`, ids);\n",
    ],
    [
      'a clause',
      'a/a.go',
      'package a\n\nfunc f() {\n\twhere := "WHERE b = $1"\n\tdb.Query(fmt.Sprintf("SELECT 1 FROM a %s", where), b)\n}\n',
    ],
  ])('lets SQL with %s of its own be (%s)', (_, path, text) => {
    expect(risksIn({ head: { [path]: text } }).filter((risk) => risk.startsWith('sql-from-text'))).toEqual([]);
  });

  it.each([
    ['app/a.py', 'w = []\nw.append(f"a = {a}")\nq = " AND ".join(w)\ndb.execute(f"SELECT 1 FROM a WHERE {q}")\n', 4],
    ['app/a.py', 'q = request.args["q"]\ndb.execute(f"SELECT 1 FROM a WHERE b = {q}")\n', 2],
    ['src/a.ts', "const order = desc ? given : 'ASC';\ndb.query(`SELECT 1 FROM a ORDER BY b ${order}`);\n", 2],
    ['a/a.go', 'package a\n\nfunc f(where string) {\n\tdb.Query(fmt.Sprintf("SELECT 1 FROM a %s", where))\n}\n', 4],
  ])('suspects SQL with parts from elsewhere (%s)', (path, text, line) => {
    expect(risksIn({ head: { [path]: text } })).toContain(`sql-from-text ${path}:${String(line)}`);
  });

  it('does not suspect a migration, whose texts come from no user', () => {
    const migration =
      'revision = "2"\ndown_revision = "1"\n\n\ndef upgrade():\n    op.get_bind().execute(f"INSERT INTO {schema}.a VALUES (1)")\n';
    expect(
      risksIn({
        head: { 'alembic.ini': '[alembic]\nscript_location = alembic\n', 'alembic/versions/2_a.py': migration },
      }).filter((risk) => risk.startsWith('sql-from-text')),
    ).toEqual([]);
    expect(risksIn({ head: { 'app/a.py': migration } })).toEqual(['sql-from-text app/a.py:6']);
  });

  it('never shows the secret', () => {
    const secret = 'AKIAIOSFODNN7ABCDEFG';
    expect(JSON.stringify(analysisOf({ head: { 'src/a.ts': `const key = '${secret}';\n` } }))).not.toContain(secret);
  });

  const guard =
    'export function canPay(user) {\n  if (user.role) {\n    return user.permissions;\n  }\n  return isAdmin(user, token);\n}\n';
  it('asks for a test of changed access control', () => {
    expect(risksIn({ head: { 'src/auth/policy.ts': guard } })).toEqual([
      'authorization-without-test src/auth/policy.ts:2',
    ]);
    expect(risksIn({ head: { 'src/auth/policy.ts': guard, 'test/policy.test.ts': 'it();\n' } })).toEqual([]);
  });

  it('takes a test of what is refused for one of who may do what', () => {
    const guard = 'const token = 1;\nconst role = 2;\nverify(token);\n';
    const of = (test: string): unknown =>
      risksIn({ head: { 'src/auth/policy.ts': guard, 'test/carts.test.ts': test } });
    expect(of('expect(response.status).toBe(403);\n')).toEqual([]);
    expect(of('expect(response.status).toBe(200);\n')).toEqual(['authorization-without-test src/auth/policy.ts:1']);
  });

  it('takes neither imports nor types for a decision', () => {
    const types =
      "import type {\n  Session,\n  Token\n} from 'auth';\n\nexport class Store implements SessionStore {\n  scopes: Scopes;\n}\n";
    expect(risksIn({ head: { 'src/auth/store.ts': types } })).toEqual([]);
    const guard = `${types}const token = 1;\nconst role = 2;\nverify(token);\n`;
    expect(risksIn({ head: { 'src/auth/store.ts': guard } })).toEqual([
      'authorization-without-test src/auth/store.ts:9',
    ]);
  });

  it('takes no protection for loosened that was as loose in a file that went', () => {
    const open = "app.use(cors({ origin: '*' }));\n";
    expect(risksIn({ base: { 'src/a.ts': open }, head: { 'docker/a.ts': open } })).toEqual([]);
  });

  it('takes a test of the folder for one of a file that is called after nothing', () => {
    const guard = 'const token = 1;\nconst role = 2;\nverify(token);\n';
    const path = 'app/api/sso/idp/route.ts';
    expect(risksIn({ head: { [path]: guard } })).toEqual([`authorization-without-test ${path}:1`]);
    expect(risksIn({ head: { [path]: guard, 'packages/sso/sso.test.ts': 'it();\n' } })).toEqual([]);
  });

  it.each([
    ['tests/Security/BearerAuthenticationTest.php', '<?php\nit();\n'],
    ['tests/Signing/SigningTest.php', '<?php\nnew BearerAuthenticator();\n'],
  ])('takes %s for a test of BearerAuthenticator', (test, text) => {
    const guard = '<?php\n$token = 1;\n$role = 2;\nverify($token);\n';
    const path = 'src/Security/BearerAuthenticator.php';
    expect(risksIn({ head: { [path]: guard, 'tests/OtherTest.php': '<?php\nit();\n' } })).toEqual([
      `authorization-without-test ${path}:2`,
    ]);
    expect(risksIn({ head: { [path]: guard, [test]: text } })).toEqual([]);
  });
});
