import { describe, expect, it } from 'vitest';
import { analysisOf, risksIn } from '../../../support/aRiskyRelease';

describe('user experience', () => {
  it('names removed endpoints and who still calls them', () => {
    expect(
      risksIn({
        base: {
          'src/routes.ts': "app.get('/api/carts', a);\napp.get('/api/items', b);\n",
          'web/cart.js': "get('/api/carts');\n",
        },
        head: { 'src/routes.ts': "app.get('/api/items', b);\n", 'web/cart.js': "get('/api/carts');\n" },
      }),
    ).toEqual(['removed-endpoint src/routes.ts web/cart.js:1']);
  });

  it('reads routes of Rails with what is around them, and those that are files', () => {
    const routes = (inside: string): string =>
      `namespace :admin do\n  resource :items, only: [] do\n${inside}  end\nend\n`;
    const of = (before: string, after: string): string | undefined =>
      analysisOf({
        base: { 'config/routes.rb': routes(before) },
        head: { 'config/routes.rb': routes(after) },
      }).risks.find(({ rule }) => rule === 'removed-endpoint')?.issue;
    expect(of('    get :import\n    post :import\n', '    get :export\n')).toBe(
      'The release takes away 2 endpoints (GET /admin/items/import and POST /admin/items/import).',
    );
    expect(of("    get 'parts/:id'\n", '    resources :parts\n')).toBeUndefined();
    expect(of('    scope :parts do\n      get :old\n    end\n', '')).toBe(
      'The release takes away 1 endpoint (GET /admin/items/parts/old).',
    );
    const gone = (base: Record<string, string>, head: Record<string, string> = {}): unknown =>
      risksIn({ base, head: { 'package.json': '{}', ...head } });
    expect(gone({ 'src/app/api/carts/[id]/route.ts': 'a' })).toEqual([
      'removed-endpoint src/app/api/carts/[id]/route.ts',
    ]);
    expect(gone({ 'src/app/api/a/route.ts': 'a' }, { 'src/app/(v1)/api/a/route.ts': 'a' })).toEqual([]);
    expect(gone({ 'src/app/carts/page.tsx': 'a' })).toEqual([]);
  });

  it('takes no call of an interface for one of its routes', () => {
    const removed = (line: string): unknown => risksIn({ base: { 'src/a.ts': `${line}\n` }, head: { 'src/a.ts': '' } });
    expect(removed("this.router.get('/api/carts', a);")).toEqual(['removed-endpoint src/a.ts']);
    expect(removed('router.get(`${base}/carts`, a);')).toEqual([]);
    for (const call of [
      'await this.api.post(`/carts/${id}/items`);',
      "return api.get('/api/carts');",
      "const { data } = api.get('/api/carts');",
      "export const carts = () => api.get('/api/carts');",
    ])
      expect(removed(call)).toEqual([]);
  });

  it('takes no endpoint for removed that is put together of a prefix and a route now', () => {
    const whole = 'app.MapPost("/api/carts", A);\napp.MapPost("/api/orders", B);\n';
    const group = 'app.MapGroup("/api");\napi.MapPost("/carts", A);\n';
    const { risks } = analysisOf({ base: { 'src/A.cs': whole }, head: { 'src/A.cs': group } });
    expect(risks.filter(({ rule }) => rule === 'removed-endpoint').map(({ issue }) => issue)).toEqual([
      'The release takes away 1 endpoint (POST /api/orders).',
    ]);
  });

  it('takes no endpoint for removed that is generated from its description, and no other declaration for a caller', () => {
    const java = (path: string): string => `  @PostMapping("/{id}/${path}")\n  void a() {}\n`;
    const generated = {
      base: { 'src/main/java/Carts.java': java('refunds'), 'src/main/resources/openapi/carts.yaml': '' },
      head: {
        'src/main/java/Carts.java': '',
        'src/main/resources/openapi/carts.yaml': 'paths:\n  /carts/{cartId}/refunds: { post: {} }\n',
      },
    };
    expect(risksIn(generated)).toEqual([]);
    const open = { ...generated.head, 'src/main/resources/openapi/carts.yaml': '' };
    expect(risksIn({ base: generated.base, head: open })).toEqual(['removed-endpoint src/main/java/Carts.java']);
    const engine = "get '/carts/:id/tree' => 'carts#tree'\n";
    expect(
      risksIn({
        base: { 'app/engines/v1.rb': engine, 'app/engines/v2.rb': engine },
        head: { 'app/engines/v2.rb': engine },
      }),
    ).toEqual(['removed-endpoint app/engines/v1.rb']);
    const set = 'src/functionalTest/java/CartsSteps.java';
    const texts = {
      'src/a.java': '  @GetMapping("/api/carts")\n',
      'src/Access.java': 'http.requestMatchers("/api/carts/**");\n',
      [set]: 'get("/api/carts");\n',
    };
    expect(risksIn({ base: texts, head: { ...texts, 'src/a.java': '' } })).toEqual(['removed-endpoint src/a.java']);
  });

  it('calls a removed endpoint by its method and whole path, and takes no other path for a call of it', () => {
    const controller = (own: string): string => `@RestController\n@RequestMapping("/reviews")\nclass A {\n${own}}\n`;
    const java = '  @PatchMapping("/sync/{id}")\n  void a() {}\n  @DeleteMapping("/sync/{id}")\n  void b() {}\n';
    const issueWith = (client: string): string | undefined => {
      const others = { 'web/client.ts': client };
      return analysisOf({
        base: { ...others, 'src/A.java': controller(java) },
        head: { ...others, 'src/A.java': controller('') },
      }).risks.find(({ rule }) => rule === 'removed-endpoint')?.issue;
    };
    const gone = 'The release takes away 2 endpoints (PATCH /reviews/sync/{id} and DELETE /reviews/sync/{id})';
    expect(issueWith('get(`/sync/${id}/prisoners`);\n')).toBe(`${gone}.`);
    expect(issueWith('get(`/reviews/sync/${id}/prisoners`);\n')).toBe(`${gone}.`);
    const called = `${gone}, and web/client.ts still calls one of them.`;
    expect(issueWith('get(`/reviews/sync/${id}`);\n')).toBe(called);
    expect(issueWith("get('/reviews/sync/' + id);\n")).toBe(called);
  });

  it('names what a published interface no longer offers', () => {
    const graphql = (field: string): string => `type Query {\n  cart: String\n  ${field}\n}\n`;
    expect(
      risksIn({
        base: { 'schema.graphql': graphql('items: String') },
        head: { 'schema.graphql': graphql('goods: String') },
      }),
    ).toEqual(['broken-interface schema.graphql']);
    const openapi = (path: string): string =>
      `openapi: 3.0.0\ninfo: { title: a, version: '1' }\npaths:\n  /carts: { get: {} }\n  ${path}: { get: {} }\n`;
    expect(
      risksIn({ base: { 'openapi.yaml': openapi('/items') }, head: { 'openapi.yaml': openapi('/carts/all') } }),
    ).toEqual(['broken-interface openapi.yaml']);
    const theirs = 'clients/openapi.yaml';
    expect(risksIn({ base: { [theirs]: openapi('/items') }, head: { [theirs]: openapi('/carts/all') } })).toEqual([]);
    const proto = (rpc: string): string => `service Pay {\n  rpc Get(A) returns (B);\n${rpc}}\n`;
    expect(
      risksIn({
        base: { 'pay.proto': proto('  rpc Put(A) returns (B);\n') },
        head: { 'pay.proto': proto('') },
      }),
    ).toEqual(['broken-interface pay.proto']);
  });

  it('takes no test, no pattern that grew a prefix, and no catch-all for a removed endpoint', () => {
    const tests = '#[cfg(test)]\nmod tests {\n  fn a() { r.route("/api/carts", x); }\n}\n';
    expect(risksIn({ base: { 'src/a.rs': tests }, head: { 'src/a.rs': 'fn b() {}\n' } })).toEqual([]);
    expect(
      risksIn({
        base: { 'a/a.go': 'r.HandleFunc("/delay/{wait:[0-9]+}", a)\nr.HandleFunc("/{rest}", b)\n' },
        head: { 'a/a.go': 'r.HandleFunc(s.prefixed("/delay/{wait:[0-9]+}"), a)\n' },
      }),
    ).toEqual([]);
    expect(
      risksIn({
        base: { 'a/a.go': 'r.HandleFunc(s.prefixed("/version"), a)\nb()\n' },
        head: { 'a/a.go': 'b()\n' },
      }),
    ).toEqual(['removed-endpoint a/a.go']);
  });

  it('takes a renamed parameter for the same endpoint', () => {
    expect(
      risksIn({
        base: { 'src/routes.ts': "app.get('/api/carts/:id', a);\n" },
        head: { 'src/routes.ts': "app.get('/api/carts/:cart', a);\n" },
      }),
    ).toEqual([]);
  });
});
