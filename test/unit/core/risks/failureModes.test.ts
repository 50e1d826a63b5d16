import { describe, expect, it } from 'vitest';
import { analysisOf, risksIn } from '../../../support/aRiskyRelease';

/** The rules that fire for one new file. */
function rulesFor(path: string, text: string): readonly string[] {
  return risksIn({ head: { [path]: text } });
}

describe('swallowed-error', () => {
  it.each([
    ['src/a.ts', 'try {\n  b();\n} catch {}\n', ['swallowed-error src/a.ts:3']],
    ['src/a.ts', 'try {\n  b();\n} catch (error) {\n}\n', ['swallowed-error src/a.ts:3']],
    ['src/a.ts', 'b().catch(() => {});\n', ['swallowed-error src/a.ts:1']],
    ['src/a.ts', 'b().catch(() => {}).finally(() => leave());\n', []],
    ['src/a.vue', '<p>catch {}</p>\n<script>\ntry { b() } catch {}\n</script>\n', ['swallowed-error src/a.vue:3']],
    ['src/a.ts', 'try {\n  b();\n} catch {\n  // The cache is only a help.\n}\n', []],
    ['src/a.ts', 'try {\n  b();\n} catch (error) {\n  log.error(error);\n}\n', []],
    ['src/a.ts', "const text = 'catch {}';\n", []],
    ['src/a.test.ts', 'try {\n  b();\n} catch {}\n', []],
    ['vendor/a.js', 'try { b() } catch {}\n', []],
    ['docs/a.js', 'try { b() } catch {}\n', []],
    ['app/a.py', 'try:\n    b()\nexcept Exception:\n    pass\n', ['swallowed-error app/a.py:3']],
    ['app/a.py', 'try:\n    b()\nexcept: pass\n', ['swallowed-error app/a.py:3']],
    ['app/a.py', 'try:\n    b()\nexcept KeyError:\n    pass\n', []],
    ['app/a.py', 'try:\n    b()\nexcept Exception:\n    # Best effort.\n    pass\n', []],
    ['a/a.go', 'package a\nfunc b() {\n\tif err != nil {\n\t}\n}\n', ['swallowed-error a/a.go:3']],
    ['a/a.go', 'package a\nfunc b() {\n\t_ = err\n}\n', ['swallowed-error a/a.go:3']],
    ['a/a.go', 'package a\nfunc b() error {\n\tif err != nil {\n\t\treturn err\n\t}\n}\n', []],
    ['app/a.rb', 'begin\n  b\nrescue\nend\n', ['swallowed-error app/a.rb:3']],
    ['app/a.rb', 'c = b rescue nil\n', ['swallowed-error app/a.rb:1']],
    ['app/a.rb', 'c = Date.parse(b) rescue nil\n', []],
    ['app/a.rb', 'begin\n  b\nrescue StandardError\n  nil\nend\n', []],
    ['src/a.rs', 'match b() {\n  Ok(c) => d(c),\n  Err(_) => {}\n}\n', ['swallowed-error src/a.rs:3']],
    ['src/a.rs', 'match b() {\n  Ok(c) => d(c),\n  Err(e) => return Err(e),\n}\n', []],
    ['lib/a.ex', 'try do\n  b()\nrescue\n  _ -> nil\nend\n', ['swallowed-error lib/a.ex:3']],
    ['src/a.kt', 'try { b() } catch (e: Exception) { }\n', ['swallowed-error src/a.kt:1']],
    ['src/a.php', '<?php\ntry { b(); } catch (\\Exception $e) { }\n', ['swallowed-error src/a.php:2']],
    ['app/a.rb', 'begin\n  b\nrescue KeyError\nend\n', []],
    ['src/A.java', 'try { b(); } catch (IOException e) { }\n', ['swallowed-error src/A.java:1']],
    ['src/A.cs', 'try { B(); } catch { }\n', ['swallowed-error src/A.cs:1']],
    ['src/A.java', 'try { b(); } catch (final DateTimeParseException ignored) {\n}\n', []],
    ['src/A.java', 'try { b(); } catch (Exception ignored) { }\n', ['swallowed-error src/A.java:1']],
    ['src/a.kt', 'try { b() } catch (_: NumberFormatException) { }\n', []],
  ])('%s %j', (path, text, expected) => {
    expect(rulesFor(path, text)).toEqual(expected);
  });

  it('puts all places into one risk and leaves out what the release did not touch', () => {
    const old = 'try { a(); } catch {}\n';
    expect(
      risksIn({
        base: { 'src/a.ts': old },
        head: { 'src/a.ts': `${old}try { b(); } catch { }\n`, 'src/b.ts': 'try { c(); } catch {}\n' },
      }),
    ).toEqual(['swallowed-error src/a.ts:2 src/b.ts:1']);
  });
});

describe('call-without-timeout', () => {
  it.each([
    ['app/a.py', 'r = requests.get(url)\n', ['call-without-timeout app/a.py:1']],
    ['app/a.py', 'r = requests.get(\n    url,\n    timeout=5,\n)\n', []],
    ['app/a.py', 'r = httpx.get(url)\n', []],
    ['a/a.go', 'package a\nimport "net/http"\nvar c = &http.Client{}\n', ['call-without-timeout a/a.go:3']],
    ['a/a.go', 'package a\nimport "net/http"\nvar c = &http.Client{Timeout: time.Second}\n', []],
    ['server/a.ts', 'const r = await fetch(url);\n', ['call-without-timeout server/a.ts:1']],
    ['server/a.ts', 'const r = await fetch(url, { signal: AbortSignal.timeout(500) });\n', []],
    ['server/a.ts', 'class A {\n  async fetch(key: string): Promise<string> {\n    return key;\n  }\n}\n', []],
    ['src/components/a.ts', 'const r = await fetch(url);\n', []],
    ['src/backend/a.ts', 'const r = await fetch(`${import.meta.env.VITE_API_URL ?? ""}/a`);\n', []],
    ['src/A.java', 'var t = new RestTemplate();\n', ['call-without-timeout src/A.java:1']],
    ['src/a.kt', 'val t = RestTemplate()\n', ['call-without-timeout src/a.kt:1']],
    ['src/a.rs', 'let c = reqwest::Client::new();\n', ['call-without-timeout src/a.rs:1']],
    ['src/a.php', '<?php\n$c = curl_init($url);\n', ['call-without-timeout src/a.php:2']],
    ['src/a.php', '<?php\n$c = curl_init($url);\ncurl_setopt($c, CURLOPT_TIMEOUT, 5);\n', []],
    ['src/a.php', '<?php\nuse GuzzleHttp\\Client;\n$c = new Client();\n', ['call-without-timeout src/a.php:3']],
  ])('%s %j', (path, text, expected) => {
    expect(rulesFor(path, text)).toEqual(expected);
  });
});

describe('unlimited-retry', () => {
  it.each([
    ['src/a.ts', 'const q = queue({ retries: Infinity });\n', ['unlimited-retry src/a.ts:1']],
    ['app/a.py', 'import tenacity\n@tenacity.retry(wait=wait)\ndef a(): b()\n', ['unlimited-retry app/a.py:2']],
    ['app/a.py', 'import tenacity\n@tenacity.retry(stop=stop, wait=wait)\ndef a(): b()\n', []],
    [
      'app/a.py',
      'while True:\n    try:\n        return b()\n    except Exception as error:\n        log(error)\n',
      ['unlimited-retry app/a.py:1'],
    ],
    ['app/a.py', 'while True:\n    try:\n        b(next())\n    except Exception as error:\n        log(error)\n', []],
    [
      'src/a.ts',
      'while (true) {\n  try { return b(); } catch (e) { await wait(e); }\n}\n',
      ['unlimited-retry src/a.ts:1'],
    ],
    ['src/a.ts', 'while (true) {\n  try { return b(); } catch (e) { if (n++ > 3) throw e; }\n}\n', []],
    ['src/A.cs', 'var p = Policy.Handle<E>().RetryForever();\n', ['unlimited-retry src/A.cs:1']],
    [
      'a/a.go',
      'package a\nfunc b() {\n\tfor {\n\t\tif err := c(); err != nil {\n\t\t\ttime.Sleep(d)\n\t\t\tcontinue\n\t\t}\n\t\treturn\n\t}\n}\n',
      ['unlimited-retry a/a.go:3'],
    ],
    [
      'a/a.go',
      'package a\nfunc b() {\n\tfor {\n\t\tif err := c(ctx); err != nil {\n\t\t\ttime.Sleep(d)\n\t\t\tcontinue\n\t\t}\n\t\treturn\n\t}\n}\n',
      [],
    ],
    ['app/a.rb', 'begin\n  b\nrescue Timeout => e\n  sleep 1\n  retry\nend\n', ['unlimited-retry app/a.rb:3']],
    ['app/a.rb', 'begin\n  b\nrescue Timeout => e\n  retry if (n += 1) < 3\nend\n', []],
    ['app/a.rb', 'begin\n  b\nrescue Timeout => e\n  raise if n > 3\n  retry\nend\n', []],
    [
      'src/a.rs',
      'loop {\n  match b() {\n    Ok(c) => return c,\n    Err(e) => sleep(d),\n  }\n}\n',
      ['unlimited-retry src/a.rs:1'],
    ],
    [
      'src/a.php',
      '<?php\nwhile (true) {\n  try { return b(); } catch (E $e) { sleep(1); }\n}\n',
      ['unlimited-retry src/a.php:2'],
    ],
  ])('%s %j', (path, text, expected) => {
    expect(rulesFor(path, text)).toEqual(expected);
  });
});

describe('configuration', () => {
  it('names keys that are needed and set nowhere, and none with a fallback or a value', () => {
    expect(
      risksIn({
        head: {
          'src/a.ts': "a(process.env.PAY_URL);\nb(process.env.PAY_MODE ?? 'live');\nc(process.env.PAY_KEY);\n",
          'src/a.test.ts': 'a(process.env.PAY_TEST);\n',
          'compose.yaml': 'services:\n  web:\n    image: acme/web:1\n    environment:\n      PAY_KEY: x\n',
        },
      }),
    ).toEqual(['unset-environment-key src/a.ts:1']);
  });

  it('takes no key that the build reads or the platform gives for one to set', () => {
    const read = (key: string): string => `object A { val a = sys.env("${key}") }\n`;
    const of = (path: string, key: string): unknown => risksIn({ head: { 'build.sbt': '', [path]: read(key) } });
    expect(of('src/main/scala/A.scala', 'PAY_TOKEN')).toEqual(['unset-environment-key src/main/scala/A.scala:1']);
    expect(of('project/A.scala', 'PAY_TOKEN')).toEqual([]);
    expect(of('src/main/scala/A.scala', 'ECS_AGENT_URI')).toEqual([]);
  });

  it('needs nothing for what a switch as new as itself turns on', () => {
    const code = 'a(process.env.CARD_PAY_URL);\n';
    const on = "if (process.env.CARD_PAY_ENABLED === 'true') b();\n";
    expect(risksIn({ head: { 'src/a.ts': code } })).toEqual(['unset-environment-key src/a.ts:1']);
    expect(risksIn({ head: { 'src/a.ts': code + on } })).toEqual([]);
    expect(risksIn({ base: { 'src/a.ts': on }, head: { 'src/a.ts': on + code } })).toEqual([
      'unset-environment-key src/a.ts:2',
    ]);
  });

  it('does not judge what a program does without a value whose tags it reads itself', () => {
    const go = (more = ''): string => `package a\n\ntype A struct {\n\tName string \`env:"PAY_NAME"\`\n}\n${more}`;
    expect(risksIn({ head: { 'a/a.go': go() } })).toEqual(['unset-environment-key a/a.go:4']);
    expect(risksIn({ head: { 'a/a.go': go('func (f F) b() { f.Tag.Get("env") }\n') } })).toEqual([]);
  });

  it('takes a switch that nobody sets for one that is off', () => {
    const code = 'a(process.env.PAY_URL);\nb(isTruthy(process.env.OLD_PAY_DISABLED));\n';
    expect(risksIn({ head: { 'src/a.ts': code } })).toEqual(['unset-environment-key src/a.ts:1']);
  });

  it('takes a key for optional where its file asks whether it has a value', () => {
    const code = "raise 'no' if ENV['PAY_URL'].blank?\na(ENV['PAY_URL'])\nb(ENV['PAY_KEY'])\n";
    expect(risksIn({ head: { 'app/a.rb': code } })).toEqual(['unset-environment-key app/a.rb:3']);
    // What is asked as a text or for its presence may be absent.
    const asked = "def on? = ENV['NEW_ON'].to_s.casecmp?('true')\nb if ENV['NEW_URL'].present?\n";
    expect(risksIn({ head: { 'app/b.rb': asked } })).toEqual([]);
    // What is turned into on or off is off without one.
    const off = "a(ENV['NEW_SIZE'].presence || 'none')\nb if ActiveModel::Type::Boolean.new.cast(ENV['NEW_ON'])\n";
    expect(risksIn({ head: { 'app/c.rb': off } })).toEqual([]);
  });

  it('does not ask for keys of an alternative that somebody has to choose', () => {
    const keys = 'const key = process.env.AZURE_KEY;\nuse(key);\n';
    const driver = "  @IsIn(['local', 's3', 'azure'])\n  DRIVER: string;\n";
    expect(risksIn({ head: { 'src/a.ts': keys, 'src/b.ts': driver } })).toEqual([]);
    expect(risksIn({ head: { 'src/a.ts': keys, 'src/b.ts': driver.replace('azure', 'gcs') } })).toEqual([
      'unset-environment-key src/a.ts:1',
    ]);
  });

  it('asks for each of several keys that stand in a list, and for none that is asked for by itself', () => {
    const list = 'config :shop,\n  url: System.fetch_env!("PAY_URL"),\n  key: System.fetch_env!("PAY_KEY")\n';
    expect(risksIn({ head: { 'config/runtime.exs': list } })).toEqual([
      'unset-environment-key config/runtime.exs:2 config/runtime.exs:3',
    ]);
    const asked = 'export const on = () => Boolean(process.env.PAY_KEY);\nuse(process.env.PAY_KEY);\n';
    expect(risksIn({ head: { 'src/a.ts': asked } })).toEqual([]);
  });

  it('takes a key for optional where the code goes on without it', () => {
    const read = 'const id = process.env.PAY_ID;\nconst key = process.env.PAY_KEY;\n';
    expect(risksIn({ head: { 'src/a.ts': `${read}if (!key || !id) return;\n` } })).toEqual([]);
    expect(risksIn({ head: { 'src/a.ts': `${read}if (!key || !id) throw new Error('no');\n` } })).toEqual([
      'unset-environment-key src/a.ts:1 src/a.ts:2',
    ]);
    expect(risksIn({ head: { 'src/A.php': "<?php\n$set = !empty($_ENV['PAY_KEY']);\n" } })).toEqual([]);
  });

  it.each([
    ['a value of its own name with a fallback', 'PAY_URL = os.getenv("PAY_URL", "https://pay.example")\n', false],
    ['nothing', 'PAY_URL = os.getenv("PAY_URL")\n', true],
    [
      'a way without it',
      'def pay():\n    url = os.getenv("PAY_ONE") or os.getenv(\n        "PAY_URL"\n    )\n    if not url:\n        return\n    post(url)\n',
      false,
    ],
    [
      'a default where the environment is described',
      'env = environ.Env(\n    PAY_SECURE=(bool, True),\n)\nPAY_SECURE = env("PAY_SECURE")\n',
      false,
    ],
    ['a refusal', 'url = os.getenv("PAY_URL")\nif not url:\n    raise ValueError("PAY_URL")\n', true],
    ['a branch where it is there', 'url = os.environ.get("PAY_URL")\nif url:\n    post(url)\n', false],
  ])('needs a key where the code has %s for its absence: %j', (_, code, needed) => {
    expect(risksIn({ head: { 'app/a.py': `import os\n${code}` } }).length > 0).toBe(needed);
  });

  it.each([
    'FLY_REGION',
    'PRIMARY_REGION',
    'K_REVISION',
    'RENDER_GIT_COMMIT',
    'WEBSITE_SITE_NAME',
    'HEROKU_SLUG_COMMIT',
  ])('does not ask for %s, which the platform gives', (key) => {
    expect(risksIn({ head: { 'src/a.ts': `export const a = process.env.${key};\n` } })).toEqual([]);
    expect(risksIn({ head: { 'src/a.ts': `export const a = process.env.SHOP_${key};\n` } })).toEqual([
      'unset-environment-key src/a.ts:1',
    ]);
  });

  it('takes no template of settings for settings', () => {
    const head = { 'src/a.ts': 'run();\n' };
    const gone = (file: string): readonly string[] =>
      risksIn({
        base: { 'src/a.ts': 'run(process.env.PAY_URL);\n', [file]: 'PAY_URL=x\nA=b\n' },
        head: { ...head, [file]: 'A=b\n' },
      });
    expect(gone('.env.production')).toEqual(['withdrawn-setting .env.production']);
    expect(gone('.env.sample')).toEqual([]);
    expect(gone('compose.tests.yml')).toEqual([]);
  });

  it('takes a key that other code read before for no new name', () => {
    const queued = (key: string): string => `class Job\n  queue_as { ENV['${key}'] ? :own : :default }\nend\n`;
    const other = { 'app/jobs/other.rb': queued('QUEUE_ALERTS') };
    const move = (others: Readonly<Record<string, string>>): readonly string[] =>
      risksIn({
        base: { ...others, 'app/jobs/flag.rb': queued('QUEUE_EVENTS') },
        head: { ...others, 'app/jobs/flag.rb': queued('QUEUE_ALERTS') },
      });
    const many = Array.from({ length: 120 }, (_, index) => `a(ENV.fetch('KEY_${String(index)}', ''))\n`).join('');
    const settings = { base: other, head: { ...other, 'lib/tell.rb': many } };
    expect(
      risksIn({
        base: { ...settings.base, 'app/jobs/flag.rb': queued('QUEUE_EVENTS') },
        head: { ...settings.head, 'app/jobs/flag.rb': queued('QUEUE_ALERTS') },
      }),
    ).toEqual([]);
    expect(move({})).toEqual(['renamed-environment-key app/jobs/flag.rb:2']);
    expect(move(other)).toEqual([]);
    // Nor has a key another name that other code still reads: the job went to another queue.
    expect(move({ 'app/jobs/third.rb': queued('QUEUE_EVENTS') })).toEqual([]);
  });

  it('names a key whose name changed', () => {
    expect(
      risksIn({
        base: { 'src/a.ts': 'a(process.env.PAY_URL);\n' },
        head: { 'src/a.ts': 'a(process.env.PAY_BASE_URL);\n' },
      }),
    ).toEqual(['renamed-environment-key src/a.ts:1', 'unset-environment-key src/a.ts:1']);
  });
});

describe('lifecycle', () => {
  it('sees shutdown handling go', () => {
    expect(
      risksIn({
        base: { 'src/main.ts': "start();\nprocess.on('SIGTERM', () => stop());\n" },
        head: { 'src/main.ts': 'start();\nrun();\n' },
      }),
    ).toEqual(['shutdown-removed src/main.ts:2']);
  });
});

describe('start-command-changed', () => {
  const dockerfile = (command: string) => `FROM ruby:3.4\nENTRYPOINT ["bin/entry"]\nCMD ${command}\n`;
  it.each([
    [
      'a process of a Procfile',
      { Procfile: 'web: bin/rails server\nrelease: bin/migrate\n' },
      { Procfile: 'web: bin/falcon serve\nrelease: bin/migrate --all\n' },
      ['Procfile:1'],
    ],
    [
      'the command of an image',
      { Dockerfile: dockerfile('["a"]') },
      { Dockerfile: dockerfile('["b"]') },
      ['Dockerfile:3'],
    ],
    [
      'the program that a start script ends in',
      { Dockerfile: dockerfile('["./bin/start"]'), 'bin/start': 'sleep 1\nexec bin/puma\n', 'bin/other': 'exec a\n' },
      { Dockerfile: dockerfile('["./bin/start"]'), 'bin/start': 'sleep 1\nexec bin/falcon\n', 'bin/other': 'exec b\n' },
      ['bin/start:2'],
    ],
    [
      'what developers run beside the service',
      { Procfile: 'build: while true; do make; done\nmail: bin/mailpit\n' },
      { Procfile: 'build: while true; do make; done\nmail: bin/mailpit --all\n' },
      undefined,
    ],
    ['a new process', { Procfile: 'web: a\n' }, { Procfile: 'web: a\nworker: b\n' }, undefined],
    ['another base image', { Dockerfile: 'FROM a:1\nCMD ["a"]\n' }, { Dockerfile: 'FROM a:2\nCMD ["a"]\n' }, undefined],
    ['an example', { 'examples/Procfile': 'web: a\n' }, { 'examples/Procfile': 'web: b\n' }, undefined],
  ])('%s', (_, base, head, places) => {
    const found = risksIn({ base, head }).filter((risk) => risk.startsWith('start-command-changed'));
    expect(found).toEqual(places === undefined ? [] : [`start-command-changed ${places.join(' ')}`]);
  });

  it('says what starts now, and is likelier to go wrong with another program', () => {
    const risk = (now: string) =>
      analysisOf({ base: { Procfile: 'web: bundle exec puma -t 5\n' }, head: { Procfile: `web: ${now}\n` } }).risks[0];
    expect(risk('bundle exec falcon host')).toMatchObject({
      issue:
        'The release changes what starts the service: web of Procfile was `bundle exec puma -t 5` and is `bundle exec falcon host` (Procfile).',
      probability: 3,
    });
    expect(risk('PORT=1 bundle exec puma -t 9')?.probability).toBe(2);
  });
});

describe('large-release', () => {
  it('counts no lines that a program wrote', () => {
    const lines = Array.from({ length: 6000 }, (_, index) => `var a${String(index)} = 1\n`).join('');
    const written = '// Code generated by a generator, DO NOT EDIT.\n';
    const isLarge = (head: Readonly<Record<string, string>>): boolean =>
      risksIn({ head }).includes(`large-release ${Object.keys(head).join('')}:1`);
    expect(isLarge({ 'graph/own.go': lines })).toBe(true);
    expect(isLarge({ 'graph/models.go': written + lines })).toBe(false);
    expect(isLarge({ 'graph/generated.go': lines })).toBe(false);
  });
});

describe('author-new-to-files', () => {
  const before = Array.from({ length: 120 }, (_, index) => `a(${String(index)});\n`).join('');
  const after = before.replaceAll('a(', 'b(');
  const changes = { base: { 'src/pay/a.ts': before }, head: { 'src/pay/a.ts': after } };
  it.each([
    ['Ada', ['author-new-to-files src/pay/a.ts']],
    ['renovate[bot]', []],
  ])('changed by %s', (author, expected) => {
    expect(risksIn({ ...changes, newcomers: [{ author, files: ['src/pay/a.ts', 'docs/a.md'] }] })).toEqual(expected);
  });

  it('is silent about new files and small changes', () => {
    const newcomers = [{ author: 'Ada', files: ['src/pay/a.ts'] }];
    expect(risksIn({ head: changes.head, newcomers })).toEqual([]);
    expect(risksIn({ base: { 'src/pay/a.ts': 'a();\n' }, head: { 'src/pay/a.ts': 'b();\n' }, newcomers })).toEqual([]);
  });
});

describe('removed-infrastructure', () => {
  it('counts a resource as removed unless it moved', () => {
    const block = 'resource "aws_db_instance" "main" {\n}\n';
    expect(risksIn({ base: { 'infra/a.tf': block }, head: { 'infra/a.tf': '# none\n' } })).toEqual([
      'removed-infrastructure infra/a.tf',
    ]);
    expect(risksIn({ base: { 'infra/a.tf': block }, head: { 'infra/b.tf': block } })).toEqual([]);
  });

  it('knows what holds data from what says who may read it', () => {
    const impact = (type: string) =>
      analysisOf({
        base: { 'infra/a.tf': `resource "${type}" "main" {\n}\n` },
        head: { 'infra/a.tf': '# none\n' },
      }).risks.map((risk) => risk.impact);
    for (const type of ['aws_db_instance', 'aws_s3_bucket', 'azurerm_key_vault', 'google_kms_crypto_key'])
      expect([type, impact(type)]).toEqual([type, [5]]);
    for (const type of [
      'azurerm_key_vault_access_policy',
      'aws_s3_bucket_policy',
      'aws_db_subnet_group',
      'aws_ecs_service',
    ])
      expect([type, impact(type)]).toEqual([type, [3]]);
    for (const type of ['aws_cloudwatch_metric_alarm', 'aws_route53_health_check', 'google_monitoring_alert_policy'])
      expect([type, impact(type)]).toEqual([type, [2]]);
  });
});
